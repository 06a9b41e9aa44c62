/** A wallet that costs as little as can be: keys made beforehand, one connection, no checks of what it gets. */
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { Client } from 'undici'

/** A key pair with the first part of every JWS it signs. */
export type PreparedKey = { privateKey: KeyObject; proofHeader: string; dpopHeader: string }

/** Everything one claim needs and that can be made before the clock runs. */
export type PreparedClaim = { code: string; holder: PreparedKey; dpop: PreparedKey | undefined }

/** How long one claim took, in milliseconds, and what it gave. */
export type ClaimDone = { milliseconds: number; credential: string }

/** Where wallets go. `url` is the issuer's public address, `address` where it listens. */
export type Issuer = { url: string; address: string; slug: string }

/** Makes one key. */
export function prepareKey(): PreparedKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = privateKey.export({ format: 'jwk' })
  const jwk = { kty: 'EC', crv: 'P-256', x, y }
  const header = (typ: string): string => Buffer.from(JSON.stringify({ alg: 'ES256', typ, jwk })).toString('base64url')
  return { privateKey, proofHeader: header('openid4vci-proof+jwt'), dpopHeader: header('dpop+jwt') }
}

/** Makes the keys for these codes. */
export function prepareClaims(codes: readonly string[], withDpop: boolean): PreparedClaim[] {
  return codes.map((code) => ({ code, holder: prepareKey(), dpop: withDpop ? prepareKey() : undefined }))
}

/** Opens a wallet: one connection, used for one request after the other. */
export function openLightWallet({ url, address, slug }: Issuer): { claim: (claim: PreparedClaim) => Promise<ClaimDone>; close: () => Promise<void> } {
  const client = new Client(address, { pipelining: 1 })
  const audience = `${url}/${slug}`
  let dpopNonce = ''

  async function post(path: string, headers: Record<string, string>, body: string | null): Promise<Record<string, unknown>> {
    const { statusCode, headers: answered, body: stream } = await client.request({ method: 'POST', path: `/${slug}${path}`, headers, body })
    const text = await stream.text()
    dpopNonce = String(answered['dpop-nonce'] ?? dpopNonce)
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`)
    return JSON.parse(text) as Record<string, unknown>
  }

  function dpopHeaders(key: PreparedKey | undefined, path: string, accessToken?: string): Record<string, string> {
    if (key === undefined) return {}
    const ath = accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }
    return { dpop: jws(key.dpopHeader, { jti: randomUUID(), htm: 'POST', htu: `${audience}${path}`, iat: now(), nonce: dpopNonce, ...ath }, key.privateKey) }
  }

  return {
    async claim({ code, holder, dpop }) {
      // Any answer tells the nonce; a wallet that has spoken to this issuer before knows it.
      if (dpop !== undefined && dpopNonce === '') await post('/nonce', {}, null)
      const start = performance.now()
      const grant = `grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Apre-authorized_code&pre-authorized_code=${code}`
      const { access_token: token } = await post('/token', { 'content-type': 'application/x-www-form-urlencoded', ...dpopHeaders(dpop, '/token') }, grant)
      const { c_nonce: nonce } = await post('/nonce', {}, null)
      const proof = jws(holder.proofHeader, { aud: audience, iat: now(), nonce }, holder.privateKey)
      const { credentials } = await post('/credential', {
        authorization: `${dpop === undefined ? 'Bearer' : 'DPoP'} ${String(token)}`, 'content-type': 'application/json', ...dpopHeaders(dpop, '/credential', String(token)),
      }, JSON.stringify({ credential_configuration_id: 'microcredential_dc_sd_jwt', proofs: { jwt: [proof] } }))
      const credential = (credentials as { credential: string }[])[0]?.credential
      if (credential === undefined) throw new Error('no credential in the answer')
      return { milliseconds: performance.now() - start, credential }
    },
    close: () => client.close(),
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

function jws(header: string, claims: Record<string, unknown>, key: KeyObject): string {
  const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
