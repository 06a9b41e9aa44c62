import type { PublicJwk } from '@eduwallet/keys'
import type { Database } from '@eduwallet/storage'
import type { KeyBook, StoredCa, StoredKey } from '../../asking/index.ts'

type KeyRow = { kid: string; public_jwk: PublicJwk; sealed_private_key: string; certificate_pem: string | null }
type CaRow = { sealed_private_key: string; certificate_pem: string }

const PURPOSE = 'request-signing'

/** The verifier's own keys. Of two processes that start at the same time, the first to write wins and both use that. */
export function openKeyBook(database: Pick<Database, 'query'>): KeyBook {
  const findKey = async (): Promise<StoredKey | undefined> => {
    const { rows } = await database.query<KeyRow>(
      'SELECT kid, public_jwk, sealed_private_key, certificate_pem FROM signing_keys WHERE purpose = $1',
      [PURPOSE],
    )
    const [row] = rows
    return row && { kid: row.kid, publicJwk: row.public_jwk, sealedPrivateKey: row.sealed_private_key, certificatePem: row.certificate_pem ?? undefined }
  }
  const findCa = async (): Promise<StoredCa | undefined> => {
    const { rows } = await database.query<CaRow>('SELECT sealed_private_key, certificate_pem FROM sandbox_authority')
    const [row] = rows
    return row && { sealedPrivateKey: row.sealed_private_key, certificatePem: row.certificate_pem }
  }
  return {
    findKey,
    findCa,
    async keepKey(key, at) {
      await database.query(
        `INSERT INTO signing_keys (purpose, kid, public_jwk, sealed_private_key, certificate_pem, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [PURPOSE, key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.certificatePem ?? null, at],
      )
      return (await findKey()) ?? key
    },
    async replaceCertificate(kid, certificatePem, before) {
      await database.query(
        'UPDATE signing_keys SET certificate_pem = $2 WHERE kid = $1 AND certificate_pem IS NOT DISTINCT FROM $3',
        [kid, certificatePem, before ?? null],
      )
      return (await findKey())?.certificatePem ?? certificatePem
    },
    async keepCa(ca, at) {
      await database.query(
        'INSERT INTO sandbox_authority (sealed_private_key, certificate_pem, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [ca.sealedPrivateKey, ca.certificatePem, at],
      )
      return (await findCa()) ?? ca
    },
  }
}
