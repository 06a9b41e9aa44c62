/** An employer's request, from the link to a request object the wallet believes (OpenID4VP 1.0, RFC 9101). */
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { readChain } from './certificate-chain.ts'
import { resolveAssertionKey } from './did-web.ts'
import { dcqlSchema } from './evaluate-dcql.ts'
import type { HolderJwk } from './holder-key.ts'
import { send, type HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** The link itself: what a QR code says. */
export type RequestLink = { clientId: string; requestUri: string; method: 'get' | 'post' }

const requestSchema = z.looseObject({
  client_id: z.string(),
  aud: z.literal('https://self-issued.me/v2'),
  response_type: z.literal('vp_token'),
  response_mode: z.literal('direct_post.jwt'),
  response_uri: z.url(),
  nonce: z.string().min(22).regex(/^[A-Za-z0-9._~-]+$/),
  state: z.string().optional(),
  wallet_nonce: z.string().optional(),
  exp: z.number().optional(),
  redirect_uri: z.never().optional(),
  dcql_query: dcqlSchema,
  client_metadata: z.looseObject({
    jwks: z.looseObject({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) }),
    encrypted_response_enc_values_supported: z.array(z.string()).optional(),
    vp_formats_supported: z.record(z.string(), z.looseObject({})),
  }),
})

/** A verified request; `signer` is how the client was known. */
export type PresentationRequest = z.infer<typeof requestSchema> & { signer: { prefix: string; name: string } }

/** Reads an `openid4vp://` link (or an https one of a wallet's own). @throws WalletError REQUEST_UNREADABLE */
export function readRequestLink(link: string): RequestLink {
  if (!URL.canParse(link)) throw new WalletError('REQUEST_UNREADABLE', 'the link is not an address')
  const parameters = new URL(link).searchParams
  const clientId = parameters.get('client_id')
  const requestUri = parameters.get('request_uri')
  const method = parameters.get('request_uri_method') ?? 'get'
  if (clientId === null || requestUri === null || (method !== 'get' && method !== 'post')) throw new WalletError('REQUEST_UNREADABLE', 'the link lacks client_id or request_uri')
  return { clientId, requestUri, method }
}

/** Fetches the request object as the link says, or as `method` says (OpenID4VP 1.0 #request_uri_method). */
export async function fetchRequestObject(wallet: Wallet, link: RequestLink, options: { method?: 'get' | 'post'; walletNonce?: string; walletMetadata?: unknown } = {}): Promise<HttpAnswer> {
  const headers = { accept: 'application/oauth-authz-req+jwt' }
  if ((options.method ?? link.method) === 'get') return send(wallet.fetch, link.requestUri, { headers })
  const body = new URLSearchParams({ wallet_metadata: JSON.stringify(options.walletMetadata ?? walletMetadata) })
  if (options.walletNonce !== undefined) body.set('wallet_nonce', options.walletNonce)
  return send(wallet.fetch, link.requestUri, { method: 'POST', headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body: body.toString() })
}

const walletMetadata = {
  vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
  client_id_prefixes_supported: ['x509_san_dns', 'x509_hash', 'decentralized_identifier'],
  request_object_signing_alg_values_supported: ['ES256'],
  response_types_supported: ['vp_token'],
  response_modes_supported: ['direct_post.jwt'],
}

/**
 * Fetches and verifies the request behind a link.
 *
 * @throws WalletError REQUEST_UNREADABLE, REQUEST_REFUSED (the verifier does not serve it), REQUEST_INVALID
 */
export async function resolveRequest(wallet: Wallet, link: string, options: { method?: 'get' | 'post' } = {}): Promise<PresentationRequest> {
  const parsed = readRequestLink(link)
  const walletNonce = randomBytes(16).toString('base64url')
  const method = options.method ?? parsed.method
  const answer = await fetchRequestObject(wallet, parsed, { method, walletNonce })
  if (answer.status !== 200) throw new WalletError('REQUEST_REFUSED', `the verifier does not serve this request (${answer.status})`, { answer })
  if (answer.contentType !== 'application/oauth-authz-req+jwt') throw new WalletError('REQUEST_INVALID', 'the answer is not a request object', { answer })
  const request = await verifyRequestObject(wallet, answer.text, parsed.clientId)
  if (method === 'post' && request.wallet_nonce !== walletNonce) throw new WalletError('REQUEST_INVALID', 'the wallet nonce did not come back')
  return request
}

/**
 * Verifies a request object against the client id of the link, by its prefix (OpenID4VP 1.0 #client_identifier_prefix).
 *
 * @throws WalletError REQUEST_INVALID
 */
export async function verifyRequestObject(wallet: Wallet, jwt: string, clientId: string): Promise<PresentationRequest> {
  const invalid = (what: string, cause?: unknown) => new WalletError('REQUEST_INVALID', what, { cause })
  try {
    const header = decodeProtectedHeader(jwt)
    const separator = clientId.indexOf(':')
    const signer = { prefix: clientId.slice(0, separator), name: clientId.slice(separator + 1) }
    const { key, mayAnswerAt } = await clientKey(wallet, signer, header)
    const { payload } = await jwtVerify(jwt, await importJWK(key, 'ES256'), { algorithms: ['ES256'], typ: 'oauth-authz-req+jwt', currentDate: wallet.now() })
    const request = requestSchema.parse(payload)
    if (request.client_id !== clientId) throw invalid('client_id in link and request object differ')
    if (!mayAnswerAt(new URL(request.response_uri))) throw invalid('the answer would go to a host the client id does not name')
    return { ...request, signer }
  } catch (error) {
    if (error instanceof WalletError && error.code !== 'ISSUER_KEY_INVALID' && error.code !== 'CHAIN_INVALID') throw error
    throw invalid('the request object does not verify', error)
  }
}

type ClientKey = { key: HolderJwk; mayAnswerAt: (url: URL) => boolean }

async function clientKey(wallet: Wallet, { prefix, name }: { prefix: string; name: string }, header: { kid?: string; x5c?: string[] }): Promise<ClientKey> {
  const chain = () => readChain(header.x5c, { anchors: wallet.anchors, at: wallet.now() })
  if (prefix === 'x509_san_dns') {
    const { dnsNames, publicJwk } = chain()
    if (!dnsNames.includes(name)) throw new WalletError('REQUEST_INVALID', 'the certificate is of another host')
    return { key: publicJwk, mayAnswerAt: (url) => url.hostname === name }
  }
  if (prefix === 'x509_hash') {
    const { hash, publicJwk } = chain()
    if (hash !== name) throw new WalletError('REQUEST_INVALID', 'the certificate is another one')
    return { key: publicJwk, mayAnswerAt: () => true }
  }
  if (prefix === 'decentralized_identifier') {
    if (header.kid === undefined || !header.kid.startsWith(`${name}#`)) throw new WalletError('REQUEST_INVALID', 'the key is not of this DID')
    return { key: await resolveAssertionKey(wallet, header.kid), mayAnswerAt: () => true }
  }
  throw new WalletError('REQUEST_INVALID', `this wallet does not know the client id prefix ${prefix}`)
}
