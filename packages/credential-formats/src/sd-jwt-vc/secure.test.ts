import { createHash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { at, testKey, type TestKey } from './fixtures/forge.ts'
import { integrityOf } from '../integrity/subresource-integrity.ts'
import { SdJwtError, type SdJwtErrorCode } from '../sd-jwt/errors.ts'
import { readSdJwtVc } from './read.ts'
import { randomSalts, saltsFromSeed } from '../sd-jwt/salts.ts'
import type { ClaimPath } from '../credential-format.ts'
import { prepareSdJwtVc, type SdJwtVcToSecure, secureSdJwtVc } from './secure.ts'
import { verifySdJwtVc } from './verify.ts'

let issuer: TestKey
let holder: TestKey
beforeAll(() => {
  issuer = testKey()
  holder = testKey()
})

const content = () => ({
  iss: 'did:web:school.example',
  vct: 'https://issuer.example/vct/microcredential/1',
  iat: 1_790_000_000,
  cnf: { jwk: holder.publicJwk },
  status: { status_list: { idx: 7, uri: 'https://issuer.example/status/1' } },
  achievement_title: { nl: 'Data in de zorg', en: 'Data in care' },
  given_name: 'Sanne',
  family_name: 'van Damme',
  learning_outcomes: [{ nl: 'a', en: 'b' }, { nl: 'c', en: 'd' }],
})
const hidden: ClaimPath[] = [['given_name'], ['family_name'], ['learning_outcomes'], ['learning_outcomes', 0], ['learning_outcomes', 1, 'en']]
const request = (changed: Partial<SdJwtVcToSecure> = {}): SdJwtVcToSecure => ({
  claims: content(),
  selectivelyDisclosable: hidden,
  header: { kid: 'did:web:school.example#1' },
  saltFor: randomSalts(randomBytes),
  ...changed,
})
const secure = (changed: Partial<SdJwtVcToSecure> = {}) => secureSdJwtVc({ ...request(changed), signer: issuer.signer })
const verify = (compact: string) => verifySdJwtVc(compact, { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })

function expectRefusal(code: SdJwtErrorCode, changed: Partial<SdJwtVcToSecure>): void {
  let thrown: unknown
  try {
    prepareSdJwtVc(request(changed))
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(SdJwtError)
  expect((thrown as SdJwtError).code).toBe(code)
}

describe('secureSdJwtVc', () => {
  it('makes what verifySdJwtVc accepts, with every claim back in its place', async () => {
    const compact = await secure({ decoys: 3 })
    const { header, claims, disclosedPaths } = verify(compact)
    expect(header).toEqual({ alg: 'ES256', typ: 'dc+sd-jwt', kid: 'did:web:school.example#1' })
    expect(claims).toEqual(content())
    expect(disclosedPaths).toHaveLength(hidden.length)
    expect(compact.endsWith('~')).toBe(true)
    const { payload, disclosures } = readSdJwtVc(compact)
    expect(payload).not.toHaveProperty('given_name')
    expect(payload['_sd']).toHaveLength(3 + 3)
    expect(disclosures).toHaveLength(5)
  })

  it('works without anything to hide, and puts the certificates in the header', async () => {
    const compact = await secure({ selectivelyDisclosable: [], header: { kid: 'k', x5c: ['MIIB'] } })
    expect(readSdJwtVc(compact).keyReferences[0]?.x5c).toEqual(['MIIB'])
    expect(readSdJwtVc(compact).payload).not.toHaveProperty('_sd')
    expect(verify(compact).claims).toEqual(content())
    expect(readSdJwtVc(await secure({ header: { kid: 'k', x5c: [] } })).keyReferences[0]?.x5c).toBeUndefined()
  })

  it('does not change what it was given', async () => {
    const claims = content()
    const before = structuredClone(claims)
    await secure({ claims })
    expect(claims).toEqual(before)
  })

  it('SDJ-16 never makes a claim about validity selectively disclosable', () => {
    for (const name of ['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status', 'aud']) {
      expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', { claims: { ...content(), [name]: content()[name as 'iss'] ?? (name === 'vct#integrity' ? integrityOf('type') : 1) }, selectivelyDisclosable: [[name]] })
    }
    expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', { selectivelyDisclosable: [['status', 'status_list']] })
    expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', { selectivelyDisclosable: [['cnf', 'jwk', 'x']] })
  })

  it('SDJ-17 gives 10,000 salts of at least 128 bits, all different, and sorted digests', () => {
    const salts = new Set<string>()
    const names = Array.from({ length: 200 }, (_, count) => `claim${count}`)
    const claims = { ...content(), ...Object.fromEntries(names.map((name) => [name, 1])) }
    for (const saltsOf of [() => randomSalts(randomBytes), () => saltsFromSeed(randomBytes(32))]) {
      for (let credential = 0; credential < 25; credential++) {
        const prepared = prepareSdJwtVc(request({ claims, selectivelyDisclosable: names.map((name) => [name]), saltFor: saltsOf() }))
        const compact = prepared.finish(new Uint8Array(64))
        const digests = readSdJwtVc(compact).payload['_sd'] as string[]
        expect(digests).toEqual([...digests].sort())
        for (const encoded of compact.split('~').slice(1, -1)) {
          const [salt] = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as [string]
          expect(Buffer.from(salt, 'base64url').length).toBeGreaterThanOrEqual(16)
          salts.add(salt)
        }
      }
    }
    expect(salts.size).toBe(10_000)
  })

  it('refuses short and repeated salts', () => {
    expectRefusal('SDJWT_SALT_WEAK', { saltFor: () => randomBytes(15) })
    expectRefusal('SDJWT_SALT_REPEATED', { saltFor: () => new Uint8Array(16) })
    expect(() => saltsFromSeed(randomBytes(31))).toThrow(expect.objectContaining({ code: 'SDJWT_SALT_WEAK' }))
  })

  it('asks for each salt by the place of its claim, and makes the same content again from the same seed', () => {
    const asked: string[] = []
    const claims = { ...content(), 'odd/name~': 1 }
    const paths = [...hidden, ['odd/name~']]
    prepareSdJwtVc(request({ claims, selectivelyDisclosable: paths, decoys: 2, saltFor: (path) => (asked.push(path), randomBytes(16)) }))
    expect(asked.sort()).toEqual(['/family_name', '/given_name', '/learning_outcomes', '/learning_outcomes/0', '/learning_outcomes/1/en', '/odd~1name~0', 'decoy/0', 'decoy/1', 'decoy/learning_outcomes/0', 'decoy/learning_outcomes/1', 'decoy/learning_outcomes/1/0', 'decoy/learning_outcomes/1/1'])
    const seed = randomBytes(32)
    const [one, two] = [prepareSdJwtVc(request({ saltFor: saltsFromSeed(seed) })), prepareSdJwtVc(request({ saltFor: saltsFromSeed(seed) }))]
    expect(one.signingInput).toEqual(two.signingInput)
    expect(one.payloadDigest).toBe(two.payloadDigest)
    const payloadJson = Buffer.from(Buffer.from(one.signingInput).toString().split('.')[1] ?? '', 'base64url')
    expect(one.payloadDigest).toBe(createHash('sha256').update(payloadJson).digest('base64url'))
  })

  it('adds decoys wherever something is hidden, in objects and arrays, and nothing of them is left when the claims are put back', async () => {
    const compact = await secure({ decoys: 3, selectivelyDisclosable: [['achievement_title', 'en'], ['learning_outcomes', 0], ['learning_outcomes', 1, 'nl']] })
    const { payload, disclosures } = readSdJwtVc(compact)
    const outcomes = payload['learning_outcomes'] as { '...'?: string; _sd?: string[] }[]
    expect(payload['_sd']).toHaveLength(3)
    expect((payload['achievement_title'] as { _sd: string[] })._sd).toHaveLength(1 + 3)
    expect(outcomes.filter((element) => element['...'] !== undefined)).toHaveLength(1 + 3)
    expect(outcomes.find((element) => element._sd !== undefined)?._sd).toHaveLength(1 + 3)
    expect(disclosures).toHaveLength(3)
    expect(verify(compact).claims).toEqual(content())
    const withheld = `${compact.split('~')[0]}~`
    expect(verify(withheld).claims).toMatchObject({ achievement_title: { nl: content().achievement_title.nl }, learning_outcomes: [{ en: 'd' }] })
    const places = await Promise.all(Array.from({ length: 40 }, async () => {
      const list = readSdJwtVc(await secure({ decoys: 1, selectivelyDisclosable: [['learning_outcomes', 0]] })).payload['learning_outcomes'] as object[]
      return list.findIndex((element) => !('...' in element))
    }))
    expect(new Set(places).size).toBeGreaterThan(1)
  })

  it('refuses a signature that is not 64 bytes', () => {
    const prepared = prepareSdJwtVc(request())
    expect(() => prepared.finish(new Uint8Array(70))).toThrow(expect.objectContaining({ code: 'SDJWT_SIGNATURE_MALFORMED' }))
  })

  it('refuses paths that lead to no claim', () => {
    for (const path of [[], ['unknown'], ['given_name', 'x'], ['learning_outcomes', 2], ['learning_outcomes', '0'], ['learning_outcomes', 0.5], ['learning_outcomes', -1], [0], ['toString']]) {
      expectRefusal('SDJWT_PATH_UNKNOWN', { selectivelyDisclosable: [path] })
    }
  })

  it('refuses what could not be read back: no type, odd dates, reserved names, values that are not JSON', () => {
    expectRefusal('SDJWT_TYPE_MISSING', { claims: { ...content(), vct: '' } })
    for (const iat of [1.5, -1, '1', null]) expectRefusal('SDJWT_CLAIM_MALFORMED', { claims: { ...content(), iat } })
    for (const integrity of ['', 'sha256-AAAA', 1, null]) expectRefusal('SDJWT_CLAIM_MALFORMED', { claims: { ...content(), 'vct#integrity': integrity } })
    for (const name of ['_sd', '...', '_sd_alg', '\ud800']) {
      expectRefusal('SDJWT_CLAIM_NAME_RESERVED', { claims: { ...content(), [name]: 1 } })
      expectRefusal('SDJWT_CLAIM_NAME_RESERVED', { claims: { ...content(), deep: [{ [name]: 1 }] } })
    }
    expectRefusal('SDJWT_CLAIM_NAME_RESERVED', { claims: { ...content(), deep: JSON.parse('{"__proto__":1}') as unknown } })
    for (const value of [undefined, Number.NaN, Infinity, 1n, () => 1, Symbol('x'), new Date(), new Map(), '\ud800', [undefined]]) {
      expectRefusal('SDJWT_CLAIM_NOT_JSON', { claims: { ...content(), value } })
      expectRefusal('SDJWT_CLAIM_NOT_JSON', { claims: { ...content(), value }, selectivelyDisclosable: [['value']] })
    }
  })

  it('refuses more than it would read: depth, size, number', () => {
    let deep: unknown = 1
    for (let level = 0; level < 40; level++) deep = { deep }
    expectRefusal('SDJWT_TOO_DEEP', { claims: { ...content(), deep } })
    expectRefusal('SDJWT_TOO_DEEP', { claims: { ...content(), deep }, selectivelyDisclosable: [['deep', 'deep']] })
    expectRefusal('SDJWT_TOO_LARGE', { claims: { ...content(), text: 'x'.repeat(70_000) } })
    expectRefusal('SDJWT_TOO_LARGE', { claims: { ...content(), text: 'x'.repeat(66_000) }, selectivelyDisclosable: [['text']] })
    expectRefusal('SDJWT_TOO_LARGE', { header: { kid: 'k', x5c: Array.from({ length: 5 }, () => 'A'.repeat(14_000)) } })
    const list = Array.from({ length: 600 }, () => 1)
    expectRefusal('SDJWT_TOO_MANY_DISCLOSURES', { claims: { ...content(), list }, selectivelyDisclosable: list.map((_, index) => ['list', index]) })
    const large = Array.from({ length: 5 }, () => 'x'.repeat(30_000))
    expectRefusal('SDJWT_TOO_LARGE', { claims: { ...content(), large }, selectivelyDisclosable: large.map((_, index) => ['large', index]) })
  })

  it('reads back whatever it made at the very limit of depth', async () => {
    let deep: unknown = 1
    for (let level = 0; level < 31; level++) deep = [deep]
    const claims = { ...content(), deep }
    expect(verify(await secure({ claims })).claims).toEqual(claims)
    expect(verify(await secure({ claims, selectivelyDisclosable: [['deep', 0, 0], ['deep']] })).claims).toEqual(claims)
    expectRefusal('SDJWT_TOO_DEEP', { claims: { ...content(), deep: [deep] } })
  })
})
