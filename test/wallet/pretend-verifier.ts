/** A verifier on paper for the wallet's own tests: makes and signs requests with every client id prefix, and opens answers. */
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { createHolderKey, signJwt } from './holder-key.ts'
import { createPretendChain } from './pretend-certificate.ts'

type Json = Record<string, unknown>
export type PretendPrefix = 'x509_san_dns' | 'x509_hash' | 'decentralized_identifier'

const base = 'https://employer.example'
const did = 'did:web:employer.example'

/** Starts a verifier on paper; `request` overrides members of the request object. */
export async function createPretendVerifier(prefix: PretendPrefix, overrides: { claims?: Json; header?: Json; dns?: string } = {}) {
  const key = await createHolderKey()
  const encryption = await generateKeyPair('ECDH-ES', { extractable: true })
  const encryptionJwk: Json = { ...await exportJWK(encryption.publicKey), kid: 'enc-1', use: 'enc', alg: 'ECDH-ES' }
  const { anchor, leaf } = createPretendChain(generateKeyPairSync('ec', { namedCurve: 'P-256' }), key.publicJwk, overrides.dns ?? 'employer.example')
  const hash = createHash('sha256').update(Buffer.from(leaf, 'base64')).digest('base64url')
  const clientId = { x509_san_dns: 'x509_san_dns:employer.example', x509_hash: `x509_hash:${hash}`, decentralized_identifier: `decentralized_identifier:${did}` }[prefix]
  const posted: string[] = []

  const fetchLike = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    const body = new URLSearchParams(await request.text())
    if (request.url === `${base}/request/1`) {
      const header = prefix === 'decentralized_identifier' ? { kid: `${did}#${key.thumbprint}` } : { x5c: [leaf] }
      const walletNonce = body.get('wallet_nonce')
      const claims = {
        client_id: clientId, aud: 'https://self-issued.me/v2', response_type: 'vp_token', response_mode: 'direct_post.jwt', response_uri: `${base}/response/1`,
        nonce: 'a-nonce-of-128-bits-at-least', state: 'state-1', iat: Math.floor(Date.now() / 1000),
        dcql_query: { credentials: [{ id: 'badge', format: 'dc+sd-jwt', meta: { vct_values: ['https://issuer.example/vct/badge'] }, claims: [{ path: ['achievement_title'] }, { path: ['grade'] }] }] },
        client_metadata: { jwks: { keys: [encryptionJwk] }, encrypted_response_enc_values_supported: ['A256GCM'], vp_formats_supported: { 'dc+sd-jwt': {} } },
        ...(walletNonce === null ? {} : { wallet_nonce: walletNonce }),
        ...overrides.claims,
      }
      const jwt = await signJwt(key, { typ: 'oauth-authz-req+jwt', ...header, ...overrides.header }, claims)
      return new Response(jwt, { headers: { 'content-type': 'application/oauth-authz-req+jwt' } })
    }
    if (request.url === `${base}/.well-known/did.json`) {
      const id = `${did}#${key.thumbprint}`
      return Response.json({ id: did, verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk: key.publicJwk }], assertionMethod: [id] })
    }
    if (request.url === `${base}/response/1`) {
      posted.push(body.get('response') ?? body.toString())
      return Response.json({ redirect_uri: `${base}/done?response_code=1` })
    }
    return new Response('not here', { status: 404 })
  }
  return {
    link: `openid4vp://?client_id=${encodeURIComponent(clientId)}&request_uri=${encodeURIComponent(`${base}/request/1`)}&request_uri_method=post`,
    clientId,
    anchor,
    fetch: fetchLike,
    posted,
    open: async (jwe: string): Promise<Json> => JSON.parse(new TextDecoder().decode((await compactDecrypt(jwe, encryption.privateKey)).plaintext)) as Json,
  }
}
