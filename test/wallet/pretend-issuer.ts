/**
 * An issuer in a few lines, as the wallet's own tests need one: answers in the shapes OpenID4VCI 1.0 prints,
 * keeps nothing safe, and is never started outside a test.
 */
import { exportJWK } from 'jose'
import { createHolderKey, signJwt } from './holder-key.ts'
import { issueSdJwt } from './sd-jwt.ts'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { deflateSync } from 'node:zlib'

type Json = Record<string, unknown>

export const pretendIssuer = 'https://issuer.example/school'
export const pretendType = 'https://issuer.example/vct/badge'
const did = 'did:web:issuer.example:school'

/** What the pretend issuer saw, and the `fetch` that reaches it. */
export type PretendIssuer = {
  fetch: typeof fetch
  seen: { method: string; url: string; headers: Headers; body: string }[]
  /** Replaces answers by address, for tests of the wallet's own checks. */
  replace: Map<string, () => Response>
}

const labels = (label: string) => [{ locale: 'nl-NL', label: `${label} (nl)` }, { locale: 'en', label }]

/** Makes a pretend issuer; with `dpopNonce` it wants DPoP proofs that carry that nonce. */
export async function createPretendIssuer(options: { dpopNonce?: string; revoked?: boolean } = {}): Promise<PretendIssuer> {
  const key = await createHolderKey()
  const privateJwk = await exportJWK(key.privateKey)
  const kid = `${did}#${key.thumbprint}`
  const seen: PretendIssuer['seen'] = []
  const replace: PretendIssuer['replace'] = new Map()
  const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers } })

  const answers: Record<string, (request: Request, body: string) => Response | Promise<Response>> = {
    'https://issuer.example/.well-known/openid-credential-issuer/school': () => json({
      credential_issuer: pretendIssuer,
      credential_endpoint: `${pretendIssuer}/credential`,
      nonce_endpoint: `${pretendIssuer}/nonce`,
      notification_endpoint: `${pretendIssuer}/notification`,
      batch_credential_issuance: { batch_size: 5 },
      credential_configurations_supported: { badge: { format: 'dc+sd-jwt', vct: pretendType, proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } }, credential_metadata: {} } },
    }),
    'https://issuer.example/.well-known/oauth-authorization-server/school': () => json({ issuer: pretendIssuer, token_endpoint: `${pretendIssuer}/token` }),
    [`${pretendIssuer}/token`]: (request) => {
      const proof = request.headers.get('dpop')
      if (options.dpopNonce !== undefined && (proof === null || decodeJwt(proof)['nonce'] !== options.dpopNonce)) {
        return json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': options.dpopNonce })
      }
      return json({ access_token: 'token-1', token_type: proof === null ? 'Bearer' : 'DPoP', expires_in: 300 })
    },
    [`${pretendIssuer}/nonce`]: () => json({ c_nonce: 'nonce-1' }),
    [`${pretendIssuer}/credential`]: async (_request, body) => {
      const { proofs } = JSON.parse(body) as { proofs: { jwt: string[] } }
      const credentials = await Promise.all(proofs.jwt.map(async (proof) => ({
        credential: await issueSdJwt({
          iss: did, vct: pretendType, iat: Math.floor(Date.now() / 1000), cnf: { jwk: decodeProtectedHeader(proof).jwk },
          status: { status_list: { idx: 3, uri: `${pretendIssuer}/status/1` } },
          achievement_title: { nl: 'Water', en: 'Water' }, given_name: 'Noor', family_name: 'de Wit', grade: '8', learning_outcomes: [{ nl: 'a' }, { nl: 'b' }],
        }, ['given_name', 'family_name', 'grade', 'learning_outcomes'], { typ: 'dc+sd-jwt', kid }, privateJwk),
      })))
      return json({ credentials, notification_id: 'n-1' })
    },
    [`${pretendIssuer}/notification`]: () => new Response(null, { status: 204 }),
    [`${pretendIssuer}/did.json`]: () => json({
      id: did,
      verificationMethod: [{ id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: key.publicJwk }],
      assertionMethod: [kid],
    }),
    [pretendType]: () => json({
      vct: pretendType,
      display: [{ locale: 'nl-NL', name: 'Bewijs' }, { locale: 'en', name: 'Badge' }],
      claims: ['given_name', 'family_name', 'grade', 'achievement_title'].map((name) => ({ path: [name], display: labels(name) })),
    }),
    [`${pretendIssuer}/offers/1`]: () => json(pretendOffer()),
    [`${pretendIssuer}/status/1`]: async () => {
      const bytes = Buffer.alloc(16, 0)
      if (options.revoked === true) bytes[0] = 0b0000_1000
      const claims: Json = { sub: `${pretendIssuer}/status/1`, iat: Math.floor(Date.now() / 1000), ttl: 30, status_list: { bits: 1, lst: deflateSync(bytes).toString('base64url') } }
      return new Response(await signJwt(key, { typ: 'statuslist+jwt', kid }, claims), { headers: { 'content-type': 'application/statuslist+jwt' } })
    },
  }
  const fetchLike = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    const body = await request.text()
    seen.push({ method: request.method, url: request.url, headers: request.headers, body })
    const replaced = replace.get(request.url)
    if (replaced !== undefined) return replaced()
    return answers[request.url]?.(request, body) ?? new Response('not here', { status: 404 })
  }
  return { fetch: fetchLike, seen, replace }
}

/** The offer this issuer makes, by value. */
export function pretendOffer(txCode = true): Json {
  return {
    credential_issuer: pretendIssuer,
    credential_configuration_ids: ['badge'],
    grants: {
      'urn:ietf:params:oauth:grant-type:pre-authorized_code': {
        'pre-authorized_code': 'code-1',
        ...(txCode ? { tx_code: { input_mode: 'numeric', length: 6 } } : {}),
      },
    },
  }
}
