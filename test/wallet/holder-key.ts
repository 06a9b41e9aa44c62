import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'

/** A P-256 public key as it travels in a JWS header or a `cnf` claim. */
export type HolderJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** A key pair of the holder; `thumbprint` is the RFC 7638 thumbprint of the public half. */
export type HolderKey = { publicJwk: HolderJwk; privateKey: CryptoKey; thumbprint: string }

/** Makes a fresh P-256 key pair. */
export async function createHolderKey(): Promise<HolderKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { x, y } = await exportJWK(publicKey)
  const publicJwk: HolderJwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  return { publicJwk, privateKey, thumbprint: await calculateJwkThumbprint(publicJwk) }
}

/** Signs a compact JWT with ES256; header and claims are taken as they are. */
export async function signJwt(key: HolderKey, header: Record<string, unknown>, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(key.privateKey)
}
