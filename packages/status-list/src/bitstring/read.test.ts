import { generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import type { JsonObject } from '@eduwallet/strict-json'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bitstringOf, bitstringProblem, composeBitstringEntry, composeBitstringList, createBits, MIN_BITSTRING_ENTRIES, readBitstringEntries, readBitstringList, readBitstringListJwt, statusInBitstringList,
  StatusListError, type BitstringListExpectation, type BitstringProblem, type StatusListErrorCode, verifyBitstringListJwt,
} from '../index.ts'

const now = new Date('2026-11-28T12:00:00Z')
const url = 'https://issuer.example/school/status-lists/1/revocation'
const issuer = 'did:web:issuer.example:school'

const statuses = createBits(MIN_BITSTRING_ENTRIES, 2)
statuses.set(7, 1)
statuses.set(8, 2)
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const list = composeBitstringList({ url, issuer, purpose: 'revocation', bitstring: bitstringOf(statuses, 1), validFrom: now, validUntil: later(3600), ttlSeconds: 30 })
const subject = list['credentialSubject'] as JsonObject
const withSubject = (changes: JsonObject): JsonObject => ({ ...list, credentialSubject: { ...subject, ...changes } })
const read = (credential: JsonObject = list, changes: Partial<BitstringListExpectation> = {}) => readBitstringList(credential, { url, issuer, now, ...changes })
const [entry] = readBitstringEntries(composeBitstringEntry({ url, purpose: 'revocation', index: 7 }))
const at = (index: number) => ({ ...entry!, index })

const refusalOf = (work: () => unknown): StatusListErrorCode | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(StatusListError)
    return (error as StatusListError).code
  }
}
const expectProblem = (problem: BitstringProblem, code: StatusListErrorCode, work: () => unknown): void => {
  expect(refusalOf(work)).toBe(code)
  expect(bitstringProblem(code)).toBe(problem)
}

