/** did:web (w3c-ccg/did-method-web) and did:jwk for the wallet: just enough to find a key. */
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'
import type { HolderJwk } from './holder-key.ts'

/** The part of a DID document a wallet reads. */
export type DidDocument = {
  id: string
  assertionMethod?: (string | { id: string })[]
  verificationMethod?: { id: string; type: string; controller: string; publicKeyJwk?: Record<string, unknown> }[]
}

/** The address of a did:web document; loopback names are fetched over http, all others over https. */
export function didWebAddress(did: string): string {
  const [method, name, host, ...path] = did.split(':')
  if (method !== 'did' || name !== 'web' || !host) throw new WalletError('ISSUER_KEY_INVALID', 'not a did:web')
  const authority = decodeURIComponent(host)
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(authority)
  const where = path.length === 0 ? '/.well-known/did.json' : `/${path.map((part) => encodeURIComponent(decodeURIComponent(part))).join('/')}/did.json`
  return `${loopback ? 'http' : 'https'}://${authority}${where}`
}

/**
 * Finds the P-256 key behind a DID URL, listed for making assertions.
 *
 * @param keyId `did:web:host:path#fragment`
 * @throws WalletError ISSUER_KEY_INVALID
 */
export async function resolveAssertionKey(wallet: Wallet, keyId: string): Promise<HolderJwk> {
  const did = keyId.split('#')[0]!
  const answer = await send(wallet.fetch, didWebAddress(did), { headers: { accept: 'application/did+json, application/json' } })
  const text = answer.status === 200 ? answer.text : undefined
  if (text === undefined) throw new WalletError('ISSUER_KEY_INVALID', `no DID document (${answer.status})`, { answer })
  const document = JSON.parse(text) as DidDocument
  if (document.id !== did) throw new WalletError('ISSUER_KEY_INVALID', 'the DID document is of somebody else')
  const absolute = (id: string) => id.startsWith('#') ? `${did}${id}` : id
  const listed = (document.assertionMethod ?? []).some((entry) => absolute(typeof entry === 'string' ? entry : entry.id) === keyId)
  const method = (document.verificationMethod ?? []).find(({ id }) => absolute(id) === keyId)
  const jwk = method?.publicKeyJwk
  if (!listed || jwk === undefined) throw new WalletError('ISSUER_KEY_INVALID', 'the key is not listed for assertions')
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.x !== 'string' || typeof jwk.y !== 'string' || 'd' in jwk) {
    throw new WalletError('ISSUER_KEY_INVALID', 'the key is not a public P-256 key')
  }
  return { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }
}
