/** The wallet's answer: presentations with key binding, encrypted to the key made for this request (OpenID4VP 1.0 #response). */
import { CompactEncrypt, importJWK, type CompactJWEHeaderParameters, type JWK } from 'jose'
import { createHash } from 'node:crypto'
import { through } from './claim-hooks.ts'
import type { HeldCredential } from './check-credential.ts'
import { evaluateDcql } from './evaluate-dcql.ts'
import { signJwt } from './holder-key.ts'
import type { PresentationRequest } from './request-object.ts'
import { presentSdJwt } from './sd-jwt.ts'
import { send, type HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

type Json = Record<string, unknown>

/** What the holder is shown before saying yes, and what is sent after it. */
export type PreparedAnswer = { vpToken: Record<string, string[]>; shown: { queryId: string; credential: HeldCredential; disclosed: string[] }[] }

/**
 * Evaluates the query on the credentials in the wallet and makes the presentations.
 *
 * @throws WalletError NOTHING_MATCHES
 */
export async function prepareAnswer(wallet: Wallet, request: PresentationRequest, credentials: readonly HeldCredential[]): Promise<PreparedAnswer> {
  const candidates = credentials.map((credential) => ({ format: 'dc+sd-jwt', claims: credential.claims, disclosable: credential.disclosable, credential }))
  const selections = evaluateDcql(request.dcql_query, candidates)
  if (selections === undefined) throw new WalletError('NOTHING_MATCHES', 'no credential in the wallet answers the question')
  const prepared: PreparedAnswer = { vpToken: {}, shown: [] }
  for (const { queryId, candidate, disclosed: needed } of selections) {
    const disclosed = await through(wallet.hooks.disclosed, needed)
    prepared.vpToken[queryId] = [await present(wallet, candidate.credential, disclosed, { audience: request.client_id, nonce: request.nonce })]
    prepared.shown.push({ queryId, credential: candidate.credential, disclosed })
  }
  return prepared
}

/** Makes one presentation with a key binding JWT (RFC 9901 #section-4.3). */
export async function present(wallet: Wallet, credential: HeldCredential, disclosed: readonly string[], to: { audience: string; nonce: string }): Promise<string> {
  const withoutBinding = await presentSdJwt(credential.compact, disclosed)
  const key = await through(wallet.hooks.keyBindingKey, credential.key)
  const header = await through<Json>(wallet.hooks.keyBindingHeader, { typ: 'kb+jwt' })
  const claims = await through<Json>(wallet.hooks.keyBindingClaims, {
    iat: Math.floor(wallet.now().getTime() / 1000),
    aud: to.audience,
    nonce: to.nonce,
    sd_hash: createHash('sha256').update(withoutBinding, 'ascii').digest('base64url'),
  })
  return through(wallet.hooks.presentation, `${withoutBinding}${await signJwt(key, header, claims)}`)
}

/** Encrypts an answer to the verifier's key for this request: ECDH-ES with the first content encryption it offers. */
export async function encryptAnswer(wallet: Wallet, request: PresentationRequest, payload: Json): Promise<string> {
  const offered = request.client_metadata.jwks.keys.find((jwk) => jwk.kty === 'EC' && jwk['alg'] === 'ECDH-ES' && (jwk['use'] ?? 'enc') === 'enc')
  if (offered === undefined) throw new WalletError('REQUEST_INVALID', 'the verifier offers no key to answer to')
  const jwk = await through<Json>(wallet.hooks.encryptionKey, offered)
  const enc = request.client_metadata.encrypted_response_enc_values_supported?.[0] ?? 'A128GCM'
  const header = await through<Json>(wallet.hooks.encryptionHeader, { alg: 'ECDH-ES', enc, kid: offered.kid })
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader(header as CompactJWEHeaderParameters)
    .encrypt(await importJWK(jwk as JWK, 'ECDH-ES'))
}

/** Posts the encrypted answer to the response_uri and gives back whatever was answered. */
export async function postAnswer(wallet: Wallet, request: PresentationRequest, vpToken: unknown): Promise<HttpAnswer> {
  const payload = await through<Json>(wallet.hooks.responsePayload, { vp_token: vpToken, ...(request.state === undefined ? {} : { state: request.state }) })
  const form = await through(wallet.hooks.responseForm, new URLSearchParams({ response: await encryptAnswer(wallet, request, payload) }))
  return postForm(wallet, request, form)
}

/** Tells the verifier that the holder said no (OpenID4VP 1.0 #error-response), in the clear as the text allows. */
export async function declineRequest(wallet: Wallet, request: PresentationRequest, error = 'access_denied'): Promise<HttpAnswer> {
  return postForm(wallet, request, new URLSearchParams({ error, ...(request.state === undefined ? {} : { state: request.state }) }))
}

/**
 * Reads the verifier's answer to an accepted response.
 *
 * @returns the address the holder's browser goes to, when there is one
 * @throws WalletError RESPONSE_REFUSED
 */
export function readAnswer(answer: HttpAnswer): { redirectUri: string | undefined } {
  if (answer.status !== 200 || answer.contentType !== 'application/json') throw new WalletError('RESPONSE_REFUSED', `the verifier refused the answer (${answer.status})`, { answer })
  const redirectUri = (answer.body as { redirect_uri?: unknown } | undefined)?.redirect_uri
  if (redirectUri !== undefined && (typeof redirectUri !== 'string' || !URL.canParse(redirectUri))) throw new WalletError('RESPONSE_REFUSED', 'the redirect address is not an address', { answer })
  return { redirectUri }
}

async function postForm(wallet: Wallet, request: PresentationRequest, form: URLSearchParams): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  return send(wallet.fetch, request.response_uri, { method: 'POST', headers, body: form.toString() })
}