describe('a bitstring status list credential', () => {
  it('says of each credential whether its bit is set, and until when that may be believed', () => {
    const found = read()
    expect(statusInBitstringList(found, at(7))).toEqual({ status: 1, purpose: 'revocation', valid: false })
    expect(statusInBitstringList(found, at(6))).toEqual({ status: 0, purpose: 'revocation', valid: true })
    expect(statusInBitstringList(found, at(8)).valid).toBe(true)
    expect(found).toMatchObject({ purposes: ['revocation'], ttlSeconds: 30, expiresAt: later(3600) })
  })

  it('is written with the members of the specification', () => {
    expect(list).toEqual({
      '@context': ['https://www.w3.org/ns/credentials/v2'], id: url, type: ['VerifiableCredential', 'BitstringStatusListCredential'], issuer,
      validFrom: '2026-11-28T12:00:00Z', validUntil: '2026-11-28T13:00:00Z',
      credentialSubject: { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: expect.stringMatching(/^uH4sI/), ttl: 30_000 },
    })
  })

  it('STL-13 says the same to @digitalbazaar/vc-bitstring-status-list', async () => {
    for (const index of [0, 6, 7, 8, 9, MIN_BITSTRING_ENTRIES - 1]) {
      const credential = { '@context': list['@context'], issuer, credentialStatus: composeBitstringEntry({ url, purpose: 'revocation', index }) }
      const { verified, results } = await checkStatus({ credential, documentLoader: async () => ({ document: list }), verifyBitstringStatusListCredential: false })
      expect([verified, results?.[0]?.status]).toEqual([true, index === 7])
    }
  })

  it('STL-07 refuses an index outside the list (RANGE_ERROR)', () => {
    const found = read()
    expect(statusInBitstringList(found, at(MIN_BITSTRING_ENTRIES - 1)).valid).toBe(true)
    for (const index of [MIN_BITSTRING_ENTRIES, 2 ** 40, Number.MAX_SAFE_INTEGER]) expectProblem('RANGE_ERROR', 'STATUS_INDEX_OUT_OF_RANGE', () => statusInBitstringList(found, at(index)))
  })

  it('STL-12 refuses a list of fewer than 131,072 entries (STATUS_LIST_LENGTH_ERROR)', () => {
    const short = { ...read(), bitstring: read(withSubject({ encodedList: `u${gzipSync(Buffer.alloc(MIN_BITSTRING_ENTRIES / 8 - 1)).toString('base64url')}` })).bitstring }
    expectProblem('STATUS_LIST_LENGTH_ERROR', 'STATUS_LIST_LENGTH', () => statusInBitstringList(short, at(7)))
    // As many bits, and half as many statuses of two bits.
    expectProblem('STATUS_LIST_LENGTH_ERROR', 'STATUS_LIST_LENGTH', () => statusInBitstringList(read(), { ...at(7), statusSize: 2 }))
    expect(refusalOf(() => composeBitstringList({ url, issuer, purpose: 'revocation', bitstring: short.bitstring, validFrom: now, validUntil: later(1), ttlSeconds: 1 }))).toBe('STATUS_LIST_LENGTH')
  })

  it('STL-14 refuses a list of another purpose than the entry (STATUS_VERIFICATION_ERROR)', () => {
    expectProblem('STATUS_VERIFICATION_ERROR', 'STATUS_LIST_PURPOSE', () => statusInBitstringList(read(), { ...at(7), purpose: 'suspension' }))
    const both = read(withSubject({ statusPurpose: ['suspension', 'revocation'] }))
    expect(statusInBitstringList(both, at(7)).valid).toBe(false)
    expectProblem('STATUS_VERIFICATION_ERROR', 'STATUS_LIST_PURPOSE', () => statusInBitstringList(both, { ...at(7), purpose: 'message' }))
  })

  it('STL-08 refuses a list about another URL, or of another issuer (STATUS_VERIFICATION_ERROR)', () => {
    for (const id of [`${url}2`, url.toUpperCase(), undefined]) expectProblem('STATUS_VERIFICATION_ERROR', 'STATUS_TOKEN_SUBJECT', () => read({ ...list, id: id as string }))
    for (const other of ['did:web:other.example', undefined, { name: 'x' }]) expectProblem('STATUS_VERIFICATION_ERROR', 'STATUS_TOKEN_ISSUER', () => read({ ...list, issuer: other as string }))
    expect(read({ ...list, issuer: { id: issuer, name: 'School' } }).purposes).toEqual(['revocation'])
  })

  it('STL-09 refuses a list that is over, to the second, and one that has not begun', () => {
    expect(refusalOf(() => read(list, { now: later(3599) }))).toBeUndefined()
    expect(refusalOf(() => read(list, { now: later(3600) }))).toBe('STATUS_TOKEN_EXPIRED')
    expect(refusalOf(() => read(list, { now: later(-60) }))).toBeUndefined()
    expect(refusalOf(() => read(list, { now: later(-61) }))).toBe('STATUS_TOKEN_ISSUED_IN_FUTURE')
    expect(refusalOf(() => read(list, { now: new Date(Number.NaN) }))).toBe('STATUS_TOKEN_ISSUED_IN_FUTURE')
    expect(read({ ...list, validUntil: '2026-11-28T14:00:00.5+01:00' }).expiresAt).toEqual(new Date('2026-11-28T13:00:00.5Z'))
  })

  it('STL-25 says of a status of several bits which it is, and takes none but 0 for valid', () => {
    const messages = ['pending', 'accepted', 'rejected', 'undefined']
    const wide = read(withSubject({ statusPurpose: 'message', statusSize: 2, encodedList: `u${gzipSync(Buffer.alloc(MIN_BITSTRING_ENTRIES / 4, 0b00_01_10_11)).toString('base64url')}` }))
    const about = (index: number) => statusInBitstringList(wide, { ...at(index), purpose: 'message', statusSize: 2, messages })
    expect([0, 1, 2, 3].map((index) => [about(index).status, about(index).valid, about(index).message])).toEqual([[0, true, 'pending'], [1, false, 'accepted'], [2, false, 'rejected'], [3, false, 'undefined']])
    expect(statusInBitstringList(read(withSubject({ statusPurpose: 'message' })), { ...at(7), purpose: 'message' })).toMatchObject({ valid: false, message: 'set' })
    expect(refusalOf(() => statusInBitstringList(wide, { ...at(0), purpose: 'message', statusSize: 1 }))).toBe('STATUS_TOKEN_MALFORMED')
  })

  it.each<[string, JsonObject]>([
    ['no context', { ...list, '@context': [] }], ['the context of VCDM 1.1', { ...list, '@context': ['https://www.w3.org/2018/credentials/v1'] }], ['a context as text', { ...list, '@context': 'https://www.w3.org/ns/credentials/v2' }],
    ['another type', { ...list, type: ['VerifiableCredential', 'StatusList2021Credential'] }], ['no subject', { ...list, credentialSubject: 'x' }], ['several subjects', { ...list, credentialSubject: [subject] }],
    ['another subject', withSubject({ type: 'StatusList2021' })], ['no purpose', withSubject({ statusPurpose: [] })], ['a purpose that is none', withSubject({ statusPurpose: [1] })],
    ['a ttl below zero', withSubject({ ttl: -1 })], ['a ttl as text', withSubject({ ttl: '30000' })], ['a ttl of years', withSubject({ ttl: 1e12 })], ['a size of 0', withSubject({ statusSize: 0 })],
    ['a start without a zone', { ...list, validFrom: '2026-11-28T12:00:00' }], ['an end that is none', { ...list, validUntil: 'tomorrow' }], ['an end as number', { ...list, validUntil: 1e12 }], ['a month that is none', { ...list, validUntil: '2026-13-28T12:00:00Z' }],
  ])('is refused with %s (MALFORMED_VALUE_ERROR)', (_, credential) => {
    const code = refusalOf(() => read(credential))
    expect(['STATUS_TOKEN_MALFORMED', 'STATUS_ENTRY_MALFORMED']).toContain(code)
    expect(bitstringProblem(code!)).toBe('MALFORMED_VALUE_ERROR')
  })

  it('throws nothing but StatusListError, whatever it is', () => {
    fc.assert(fc.property(fc.constantFrom('@context', 'id', 'type', 'issuer', 'validFrom', 'validUntil', 'credentialSubject'), fc.jsonValue(), fc.dictionary(fc.constantFrom('type', 'statusPurpose', 'encodedList', 'ttl', 'statusSize'), fc.jsonValue()), (name, value, inside) => {
      refusalOf(() => read({ ...list, [name]: value as never }))
      refusalOf(() => read(withSubject(inside as JsonObject)))
    }), { numRuns: 1000 })
  })
})

