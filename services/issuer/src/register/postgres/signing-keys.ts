import type { Queryable } from '@eduwallet/storage'
import type { AnyKeptSigningKey, KeptSigningKey, SigningKeyBook } from '../../institutions/institution-book.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The signing keys of one institution, sealed. A key is never changed or deleted; only its certificate chain is replaced. */
export function openSigningKeyBook(scope: InstitutionScope): SigningKeyBook {
  return {
    list: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<SigningKeyColumns>(
          `SELECT kid, public_jwk, sealed_private_key, certificate_pem, created_at FROM signing_keys WHERE institution_id = $1
            UNION ALL SELECT kid, public_jwk, sealed_private_key, '', created_at FROM ed25519_keys WHERE institution_id = $1
            ORDER BY created_at DESC, kid`,
        )
        return rows.map(toSigningKey)
      }),
    addEd25519: (key, act) =>
      scope.transaction(async (tx) => {
        if (!(await insertEd25519Key(tx, key))) return false
        await appendJournal(tx, act, [{ action: 'signing-key.added', objectKind: 'institution', objectId: scope.institutionId, reason: `kid ${key.kid}` }])
        return true
      }),
    replaceCertificate: (kid, certificatePem, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          'UPDATE signing_keys SET certificate_pem = $3 WHERE institution_id = $1 AND kid = $2',
          [kid, certificatePem],
        )
        if (rowCount === 0) return false
        await appendJournal(tx, act, [{ action: 'certificate.replaced', objectKind: 'institution', objectId: scope.institutionId, reason: `kid ${kid}` }])
        return true
      }),
  }
}

/** Records a P-256 key in a transaction of its institution. */
export async function insertSigningKey(tx: Queryable, key: KeptSigningKey): Promise<void> {
  await tx.query(
    `INSERT INTO signing_keys (institution_id, kid, public_jwk, sealed_private_key, certificate_pem, created_at)
     VALUES ($1, $2, $3::jsonb, $4, $5, $6)`,
    [key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.certificatePem, key.createdAt],
  )
}

/** Records the Ed25519 key in a transaction of its institution; false when there is one, also one that another process wrote a moment ago. */
export async function insertEd25519Key(tx: Queryable, key: KeptSigningKey<'EdDSA'>): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO ed25519_keys (institution_id, kid, public_jwk, sealed_private_key, created_at) VALUES ($1, $2, $3::jsonb, $4, $5) ON CONFLICT DO NOTHING`,
    [key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.createdAt],
  )
  return rowCount === 1
}

type SigningKeyColumns = { kid: string; public_jwk: unknown; sealed_private_key: string; certificate_pem: string; created_at: Date }

/** Which key is of which kind is what the two tables are for; opening a key proves it again. */
function toSigningKey(columns: SigningKeyColumns): AnyKeptSigningKey {
  return {
    kid: columns.kid,
    publicJwk: columns.public_jwk,
    sealedPrivateKey: columns.sealed_private_key,
    certificatePem: columns.certificate_pem,
    createdAt: columns.created_at,
  } as AnyKeptSigningKey
}
