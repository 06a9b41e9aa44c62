/** Proof of possession beside an access token (RFC 9449), with the server's nonce when it wants one (section 8). */
import { createHash, randomUUID } from 'node:crypto'
import { through } from './claim-hooks.ts'
import { createHolderKey, signJwt, type HolderKey } from './holder-key.ts'
import { send, type HttpAnswer, type HttpRequest } from './send.ts'
import type { Wallet } from './wallet.ts'

/** A DPoP key and the nonce last heard from each origin. */
export type DpopSession = { key: HolderKey; nonces: Map<string, string> }

/** Starts a session with a fresh key. */
export async function createDpopSession(key?: HolderKey): Promise<DpopSession> {
  return { key: key ?? await createHolderKey(), nonces: new Map() }
}

/**
 * Makes one DPoP proof.
 *
 * @param target what the proof is for; `accessToken` adds `ath`, `nonce` the server's nonce
 */
export async function createDpopProof(
  wallet: Wallet,
  session: DpopSession,
  target: { method: string; url: string; accessToken?: string | undefined; nonce?: string | undefined },
): Promise<string> {
  const key = await through(wallet.hooks.dpopKey, session.key)
  const url = new URL(target.url)
  const header = await through(wallet.hooks.dpopHeader, { typ: 'dpop+jwt', jwk: session.key.publicJwk })
  const claims = await through(wallet.hooks.dpopClaims, {
    jti: randomUUID(),
    htm: target.method,
    htu: `${url.origin}${url.pathname}`,
    iat: Math.floor(wallet.now().getTime() / 1000),
    ...(target.accessToken === undefined ? {} : { ath: createHash('sha256').update(target.accessToken).digest('base64url') }),
    ...(target.nonce === undefined ? {} : { nonce: target.nonce }),
  })
  return through(wallet.hooks.dpopProof, await signJwt(key, header, claims))
}

/**
 * Sends a request with a DPoP proof, and once more when the server asks for its nonce.
 *
 * @param session without one the request goes as it is
 */
export async function sendWithDpop(
  wallet: Wallet,
  session: DpopSession | undefined,
  url: string,
  request: HttpRequest & { headers: Headers },
  accessToken?: string,
): Promise<HttpAnswer> {
  if (session === undefined) return send(wallet.fetch, url, request)
  const origin = new URL(url).origin
  const attempt = async (): Promise<HttpAnswer> => {
    const headers = new Headers(request.headers)
    headers.set('dpop', await createDpopProof(wallet, session, { method: request.method ?? 'GET', url, accessToken, nonce: session.nonces.get(origin) }))
    const answer = await send(wallet.fetch, url, { ...request, headers })
    const nonce = answer.headers.get('dpop-nonce')
    if (nonce !== null) session.nonces.set(origin, nonce)
    return answer
  }
  const known = session.nonces.get(origin)
  const first = await attempt()
  const asksForNonce = wantsNonce(first) && session.nonces.get(origin) !== undefined && session.nonces.get(origin) !== known
  return asksForNonce ? attempt() : first
}

function wantsNonce(answer: HttpAnswer): boolean {
  if (answer.status === 400) return (answer.body as { error?: unknown } | undefined)?.error === 'use_dpop_nonce'
  return answer.status === 401 && (answer.headers.get('www-authenticate') ?? '').includes('use_dpop_nonce')
}
