import { createHmac, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeStatusListToken, createBits, freshUntil, readStatusListToken, STATUS_LIST_MEDIA_TYPE, StatusListError, type StatusListErrorCode, type StatusListExpectation, verifyStatusListToken } from '../index.ts'

const now = new Date('2026-11-22T12:00:00Z')
const seconds = now.getTime() / 1000
const uri = 'https://issuer.example/school/status-lists/1'

const makeKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, publicJwk: publicKey.export({ format: 'jwk' }) as StatusListExpectation['key'] & JsonWebKey }
}
const issuer = makeKey()
const b64 = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function signToken(header: unknown, payload: unknown, key = issuer): string {
  const input = `${b64(header)}.${b64(payload)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const bits = createBits(1024)
bits.set(7, 1)
const composed = composeStatusListToken({ uri, issuer: 'did:web:issuer.example:school', bits, issuedAt: now, expiresAt: new Date((seconds + 3600) * 1000), ttlSeconds: 30, kid: 'did:web:issuer.example:school#1' })
const token = (header: Record<string, unknown> = {}, payload: Record<string, unknown> = {}) => signToken({ ...composed.header, ...header }, { ...composed.payload, ...payload })
const verify = (text: string | Uint8Array, changed: Partial<StatusListExpectation> = {}) => verifyStatusListToken(text, { uri, key: issuer.publicJwk, now, ...changed })

function expectRefusal(code: StatusListErrorCode, text: string, changed: Partial<StatusListExpectation> = {}): void {
  let thrown: unknown
  try {
    verify(text, changed)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(StatusListError)
  expect((thrown as StatusListError).code).toBe(code)
}

describe('composeStatusListToken', () => {
  it('composes what the specification asks for', () => {
    expect(composed.header).toEqual({ typ: 'statuslist+jwt', alg: 'ES256', kid: 'did:web:issuer.example:school#1' })
    expect(composed.payload).toEqual({ sub: uri, iat: seconds, exp: seconds + 3600, ttl: 30, iss: 'did:web:issuer.example:school', status_list: { bits: 1, lst: expect.stringMatching(/^[\w-]+$/) } })
    expect(STATUS_LIST_MEDIA_TYPE).toBe('application/statuslist+jwt')
  })

  it('refuses a list that is never valid', () => {
    const wish = { uri, bits, issuedAt: now, expiresAt: new Date((seconds + 60) * 1000), ttlSeconds: 30, kid: 'k', x5c: ['MIIB'] }
    expect(composeStatusListToken(wish).header.x5c).toEqual(['MIIB'])
    for (const wrong of [{ expiresAt: now }, { expiresAt: new Date(Number.NaN) }, { ttlSeconds: 0 }, { ttlSeconds: 1.5 }, { ttlSeconds: -30 }]) {
      expect(() => composeStatusListToken({ ...wish, ...wrong })).toThrow(StatusListError)
    }
  })
})

describe('verifyStatusListToken', () => {
  it('gives each status of a genuine list, from text, from bytes, and from what was read before', () => {
    const text = token()
    for (const list of [verify(text), verify(Buffer.from(text)), verifyStatusListToken(readStatusListToken(text), { uri, key: issuer.publicJwk, now })]) {
      expect([list.statusAt(6), list.statusAt(7), list.statusAt(8)]).toEqual([0, 1, 0])
      expect(list).toMatchObject({ size: 1024, bits: 1, ttlSeconds: 30, issuedAt: now, expiresAt: new Date((seconds + 3600) * 1000) })
    }
    expect(readStatusListToken(text)).toMatchObject({ kid: 'did:web:issuer.example:school#1', x5c: undefined, issuer: 'did:web:issuer.example:school' })
    const bare = verify(token({}, { ttl: undefined, exp: undefined, iss: undefined }))
    expect(bare).not.toHaveProperty('ttlSeconds')
    expect(bare).not.toHaveProperty('expiresAt')
  })

  it('STL-07 refuses an index outside the list', () => {
    const list = verify(token())
    for (const index of [1024, -1, 2 ** 53, 1.5, Number.NaN]) expect(() => list.statusAt(index)).toThrow(expect.objectContaining({ code: 'STATUS_INDEX_OUT_OF_RANGE' }))
  })

  it('STL-08 refuses a list that is not about this URI, or signed by another', () => {
    for (const sub of ['https://issuer.example/school/status-lists/2', `${uri}/`, uri.toUpperCase(), [uri], undefined, null, '']) expectRefusal('STATUS_TOKEN_SUBJECT', token({}, { sub }))
    expectRefusal('STATUS_TOKEN_SUBJECT', token({}, { sub: '' }), { uri: '' })
    expectRefusal('STATUS_TOKEN_SIGNATURE', token(), { key: makeKey().publicJwk })
    expectRefusal('STATUS_TOKEN_SIGNATURE', signToken(composed.header, composed.payload, makeKey()))
    const [header, , signature] = token().split('.')
    expectRefusal('STATUS_TOKEN_SIGNATURE', `${header}.${b64({ ...composed.payload, status_list: { bits: 1, lst: 'eNrbuRgAAhcBXQ' } })}.${signature}`)
  })

  it('STL-09 refuses an expired list to the second, one from the future, and one without a time', () => {
    expect(verify(token({}, { exp: seconds + 1 })).size).toBe(1024)
    for (const exp of [seconds, seconds - 1, 0]) expectRefusal('STATUS_TOKEN_EXPIRED', token({}, { exp }))
    expect(verify(token({}, { iat: seconds + 60 })).size).toBe(1024)
    expectRefusal('STATUS_TOKEN_ISSUED_IN_FUTURE', token({}, { iat: seconds + 61 }))
    expectRefusal('STATUS_TOKEN_ISSUED_IN_FUTURE', token({}, { iat: seconds + 1 }), { skewSeconds: 0 })
    expectRefusal('STATUS_TOKEN_MALFORMED', token({}, { iat: undefined }))
    expectRefusal('STATUS_TOKEN_ISSUED_IN_FUTURE', token(), { now: new Date(Number.NaN) })
  })

  it('STL-09 says until when a list may be answered from: ttl after fetching, or exp, whichever is first', () => {
    const fetchedAt = now
    const list = { ttlSeconds: 60, expiresAt: new Date((seconds + 3600) * 1000) }
    expect(freshUntil(list, fetchedAt, 300)).toEqual(new Date((seconds + 60) * 1000))
    expect(freshUntil({ ...list, ttlSeconds: 86_400 }, fetchedAt, 300)).toEqual(list.expiresAt)
    expect(freshUntil({ expiresAt: list.expiresAt }, fetchedAt, 300)).toEqual(new Date((seconds + 300) * 1000))
    expect(freshUntil({}, fetchedAt, 300)).toEqual(new Date((seconds + 300) * 1000))
  })

  it('PAR-05 refuses odd numbers for times and ttl', () => {
    for (const odd of ['1', 1.5, -1, null, 1e300, [seconds], true]) {
      expectRefusal('STATUS_TOKEN_MALFORMED', token({}, { iat: odd }))
      expectRefusal('STATUS_TOKEN_MALFORMED', token({}, { exp: odd }))
    }
    for (const ttl of ['60', 0, -1, null, 1e300]) expectRefusal('STATUS_TOKEN_MALFORMED', token({}, { ttl }))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, `{"sub":"${uri}","iat":1e400}`))
    expect(verify(token({}, { ttl: 60.9 })).ttlSeconds).toBe(60)
  })

  it('refuses other types, algorithms and extensions', () => {
    for (const typ of [undefined, 'JWT', 'statuslist+cwt', 'application/statuslist+jwt', ['statuslist+jwt']]) expectRefusal('STATUS_TOKEN_TYP', token({ typ }))
    for (const alg of [undefined, 'none', 'HS256', 'ES384', 'es256']) expectRefusal('STATUS_TOKEN_ALG', token({ alg }))
    expectRefusal('STATUS_TOKEN_ALG', `${b64({ ...composed.header, alg: 'none' })}.${b64(composed.payload)}.`)
    const input = `${b64({ ...composed.header, alg: 'HS256' })}.${b64(composed.payload)}`
    expectRefusal('STATUS_TOKEN_ALG', `${input}.${createHmac('sha256', JSON.stringify(issuer.publicJwk)).update(input).digest('base64url')}`)
    for (const extra of [{ crit: ['x'] }, { b64: false }, { kid: 5 }, { x5c: [] }, { x5c: 'MII' }, { x5c: [5] }]) expectRefusal('STATUS_TOKEN_MALFORMED', token(extra))
    const der = sign('sha256', Buffer.from(`${b64(composed.header)}.${b64(composed.payload)}`), issuer.privateKey)
    for (const odd of [Buffer.alloc(64), der, Buffer.alloc(0)]) expectRefusal('STATUS_TOKEN_SIGNATURE', `${b64(composed.header)}.${b64(composed.payload)}.${odd.toString('base64url')}`)
    expectRefusal('STATUS_TOKEN_SIGNATURE', token(), { key: { kty: 'EC', crv: 'P-256', x: issuer.publicJwk.x, y: issuer.publicJwk.x } as never })
    // The algorithm is the key's, never the header's.
    expectRefusal('STATUS_TOKEN_ALG', token(), { key: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as never })
  })

  it('refuses a token without a list, or with one that cannot be read', () => {
    for (const status_list of [undefined, null, [], 'x']) expectRefusal('STATUS_TOKEN_MALFORMED', token({}, { status_list }))
    expectRefusal('STATUS_LIST_BITS', token({}, { status_list: { bits: 3, lst: composed.payload.status_list.lst } }))
    expectRefusal('STATUS_LIST_MALFORMED', token({}, { status_list: { bits: 1 } }))
  })

  it('PAR-02 PAR-04 PAR-08 refuses deep, repeated and malformed JSON and JOSE', () => {
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, `{"sub":"${uri}","iat":1,"iat":${seconds}}`))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, `{"sub":"${uri}","\\u0073ub":"x"}`))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken('{"typ":"statuslist+jwt","alg":"none","alg":"ES256"}', composed.payload))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, '{"__proto__":{"sub":"x"}}'))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, '['.repeat(100_000)))
    expectRefusal('STATUS_TOKEN_MALFORMED', signToken(composed.header, `{"a":${'['.repeat(20)}${']'.repeat(20)}}`))
    const good = token()
    for (const text of ['', '.', '..', '...', `${good}.`, `${good}.x`, ` ${good}`, `${good}=`, `${good}\n`, good.slice(0, good.lastIndexOf('.')), '<html></html>', JSON.stringify({ payload: 'x' })]) {
      expectRefusal('STATUS_TOKEN_MALFORMED', text)
    }
    expect(verify(signToken(composed.header, { ...composed.payload, note: 'a "quoted" \\ name\\', aggregation_uri: 'https://issuer.example' })).size).toBe(1024)
  })

  it('never believes a changed token, and never throws anything but StatusListError', () => {
    const good = token()
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), fc.nat(2), (at, insert, remove) => {
        const changed = good.slice(0, at) + insert + good.slice(at + remove)
        fc.pre(changed !== good)
        expect(() => verify(changed)).toThrow(StatusListError)
        expect(() => verify(Buffer.from(changed))).toThrow(StatusListError)
      }),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(fc.string(), (text) => { expect(() => verify(text)).toThrow(StatusListError) }), { numRuns: 500 })
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('sub', 'iat', 'exp', 'ttl', 'status_list'), fc.anything({ maxDepth: 2 })), (payload) => {
      try {
        verify(signToken(composed.header, { ...composed.payload, ...(JSON.parse(JSON.stringify(payload)) as object) }))
      } catch (error) {
        expect(error).toBeInstanceOf(StatusListError)
      }
    }), { numRuns: 500 })
  })
})
