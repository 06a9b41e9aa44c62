import { compactVerify, FlattenedSign, flattenedVerify, generalVerify, importJWK } from 'jose'
import { verifyChain } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import type { CredentialExpectation } from '../credential-format.ts'
import { changeEveryLeaf } from '../fixtures/change-every-leaf.ts'
import { europeanCredential, forgeSeal, sealAnchor, sealCertificate, sealKey, sealX5c } from '../fixtures/jades-subjects.ts'
import { anyTestKey } from '../fixtures/test-keys.ts'
import { at, b64, forgeJws, seconds, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { readJades } from './read.ts'
import { prepareJades, secureJades } from './secure.ts'
import { verifyJades } from './verify.ts'

const document = europeanCredential(testKey())
const expectation: CredentialExpectation = { issuerKeys: [sealKey.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' }
const toSeal = { claims: document, selectivelyDisclosable: [], header: { kid: 'did:web:school.example#seal', x5c: sealX5c }, saltFor: () => new Uint8Array(16), securedAt: at }
const sealed = await secureJades({ ...toSeal, signer: sealKey.signer })
const { header } = readJades(sealed)

function expectRefusal(code: string, text: string, changed: Partial<CredentialExpectation> = {}): void {
  expect(() => verifyJades(text, { ...expectation, ...changed }), text.slice(0, 60)).toThrow(expect.objectContaining({ code }))
}

describe('a sealed document', () => {
  it('is a JWS in JSON of level B-B, which jose verifies', async () => {
    const jws = JSON.parse(sealed) as { payload: string; signatures: { protected: string; signature: string }[] }
    expect(Object.keys(jws)).toEqual(['payload', 'signatures'])
    expect(header).toEqual({ alg: 'ES256', typ: 'jose+json', cty: 'ld+json', kid: 'did:web:school.example#seal', 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) as unknown, x5c: sealX5c, iat: seconds })
    const read = await generalVerify(jws, await importJWK({ ...sealKey.publicJwk }, 'ES256'))
    expect(JSON.parse(new TextDecoder().decode(read.payload))).toEqual(document)
    expect(verifyJades(sealed, expectation)).toEqual({ claims: document, disclosedPaths: [], sealedAt: at })
  })

  it('names a certificate whose chain the caller verifies', () => {
    const [reference] = readJades(sealed).keyReferences
    const leaf = verifyChain(reference?.x5c ?? [], { anchors: [sealAnchor], at, name: { uri: 'did:web:school.example' } })
    expect(verifyJades(sealed, { ...expectation, issuerKeys: [leaf.publicJwk] }).sealedAt).toEqual(at)
  })

  it('is read flattened and general, of other makers too, with sigT as until 2025 and what was added later unprotected', async () => {
    const { iat: _, ...older } = header
    const flattened = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(document))).setProtectedHeader({ ...older, sigT: '2026-11-22T11:59:00Z', crit: ['sigT'] }).sign(await importJWK({ ...sealKey.privateJwk, kty: 'EC' }, 'ES256'), { crit: { sigT: true } })
    await flattenedVerify(flattened, await importJWK({ ...sealKey.publicJwk }, 'ES256'), { crit: { sigT: true } })
    expect(verifyJades(JSON.stringify(flattened), expectation).sealedAt).toEqual(new Date('2026-11-22T11:59:00Z'))
    const later = { ...flattened, header: { etsiU: [b64({ sigTst: { tstTokens: [{ val: 'AA' }] } })] } }
    expect(verifyJades(JSON.stringify(later), expectation).claims).toEqual(document)
  })

  it('is read with the document in plain sight (b64 false), as Europass writes it', () => {
    const protectedHeader = b64({ ...header, typ: 'JOSE+JSON', b64: false, crit: ['b64'] })
    const payload = JSON.stringify({ ...document, name: 'Waterbeheer in é en 日本語' })
    const plain = { payload, signatures: [{ protected: protectedHeader, signature: sealKey.signRaw(`${protectedHeader}.${payload}`).toString('base64url') }] }
    expect(verifyJades(JSON.stringify(plain), expectation).claims['name']).toBe('Waterbeheer in é en 日本語')
    expectRefusal('JADES_SIGNATURE', JSON.stringify({ ...plain, payload: payload.replace('é', 'e') }))
    expectRefusal('JADES_MALFORMED', JSON.stringify({ ...plain, payload: `${payload}{}` }))
  })

  it('is verified with ES256, ES384 and RS256 only', async () => {
    const certificate = await sealCertificate(testKey())
    for (const alg of ['EdDSA', 'none', 'HS256', 'PS256', undefined]) expectRefusal('JADES_ALG', forgeSeal({ ...header, alg }, document))
    // A key of another kind than its certificate's is another key, whatever the algorithm.
    for (const alg of ['ES384', 'RS256'] as const) expectRefusal('JADES_SIGNATURE', forgeSeal({ ...header, alg }, document), { issuerKeys: [anyTestKey(alg).publicKey] })
    expectRefusal('JADES_SIGNATURE', forgeSeal({ ...header, alg: 'RS256' }, document))
    expectRefusal('JADES_CERTIFICATE', forgeSeal({ ...header, x5c: certificate }, document))
  })

  it('SDJ-18 is refused when key, certificate and digest do not belong together', async () => {
    const thief = testKey()
    const theirs = await sealCertificate(thief)
    const stolen = readJades(await secureJades({ ...toSeal, header: { kid: 'k', x5c: theirs }, signer: thief.signer })).header
    expectRefusal('JADES_SIGNATURE', forgeSeal(stolen, document, thief))
    expectRefusal('JADES_SIGNATURE', forgeSeal(stolen, document, thief), { issuerKeys: [] })
    expectRefusal('JADES_SIGNATURE', forgeSeal(header, document, thief))
    expectRefusal('JADES_CERTIFICATE', forgeSeal({ ...header, x5c: ['MIIB'] }, document))
    expectRefusal('JADES_CERTIFICATE', forgeSeal({ ...header, 'x5t#S256': stolen['x5t#S256'] }, document))
    for (const second of [{ 'x5t#o': {} }, { sigX5ts: [] }, { jwk: thief.publicJwk }, { jku: 'https://evil.test' }, { x5u: 'https://evil.test' }, { x5c: 'x' }, { kid: 5 }, { 'x5t#S256': 5 }]) expectRefusal('JADES_HEADER_MALFORMED', forgeSeal({ ...header, ...second }, document))
  })

  it('DIN-17 is refused as another kind: no seal, detached, several signatures, a compact JWS, a credential as it is', () => {
    for (const text of [JSON.stringify(document), '{}', forgeSeal({ ...header, iat: undefined }, document), forgeSeal({ ...header, x5c: undefined }, document), forgeSeal({ alg: 'ES256' }, document)]) expectRefusal('JADES_NOT_A_SEAL', text)
    for (const sigD of [{}, { mId: 'http://uri.etsi.org/19182/HttpHeaders' }, null]) expectRefusal('JADES_DETACHED', forgeSeal({ ...header, sigD, crit: ['sigD'] }, document))
    expectRefusal('JADES_SEVERAL_SIGNATURES', forgeSeal(header, document, sealKey, ({ payload, ...one }) => ({ payload, signatures: [one, one] })))
    expectRefusal('JADES_MALFORMED', forgeJws(header, document, sealKey))
    expectRefusal('VCDM_TYPE', forgeSeal(header, { ...document, type: ['VerifiablePresentation'] }))
  })

  it('PAR-04, PAR-09 is refused with members twice, of two forms at once, or with anything around it that is not known', () => {
    const around = (change: (parts: { payload: string; protected: string; signature: string }) => unknown): string => forgeSeal(header, document, sealKey, change)
    for (const change of [
      (parts: object) => ({ ...parts, signatures: [parts] }),
      (parts: object) => ({ ...parts, more: 1 }),
      (parts: object) => ({ ...parts, header: { alg: 'none' } }),
      (parts: object) => ({ ...parts, header: 'x' }),
      ({ payload, ...one }: { payload: string }) => ({ payload, signatures: one }),
      ({ payload }: { payload: string }) => ({ payload, signatures: [] }),
      ({ payload }: { payload: string }) => ({ payload, signatures: ['x'] }),
      (parts: object) => ({ ...parts, payload: undefined }),
      (parts: object) => ({ ...parts, protected: undefined }),
      (parts: object) => ({ ...parts, signature: 'a=' }),
    ]) expectRefusal('JADES_MALFORMED', around(change))
    expectRefusal('JADES_MALFORMED', sealed.replace('{"payload"', '{"payload":"e30","payload"'))
    expectRefusal('JADES_TOO_LARGE', `{"payload":"${'a'.repeat(5_000_000)}"}`)
  })

  it('is refused outside its period and before it was sealed', () => {
    expectRefusal('JADES_SEALED_IN_FUTURE', forgeSeal({ ...header, iat: seconds + 31 }, document))
    for (const iat of ['1', 1.5, -1, null]) expectRefusal('JADES_HEADER_MALFORMED', forgeSeal({ ...header, iat }, document))
    expectRefusal('JADES_HEADER_MALFORMED', forgeSeal({ ...header, sigT: '2026-11-22T11:59:00Z' }, document))
    expectRefusal('JADES_HEADER_MALFORMED', forgeSeal({ ...header, iat: undefined, sigT: 'yesterday' }, document))
    expectRefusal('VCDM_EXPIRED', sealed, { now: new Date('2030-01-01T00:00:00Z') })
    expectRefusal('JADES_SEALED_IN_FUTURE', sealed, { now: new Date(Number.NaN) })
  })

  it('DIN-15 is refused flattened, with any leaf changed', () => {
    const flattened = forgeSeal(header, document, sealKey, (parts) => parts)
    verifyJades(flattened, expectation)
    for (const { where, text } of changeEveryLeaf(flattened)) expect(() => verifyJades(text, expectation), where).toThrow(expect.objectContaining({ code: expect.stringMatching(/^JADES_/) as unknown }))
  })

  it('is not made without certificate and time, of what is no credential, or by another kind of key', async () => {
    for (const [change, code] of [[{ header: { kid: 'k' } }, 'JADES_CERTIFICATE_MISSING'], [{ header: { kid: 'k', x5c: ['MIIB'] } }, 'JADES_CERTIFICATE_MISSING'], [{ securedAt: undefined }, 'JADES_TIME_MISSING'], [{ claims: { ...document, x: new Date() } }, 'JADES_DOCUMENT_NOT_JSON'], [{ claims: { ...document, issuer: 'x' } }, 'VCDM_URL'], [{ claims: { ...document, x: 'x'.repeat(2_200_000) } }, 'JADES_TOO_LARGE']] as const) {
      expect(() => prepareJades({ ...toSeal, ...change } as never), code).toThrow(expect.objectContaining({ code }))
    }
    await expect(compactVerify((JSON.parse(sealed) as JsonObject)['payload'] as string, await importJWK({ ...sealKey.publicJwk }, 'ES256'))).rejects.toThrow()
  })
})
