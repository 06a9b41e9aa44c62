import type { PublicJwk } from '@eduwallet/keys'
import type { Queryable } from '@eduwallet/storage'
import type { KeptSigningKey, SigningKeyBook } from '../../institutions/institution-book.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The signing keys of one institution, sealed. A key is never changed or deleted; only its certificate chain is replaced. */
export function openSigningKeyBook(scope: InstitutionScope): SigningKeyBook {
  return {
    list: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<SigningKeyColumns>(
          `SELECT kid, public_jwk, sealed_private_key, certificate_pem, created_at
             FROM signing_keys WHERE institution_id = $1 ORDER BY created_at DESC, kid`,
        )
        return rows.map(toSigningKey)
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

/** Records a key in a transaction of its institution. */
export async function insertSigningKey(tx: Queryable, key: KeptSigningKey): Promise<void> {
  await tx.query(
    `INSERT INTO signing_keys (institution_id, kid, public_jwk, sealed_private_key, certificate_pem, created_at)
     VALUES ($1, $2, $3::jsonb, $4, $5, $6)`,
    [key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.certificatePem, key.createdAt],
  )
}

type SigningKeyColumns = { kid: string; public_jwk: PublicJwk; sealed_private_key: string; certificate_pem: string; created_at: Date }

function toSigningKey(columns: SigningKeyColumns): KeptSigningKey {
  return {
    kid: columns.kid,
    publicJwk: columns.public_jwk,
    sealedPrivateKey: columns.sealed_private_key,
    certificatePem: columns.certificate_pem,
    createdAt: columns.created_at,
  }
}
