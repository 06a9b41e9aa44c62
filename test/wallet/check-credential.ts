/** What a careful wallet looks at before it keeps a credential. */
import type { HolderKey } from './holder-key.ts'
import { readChain, type CertificateFacts } from './certificate-chain.ts'
import { resolveAssertionKey } from './did-web.ts'
import { openSdJwt, verifySdJwt } from './sd-jwt.ts'
import { loadTypeMetadata, type TypeMetadata } from './type-metadata.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

type Json = Record<string, unknown>

/** A credential in the wallet with the key it is bound to and everything the wallet learned about it. */
export type HeldCredential = {
  compact: string
  key: HolderKey
  header: Json
  visible: Json
  claims: Json
  disclosable: string[]
  issuer: string
  certificate: CertificateFacts | undefined
  typeMetadata: TypeMetadata
}

/**
 * Checks one issued credential: form, issuer key by DID and by certificate (the same key), type, holder key, dates, status
 * reference, and the published type metadata in Dutch and English, which must be the bytes that `vct#integrity` promises.
 *
 * @param expected the keys that were proven, and the configuration from the issuer's metadata
 * @throws WalletError CREDENTIAL_INVALID, ISSUER_KEY_INVALID, CHAIN_INVALID, TYPE_METADATA_INVALID
 */
export async function checkCredential(wallet: Wallet, compact: string, expected: { keys: readonly HolderKey[]; configuration: { vct?: string | undefined } }): Promise<HeldCredential> {
  const opened = await openSdJwt(compact).catch((cause: unknown) => { throw new WalletError('CREDENTIAL_INVALID', 'not a readable SD-JWT', { cause }) })
  const { header, visible, claims, disclosable } = opened
  const must: (condition: boolean, what: string) => asserts condition = (condition, what) => {
    if (!condition) throw new WalletError('CREDENTIAL_INVALID', what)
  }
  must(compact.endsWith('~'), 'the credential does not end as an SD-JWT without key binding')
  must(header['typ'] === 'dc+sd-jwt', 'typ is not dc+sd-jwt')
  must(header['alg'] === 'ES256', 'alg is not ES256')
  const issuer = visible['iss']
  const keyId = header['kid']
  must(typeof issuer === 'string' && typeof keyId === 'string' && keyId.startsWith(`${issuer}#`), 'kid does not belong to iss')

  const issuerKey = await resolveAssertionKey(wallet, keyId)
  const certificate = header['x5c'] === undefined ? undefined : readChain(header['x5c'], { anchors: wallet.anchors, at: wallet.now() })
  if (certificate !== undefined && (certificate.publicJwk.x !== issuerKey.x || certificate.publicJwk.y !== issuerKey.y)) {
    throw new WalletError('ISSUER_KEY_INVALID', 'certificate and DID document name different keys')
  }
  await verifySdJwt(compact, issuerKey, wallet.now()).catch((cause: unknown) => { throw new WalletError('CREDENTIAL_INVALID', 'the signature does not fit', { cause }) })

  const vct = visible['vct']
  must(typeof vct === 'string' && vct === expected.configuration.vct, 'vct is not the type that was offered')
  const integrity = visible['vct#integrity']
  must(integrity === undefined || typeof integrity === 'string', 'vct#integrity is not text')
  must(visible['_sd_alg'] === undefined || visible['_sd_alg'] === 'sha-256', '_sd_alg is not sha-256')
  for (const always of ['iss', 'vct', 'vct#integrity', 'cnf', 'status', 'exp', 'nbf']) must(!disclosable.includes(always), `${always} can be withheld`)
  const seconds = Math.floor(wallet.now().getTime() / 1000)
  const issuedAt = visible['iat']
  must(issuedAt === undefined || (typeof issuedAt === 'number' && issuedAt <= seconds + 60), 'iat lies in the future')
  const bound = (visible['cnf'] as { jwk?: { x?: unknown; y?: unknown; d?: unknown } } | undefined)?.jwk
  const key = expected.keys.find(({ publicJwk }) => publicJwk.x === bound?.x && publicJwk.y === bound?.y)
  must(key !== undefined && bound?.d === undefined, 'the credential is bound to a key that is not ours')
  const reference = (visible['status'] as { status_list?: { idx?: unknown; uri?: unknown } } | undefined)?.status_list
  must(Number.isSafeInteger(reference?.idx) && typeof reference?.uri === 'string', 'there is no status list reference')

  return { compact, key, header, visible, claims, disclosable, issuer, certificate, typeMetadata: await loadTypeMetadata(wallet, vct, integrity) }
}
