/** OpenID4VCI 1.0: nonce (#name-nonce-endpoint), key proofs, credential request (#name-credential-request), notification. */
import { z } from 'zod'
import { through } from './claim-hooks.ts'
import { sendWithDpop } from './dpop.ts'
import { signJwt, type HolderKey } from './holder-key.ts'
import type { IssuerMetadata } from './issuer-metadata.ts'
import { errorOf, type AccessToken } from './request-token.ts'
import { send, type HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** What came back for a credential request: one credential for each key, in no promised order; the text of one that is an object. */
export type CredentialAnswer = { credentials: string[]; notificationId: string | undefined }

const credentialSchema = z.looseObject({
  credentials: z.array(z.looseObject({ credential: z.union([z.string().min(1), z.looseObject({ proof: z.unknown() })]) })).min(1),
  notification_id: z.string().optional(),
})

/** Fetches a fresh c_nonce. @throws WalletError NONCE_REFUSED, also when the answer may be cached */
export async function requestNonce(wallet: Wallet, issuer: IssuerMetadata): Promise<string> {
  if (issuer.nonce_endpoint === undefined) throw new WalletError('NONCE_REFUSED', 'the issuer has no nonce endpoint')
  const answer = await send(wallet.fetch, issuer.nonce_endpoint, { method: 'POST', headers: { accept: 'application/json' } })
  const nonce = (answer.body as { c_nonce?: unknown } | undefined)?.c_nonce
  if (answer.status !== 200 || typeof nonce !== 'string' || nonce === '') throw new WalletError('NONCE_REFUSED', `no nonce (${answer.status})`, { answer })
  if (!(answer.headers.get('cache-control') ?? '').includes('no-store')) throw new WalletError('NONCE_REFUSED', 'the nonce may be cached', { answer })
  return nonce
}

/** Makes the `jwt` key proof for one key (OpenID4VCI 1.0 #jwt-proof-type); `iss` is left out: the token is anonymous. */
export async function createKeyProof(wallet: Wallet, { key, audience, nonce }: { key: HolderKey; audience: string; nonce: string }): Promise<string> {
  const signingKey = await through(wallet.hooks.proofKey, key)
  const header = await through(wallet.hooks.proofHeader, { typ: 'openid4vci-proof+jwt', jwk: key.publicJwk })
  const claims = await through(wallet.hooks.proofClaims, { aud: audience, iat: Math.floor(wallet.now().getTime() / 1000), nonce })
  return signJwt(signingKey, header, claims)
}

/**
 * Sends a credential request with a proof for every key and gives back whatever was answered.
 *
 * @param target the configuration asked for; where the token names credential identifiers, the first of them is sent
 */
export async function postCredential(
  wallet: Wallet,
  { issuer, token, configurationId, keys, nonce }: { issuer: IssuerMetadata; token: AccessToken; configurationId: string; keys: readonly HolderKey[]; nonce: string },
): Promise<HttpAnswer> {
  const honest: string[] = []
  for (const key of keys) honest.push(await createKeyProof(wallet, { key, audience: issuer.credential_issuer, nonce }))
  const jwt = await through(wallet.hooks.proofs, honest)
  const identifier = token.credentialIdentifiers.get(configurationId)?.[0]
  const body = await through<unknown>(wallet.hooks.credentialRequest, {
    ...(identifier === undefined ? { credential_configuration_id: configurationId } : { credential_identifier: identifier }),
    proofs: { jwt },
  })
  const url = await through(wallet.hooks.credentialUrl, issuer.credential_endpoint)
  return postWithToken(wallet, token, url, typeof body === 'string' ? body : JSON.stringify(body))
}

/** Reads a credential answer. @throws WalletError CREDENTIAL_REFUSED */
export function readCredentials(answer: HttpAnswer): CredentialAnswer {
  const parsed = credentialSchema.safeParse(answer.body)
  if (answer.status !== 200 || !parsed.success) {
    throw new WalletError('CREDENTIAL_REFUSED', `no credential (${answer.status} ${errorOf(answer)})`, { answer })
  }
  return { credentials: parsed.data.credentials.map(({ credential }) => (typeof credential === 'string' ? credential : JSON.stringify(credential))), notificationId: parsed.data.notification_id }
}

/** Tells the issuer what became of the credential (OpenID4VCI 1.0 #name-notification-request). */
export async function postNotification(
  wallet: Wallet,
  { issuer, token, notificationId, event }: { issuer: IssuerMetadata; token: AccessToken; notificationId: string; event: 'credential_accepted' | 'credential_failure' | 'credential_deleted' },
): Promise<HttpAnswer> {
  if (issuer.notification_endpoint === undefined) throw new WalletError('NOTIFICATION_REFUSED', 'the issuer has no notification endpoint')
  const body = await through(wallet.hooks.notification, { notification_id: notificationId, event })
  return postWithToken(wallet, token, issuer.notification_endpoint, JSON.stringify(body))
}

async function postWithToken(wallet: Wallet, token: AccessToken, url: string, body: string): Promise<HttpAnswer> {
  const headers = await through(wallet.hooks.credentialHeaders, new Headers({
    authorization: `${token.type} ${token.value}`,
    'content-type': 'application/json',
    accept: 'application/json',
  }))
  return sendWithDpop(wallet, token.dpop, url, { method: 'POST', headers, body }, token.value)
}