describe('a list secured as JWT', () => {
  const makeKey = () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return { privateKey, publicJwk: publicKey.export({ format: 'jwk' }) as Parameters<typeof verifyBitstringListJwt>[1]['key'] & JsonWebKey }
  }
  const key = makeKey()
  const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = (header: Record<string, unknown> = {}, payload: Record<string, unknown> = {}, by = key): string => {
    const input = `${b64({ typ: 'vc+jwt', alg: 'ES256', kid: `${issuer}#1`, ...header })}.${b64({ ...list, ...payload })}`
    return `${input}.${sign('sha256', Buffer.from(input), { key: by.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  const verify = (text: string | Uint8Array, changes: Partial<BitstringListExpectation> = {}) => verifyBitstringListJwt(text, { url, issuer, key: key.publicJwk, now, ...changes })

  it('is read when its signature holds, from text or octets', () => {
    expect(statusInBitstringList(verify(token()), at(7)).valid).toBe(false)
    expect(verify(Buffer.from(token())).purposes).toEqual(['revocation'])
    expect(readBitstringListJwt(token())).toMatchObject({ kid: `${issuer}#1`, issuer, x5c: undefined })
  })

  it('STL-08 is refused when another signed it, or anything of it was changed', () => {
    expect(refusalOf(() => verify(token({}, {}, makeKey())))).toBe('STATUS_TOKEN_SIGNATURE')
    const [header, payload, signature] = token().split('.') as [string, string, string]
    expect(refusalOf(() => verify(`${header}.${b64({ ...list, credentialSubject: { ...subject, statusPurpose: 'suspension' } })}.${signature}`))).toBe('STATUS_TOKEN_SIGNATURE')
    expect(refusalOf(() => verify(`${b64({ alg: 'none', typ: 'vc+jwt' })}.${payload}.`))).toBe('STATUS_TOKEN_ALG')
    expect(refusalOf(() => verify(token({ typ: 'statuslist+jwt' })))).toBe('STATUS_TOKEN_TYP')
    expect(refusalOf(() => verify(token({ typ: 'JWT' })))).toBe('STATUS_TOKEN_TYP')
    expect(refusalOf(() => verify(token({ x5c: [] })))).toBe('STATUS_TOKEN_MALFORMED')
  })

  it('is signed with the one algorithm that goes with the key, whatever its header says', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const signed = (alg: string): string => {
      const input = `${b64({ typ: 'vc+jwt', alg })}.${b64(list)}`
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
    }
    const by = (text: string) => verifyBitstringListJwt(text, { url, issuer, key: publicKey.export({ format: 'jwk' }) as Parameters<typeof verifyBitstringListJwt>[1]['key'], now })
    expect(by(signed('EdDSA')).purposes).toEqual(['revocation'])
    expect(refusalOf(() => by(signed('ES256')))).toBe('STATUS_TOKEN_ALG')
    expect(refusalOf(() => by(token()))).toBe('STATUS_TOKEN_ALG')
  })

  it('is refused with claims that say something else than the credential', () => {
    expect(refusalOf(() => verify(token({}, { iss: 'did:web:other.example' })))).toBe('STATUS_TOKEN_ISSUER')
    expect(refusalOf(() => verify(token({}, { vc: {} })))).toBe('STATUS_TOKEN_MALFORMED')
    expect(refusalOf(() => verify(token({}, { exp: now.getTime() / 1000 })))).toBe('STATUS_TOKEN_EXPIRED')
    expect(refusalOf(() => verify(token({}, { nbf: now.getTime() / 1000 + 61 })))).toBe('STATUS_TOKEN_ISSUED_IN_FUTURE')
    expect(refusalOf(() => verify(token({}, { exp: 'x' })))).toBe('STATUS_TOKEN_MALFORMED')
    expect(verify(token({}, { iss: issuer, exp: now.getTime() / 1000 + 10 })).expiresAt).toEqual(later(10))
    expect(verify(token({}, { exp: now.getTime() / 1000 + 7200 })).expiresAt).toEqual(later(3600))
  })
})
