import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCredential } from './check-credential.ts'
import { checkPeriod } from './check-period.ts'
import { parseDateTimeStamp } from './date-time-stamp.ts'
import { VcdmError } from './errors.ts'
import { fullCredential, olderCredential } from './fixtures/documents.ts'

type Change = readonly [member: string, value: unknown, code: string, at?: string]

/** Changes one member (undefined takes it away) and says what must come of it. */
function expectRefusals(document: Record<string, unknown>, changes: readonly Change[]): void {
  for (const [member, value, code, at = member] of changes) {
    const changed = { ...structuredClone(document), [member]: value }
    if (value === undefined) delete changed[member]
    expect(() => checkCredential(changed), `${member}: ${JSON.stringify(value)}`).toThrow(expect.objectContaining({ code, member: at }))
  }
}

describe('checkCredential', () => {
  it('takes a credential with everything the data model knows, and says what it says', () => {
    expect(checkCredential(fullCredential)).toEqual({
      version: '2.0',
      issuer: 'did:web:school.example',
      types: ['VerifiableCredential', 'OpenBadgeCredential'],
      validFrom: new Date('2026-01-01T00:00:00Z'),
      validUntil: new Date('2030-12-31T23:00:00Z'),
    })
    expect(checkCredential(olderCredential)).toMatchObject({ version: '1.1', issuer: 'https://example.edu/issuers/565049', validFrom: new Date('2010-01-01T00:00:00Z') })
    const least = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: 'VerifiableCredential', issuer: 'https://a.example', credentialSubject: { name: 'x' } }
    expect(checkCredential(least)).toMatchObject({ validFrom: undefined, validUntil: undefined })
  })

  it('takes only the versions that are asked for', () => {
    expect(() => checkCredential(olderCredential, { versions: ['2.0'] })).toThrow(expect.objectContaining({ code: 'VCDM_CONTEXT' }))
    expect(() => checkCredential(fullCredential, { versions: ['1.1'] })).toThrow(expect.objectContaining({ code: 'VCDM_CONTEXT' }))
  })

  it('refuses a context that is missing, out of order or no context', () => {
    const base = 'https://www.w3.org/ns/credentials/v2'
    expectRefusals(fullCredential, [
      ['@context', undefined, 'VCDM_CONTEXT'],
      ['@context', base, 'VCDM_CONTEXT'],
      ['@context', [], 'VCDM_CONTEXT'],
      ['@context', ['https://www.w3.org/ns/credentials/examples/v2', base], 'VCDM_CONTEXT'],
      ['@context', [{ a: 'b' }, base], 'VCDM_CONTEXT'],
      ['@context', [base, 'https ://not-a-url/contexts/example/v1'], 'VCDM_CONTEXT', '@context[1]'],
      ['@context', [base, 123192875], 'VCDM_CONTEXT', '@context[1]'],
      ['@context', [base, null], 'VCDM_CONTEXT', '@context[1]'],
    ])
  })

  it('refuses an id that is not one URL', () => {
    for (const id of [null, '', 'x', 'a b:c', 'https ://x', ' https://a.example', 'https://a.example\n', ['https://a.example'], 5, {}, '_:b0', 'http://[', 'https://a.example/<x>']) {
      expectRefusals(fullCredential, [
        ['id', id, 'VCDM_URL'],
        ['credentialSubject', { id }, 'VCDM_URL', 'credentialSubject.id'],
        ['credentialStatus', { type: 'A', id }, 'VCDM_URL', 'credentialStatus.id'],
        ['issuer', { id }, 'VCDM_URL', 'issuer.id'],
      ])
    }
    for (const id of ['did:web:a.example', 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b', 'https://a.example/é?x=1#y', 'did:key:zDn#zDn', 'mailto:a@b.example']) {
      expect(checkCredential({ ...fullCredential, id })).toBeDefined()
    }
  })

  it('DIN-17 refuses what is not a credential, or calls itself a presentation as well', () => {
    expectRefusals(fullCredential, [
      ['type', undefined, 'VCDM_MEMBER_MISSING'],
      ['type', [], 'VCDM_MEMBER_MALFORMED'],
      ['type', [''], 'VCDM_MEMBER_MALFORMED'],
      ['type', ['VerifiableCredential', 5], 'VCDM_MEMBER_MALFORMED'],
      ['type', ['RelationshipCredential'], 'VCDM_TYPE'],
      ['type', 'VerifiablePresentation', 'VCDM_TYPE'],
      ['type', ['VerifiableCredential', 'VerifiablePresentation'], 'VCDM_TYPE'],
      ['type', 'EnvelopedVerifiableCredential', 'VCDM_TYPE'],
    ])
    for (const other of [null, undefined, 'x', 5, [], [fullCredential]]) expect(() => checkCredential(other)).toThrow(expect.objectContaining({ code: 'VCDM_NOT_AN_OBJECT' }))
  })

  it('refuses a missing issuer or subject, and a subject of whom nothing is said', () => {
    expectRefusals(fullCredential, [
      ['issuer', undefined, 'VCDM_MEMBER_MISSING'],
      ['issuer', null, 'VCDM_URL'],
      ['issuer', 'fake-issuer', 'VCDM_URL'],
      ['issuer', ['did:web:a.example'], 'VCDM_URL'],
      ['issuer', {}, 'VCDM_MEMBER_MISSING', 'issuer.id'],
      ['credentialSubject', undefined, 'VCDM_MEMBER_MISSING'],
      ['credentialSubject', {}, 'VCDM_MEMBER_MALFORMED'],
      ['credentialSubject', [], 'VCDM_MEMBER_MALFORMED'],
      ['credentialSubject', 'did:example:x', 'VCDM_MEMBER_MALFORMED'],
      ['credentialSubject', [{ id: 'did:example:x' }, {}], 'VCDM_MEMBER_MALFORMED', 'credentialSubject[1]'],
    ])
  })

  it('refuses names and descriptions that are neither text nor text with a language', () => {
    for (const [member, at] of [['name', 'name'], ['description', 'description']] as const) {
      expectRefusals(fullCredential, [
        [member, null, 'VCDM_MEMBER_MALFORMED', at],
        [member, [], 'VCDM_MEMBER_MALFORMED', at],
        [member, { en: 'Dog' }, 'VCDM_MEMBER_MALFORMED', at],
        [member, { '@value': 'x', '@language': 'en', url: 'did:example:x' }, 'VCDM_MEMBER_MALFORMED', at],
        [member, [{ '@value': 'x' }, { '@value': 5 }], 'VCDM_MEMBER_MALFORMED', `${at}[1]`],
        [member, { '@value': 'x', '@language': 'not a language' }, 'VCDM_MEMBER_MALFORMED', at],
        [member, { '@value': 'x', '@direction': 'up' }, 'VCDM_MEMBER_MALFORMED', at],
      ])
    }
    expectRefusals(fullCredential, [['issuer', { id: 'did:web:a.example', name: 5 }, 'VCDM_MEMBER_MALFORMED', 'issuer.name']])
    expect(checkCredential({ ...olderCredential, name: 5 }).version).toBe('1.1')
  })

  it('DIN-16 a credential that says in the words of both versions until when it holds, holds until the first of them, and from the last', () => {
    for (const credential of [olderCredential, fullCredential]) {
      const both = { ...credential, issuanceDate: '2020-01-01T00:00:00Z', validFrom: '2021-01-01T00:00:00Z', expirationDate: '2030-01-01T00:00:00Z', validUntil: '2029-01-01T00:00:00Z' }
      const other = { ...both, issuanceDate: both.validFrom, validFrom: both.issuanceDate, expirationDate: both.validUntil, validUntil: both.expirationDate }
      for (const one of [both, other]) expect(checkCredential(one)).toMatchObject({ validFrom: new Date('2021-01-01T00:00:00Z'), validUntil: new Date('2029-01-01T00:00:00Z') })
      expect(() => checkCredential({ ...both, validUntil: 'nooit' })).toThrow(expect.objectContaining({ code: 'VCDM_MEMBER_MALFORMED' }))
    }
  })

  it('refuses dates that are no dateTimeStamp, and an end before the beginning', () => {
    const bad = [null, 5, '', '2026-01-01', '2026-01-01T00:00:00', '2026-02-30T00:00:00Z', '2023-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01 00:00:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00+15:00', 'Sat 25 Feb 2023 07:16:31 PM CST', '2026-01-01T00:00:00Z ', '2026-01-01T00:00:00z', ['2026-01-01T00:00:00Z']]
    for (const value of bad) expectRefusals(fullCredential, [['validFrom', value, 'VCDM_MEMBER_MALFORMED'], ['validUntil', value, 'VCDM_MEMBER_MALFORMED']])
    for (const good of ['2023-02-26T01:02:58.447Z', '2023-02-25T19:10:39-06:00', '2024-02-29T00:00:00Z', '4023-02-26T01:02:58.447123Z', '2026-01-01T24:00:00Z']) expect(parseDateTimeStamp(good)).toBeInstanceOf(Date)
    expect(parseDateTimeStamp('2026-01-01T00:00:00.123456+02:00')).toEqual(new Date('2025-12-31T22:00:00.123Z'))
    expectRefusals(fullCredential, [['validUntil', '2025-12-31T23:59:59Z', 'VCDM_PERIOD']])
    expectRefusals(olderCredential, [['issuanceDate', undefined, 'VCDM_MEMBER_MISSING'], ['expirationDate', '2009-01-01T00:00:00Z', 'VCDM_PERIOD'], ['issuanceDate', '2010', 'VCDM_MEMBER_MALFORMED']])
    expect(checkCredential({ ...fullCredential, validUntil: fullCredential['validFrom'] })).toBeDefined()
  })

  it('refuses status, schema, terms, evidence, refreshing and proof without a type, and a schema without an id', () => {
    for (const member of ['credentialStatus', 'credentialSchema', 'termsOfUse', 'evidence', 'refreshService', 'proof']) {
      expectRefusals(fullCredential, [
        [member, {}, 'VCDM_MEMBER_MISSING', `${member}.type`],
        [member, null, 'VCDM_MEMBER_MALFORMED'],
        [member, [], 'VCDM_MEMBER_MALFORMED'],
        [member, 'https://a.example', 'VCDM_MEMBER_MALFORMED'],
        [member, { id: 'did:example:x', type: 2 }, 'VCDM_MEMBER_MALFORMED', `${member}.type`],
        [member, [{ type: 'A', id: 'did:example:x' }, { id: 'did:example:x' }], 'VCDM_MEMBER_MISSING', `${member}[1].type`],
      ])
    }
    expectRefusals(fullCredential, [['credentialSchema', { type: 'JsonSchema' }, 'VCDM_MEMBER_MISSING', 'credentialSchema.id']])
    expectRefusals(olderCredential, [['credentialStatus', { type: 'A' }, 'VCDM_MEMBER_MISSING', 'credentialStatus.id'], ['refreshService', { type: 'A' }, 'VCDM_MEMBER_MISSING', 'refreshService.id']])
  })

  it('refuses related resources without an id of their own or without a digest', () => {
    const digestSRI = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    const id = 'https://a.example'
    const at = 'relatedResource[0]'
    expectRefusals(fullCredential, [
      ['relatedResource', [id], 'VCDM_MEMBER_MALFORMED', at],
      ['relatedResource', [{ digestSRI }], 'VCDM_MEMBER_MISSING', `${at}.id`],
      ['relatedResource', [{ id }], 'VCDM_MEMBER_MISSING', `${at}.digestSRI`],
      ['relatedResource', [{ id, digestSRI }, { id, digestSRI }], 'VCDM_MEMBER_MALFORMED', 'relatedResource[1].id'],
      ['relatedResource', [{ id, digestSRI: 'md5-abc' }], 'VCDM_MEMBER_MALFORMED', `${at}.digestSRI`],
      ['relatedResource', [{ id, digestSRI: [] }], 'VCDM_MEMBER_MALFORMED', `${at}.digestSRI`],
      ['relatedResource', [{ id, digestMultibase: 'x' }], 'VCDM_MEMBER_MALFORMED', `${at}.digestMultibase`],
      ['relatedResource', [{ id, digestSRI, mediaType: 5 }], 'VCDM_MEMBER_MALFORMED', `${at}.mediaType`],
    ])
    expect(checkCredential({ ...fullCredential, relatedResource: { id, digestSRI: `${digestSRI} ${digestSRI}` } })).toBeDefined()
  })

  it('refuses the digest of another document for one that is known here, and takes those of each of its editions', () => {
    const id = 'https://www.w3.org/ns/credentials/v2'
    const recommendation = 'WZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ'
    const before = 'JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k'
    const wrong = '4oXTAzYorS0R5Y5NcKgVM4RgWQc3RUDtjJCSgTJtTfs'
    const multihash = (digest: string) => `u${Buffer.concat([Buffer.from([0x12, 32]), Buffer.from(digest, 'base64url')]).toString('base64url')}`
    for (const digest of [recommendation, before]) {
      for (const resource of [{ digestSRI: `sha256-${digest}` }, { digestMultibase: `u${digest}` }, { digestMultibase: multihash(digest) }]) expect(checkCredential({ ...fullCredential, relatedResource: { id, ...resource } })).toBeDefined()
    }
    for (const resource of [{ digestSRI: `sha256-${wrong}` }, { digestMultibase: `u${wrong}` }, { digestMultibase: multihash(wrong) }, { digestSRI: `sha256-${recommendation} sha256-${before}` }, { digestSRI: `sha256-${recommendation}`, digestMultibase: `u${before}` }]) {
      expectRefusals(fullCredential, [['relatedResource', [{ id, ...resource }], 'VCDM_MEMBER_MALFORMED', 'relatedResource[0]']])
    }
  })

  it('answers anything with a VcdmError, and puts no value in it', () => {
    const names = fc.constantFrom('@context', 'type', 'id', 'issuer', 'credentialSubject', 'validFrom', 'name', 'relatedResource', 'proof', '@value')
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 4 }, fc.constantFrom('SECRET', 1, null, true), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(names, tie('json'), { maxKeys: 3 })),
    }))
    fc.assert(fc.property(fc.dictionary(names, json, { maxKeys: 3 }), fc.boolean(), (changes, whole) => {
      const document = whole ? { ...fullCredential, ...changes } : changes
      try {
        checkCredential(document)
      } catch (error) {
        expect(error).toBeInstanceOf(VcdmError)
        expect((error as VcdmError).message).not.toContain('SECRET')
      }
    }), { numRuns: 2000 })
  })
})

describe('checkPeriod', () => {
  const period = checkCredential(fullCredential)
  const judge = (now: string | number, skewSeconds = 0): void => checkPeriod(period, { now: new Date(now), skewSeconds })

  it('holds from validFrom on, and no longer at validUntil', () => {
    judge('2026-01-01T00:00:00Z')
    judge('2030-12-31T22:59:59.999Z')
    judge('2025-12-31T23:59:30Z', 30)
    judge('2030-12-31T23:00:29Z', 30)
    expect(() => judge('2025-12-31T23:59:59.999Z')).toThrow(expect.objectContaining({ code: 'VCDM_NOT_YET_VALID', concern: 'not_yet_valid' }))
    expect(() => judge('2030-12-31T23:00:00Z')).toThrow(expect.objectContaining({ code: 'VCDM_EXPIRED', concern: 'expired' }))
    expect(() => judge('2030-12-31T23:00:30Z', 30)).toThrow(expect.objectContaining({ code: 'VCDM_EXPIRED' }))
    expect(() => judge(Number.NaN)).toThrow(expect.objectContaining({ code: 'VCDM_EXPIRED' }))
    expect(() => judge(0, Number.NaN)).toThrow(expect.objectContaining({ code: 'VCDM_EXPIRED' }))
  })
})
