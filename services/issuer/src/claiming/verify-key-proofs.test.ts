import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ClaimError, verifyDpopProof, verifyKeyProofs } from './index.ts'

const now = new Date('2026-11-22T10:00:00Z')
const seconds = now.getTime() / 1000
const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signed(header: object, payload: object): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const input = `${b64({ alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }), ...header })}.${b64(payload)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const keyProof = (claims: object = {}) => signed({ typ: 'openid4vci-proof+jwt' }, { aud: 'https://issuer.example/a', iat: seconds, nonce: 'n', ...claims })
const dpopProof = () => signed({ typ: 'dpop+jwt' }, { jti: 'j', htm: 'POST', htu: 'https://issuer.example/a/token', iat: seconds, nonce: 'n' })

const keyExpectation = { audience: 'https://issuer.example/a', clientId: undefined, readNonce: () => ({ expiresAt: now }), now }
const dpopExpectation = { method: 'POST', url: 'https://issuer.example/a/token', isCurrentNonce: () => true, accessToken: undefined, now } as const

/** A small generator with a fixed seed, so that a failure comes back. */
function* randoms(): Generator<number> {
  let state = 20261122
  for (;;) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    yield state
  }
}

/** Texts that are nearly the given one: a character replaced, removed, doubled, or a piece of it moved. */
function* mutations(text: string, count: number): Generator<string> {
  const random = randoms()
  const draw = (below: number) => random.next().value as number % below
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é'
  for (let made = 0; made < count; made += 1) {
    const at = draw(text.length)
    const kind = draw(4)
    const character = alphabet[draw(alphabet.length)]!
    if (kind === 0 && text[at] !== character) yield text.slice(0, at) + character + text.slice(at + 1)
    if (kind === 1) yield text.slice(0, at) + text.slice(at + 1)
    if (kind === 2) yield text.slice(0, at) + text[at] + text.slice(at)
    if (kind === 3) yield text.slice(at) + text.slice(0, at)
  }
}

describe.each([
  ['a key proof', keyProof, (text: string) => verifyKeyProofs([text], keyExpectation)],
  ['a DPoP proof', dpopProof, (text: string) => verifyDpopProof(text, dpopExpectation)],
] as const)('%s', (_name, make, verify) => {
  it('is good as it was made, and never after anything about it was changed: always refused with our own error', () => {
    const good = make()
    expect(() => verify(good)).not.toThrow()
    for (const changed of mutations(good, 2000)) {
      if (changed === good) continue
      expect(() => verify(changed), changed).toThrow(ClaimError)
    }
  })

  it('that is anything but a proof is refused at once', () => {
    const started = performance.now()
    for (const text of ['', '.', '..', '...', 'a.b.c', '{}', 'A'.repeat(100_000), '['.repeat(50_000), `${b64({})}.${Buffer.from('['.repeat(8000)).toString('base64url')}.`]) {
      expect(() => verify(text)).toThrow(ClaimError)
    }
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('key proofs', () => {
  it('name each key once, in the order given', () => {
    const [one, two] = [keyProof(), keyProof()]
    const { holders, nonce } = verifyKeyProofs([one, two, one], keyExpectation)
    expect(holders).toHaveLength(2)
    expect(nonce).toEqual({ value: 'n', expiresAt: now })
  })

  it('are all good or none is', () => {
    expect(() => verifyKeyProofs([keyProof(), keyProof({ aud: 'x' })], keyExpectation)).toThrow(expect.objectContaining({ code: 'CLAIM_PROOF_INVALID' }))
    expect(() => verifyKeyProofs([], keyExpectation)).toThrow(expect.objectContaining({ code: 'CLAIM_PROOF_MISSING' }))
    expect(() => verifyKeyProofs([keyProof()], { ...keyExpectation, readNonce: () => undefined })).toThrow(expect.objectContaining({ code: 'CLAIM_NONCE_INVALID' }))
  })
})

it('a DPoP proof is remembered by key and jti, until nobody would take it any more', () => {
  const [one, two] = [dpopProof(), dpopProof()].map((proof) => verifyDpopProof(proof, dpopExpectation))
  expect(one!.used.expiresAt).toEqual(new Date((seconds + 360) * 1000))
  expect(Buffer.from(one!.used.hash).equals(Buffer.from(two!.used.hash))).toBe(false)
})
