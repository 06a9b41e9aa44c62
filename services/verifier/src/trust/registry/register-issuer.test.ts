import { createSandboxCa, issueCertificate, parseKeyEncryptionKey } from '@eduwallet/keys'
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { memoryTrustedIssuers } from '../../casebook/memory/trusted-issuers.ts'
import { makeSigner } from '../../judging/fixtures/make-signer.ts'
import type { RecognisedIssuer } from '../../judging/index.ts'
import { registerIssuer, removeIssuer } from './register-issuer.ts'
import type { TrustedIssuerBook } from './trusted-issuer-book.ts'

const now = () => new Date('2026-11-22T09:00:00Z')
let book: TrustedIssuerBook
beforeEach(() => { book = memoryTrustedIssuers() })

const sample: RecognisedIssuer = {
  identifier: 'did:web:issuer.example:hogeschool',
  name: { nl: 'Hogeschool', en: 'University' },
  country: 'NL',
  types: ['https://issuer.example/vct/microcredential/1'],
  keys: { method: 'did' },
}
const register = (changes: Partial<RecognisedIssuer>) => registerIssuer({ book, now }, { ...sample, ...changes })

describe('the registry of issuers', () => {
  it.each(['did:web:issuer.example', 'did:web:localhost%3A8080:hogeschool', 'did:jwk:eyJrdHkiOiJFQyJ9', 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'])('takes %s', async (identifier) => {
    await register({ identifier })
    expect(await book.find(identifier)).toEqual({ ...sample, identifier })
  })

  it.each([
    ['a look-alike in another script', 'did:web:issuеr.example'],
    ['an https look-alike in another script', 'https://issuеr.example'],
    ['a host in capitals', 'https://Issuer.example'],
    ['a default port', 'https://issuer.example:443'],
    ['plain http', 'http://issuer.example'],
    ['a path that climbs', 'https://issuer.example/a/../b'],
    ['a did:web path that climbs', 'did:web:issuer.example:..%2f..%2fadmin'],
    ['a DID URL', 'did:web:issuer.example#key'],
    ['a user', 'https://user@issuer.example'],
    ['a query', 'https://issuer.example/?a'],
    ['white space', ' did:web:issuer.example'],
    ['no identifier at all', ''],
  ])('NET-10 refuses %s (it could never stand in a credential, or would mislead)', async (_, identifier) => {
    await expect(register({ identifier, keys: { method: 'x509', anchors: [] } })).rejects.toMatchObject({ code: 'ISSUER_IDENTIFIER_INVALID' })
    expect(await book.list()).toEqual([])
  })

  it('NET-10 shows an international host as punycode (xn--), never as it looks', async () => {
    const { authority } = await certificates()
    const { identifier } = await register({ identifier: 'https://xn--issur-fsf.example', keys: { method: 'x509', anchors: [authority.certificatePem] } })
    expect(identifier).toBe('https://xn--issur-fsf.example')
  })

  it.each([
    ['did for an https identifier', 'https://issuer.example'],
    ['did for a DID method that is not resolved here', 'did:ebsi:zabc'],
  ])('refuses the key method %s', async (_, identifier) => {
    await expect(register({ identifier })).rejects.toMatchObject({ code: 'ISSUER_KEY_METHOD_MISFIT' })
  })

  it.each([[[]], [['not a uri']], [['https://x.example/vct met spatie']]])('refuses types %j', async (types) => {
    await expect(register({ types })).rejects.toMatchObject({ code: 'ISSUER_TYPE_INVALID' })
  })

  it.each(['OpenBadgeCredential', 'ClrCredential', 'EuropeanDigitalCredential', 'urn:x:y'])('takes the type %s', async (type) => {
    expect((await register({ types: [type] })).types).toEqual([type])
  })

  it('refuses the type that every credential of the data model has (it would be recognised for everything)', async () => {
    await expect(register({ types: ['OpenBadgeCredential', 'VerifiableCredential'] })).rejects.toMatchObject({ code: 'ISSUER_TYPE_INVALID' })
  })

  it('takes metadata of an https issuer, and no other', async () => {
    expect(await register({ identifier: 'https://issuer.example/a', keys: { method: 'issuer_metadata' } })).toMatchObject({ keys: { method: 'issuer_metadata' } })
    await expect(register({ keys: { method: 'issuer_metadata' } })).rejects.toMatchObject({ code: 'ISSUER_KEY_METHOD_MISFIT' })
  })

  it('takes https addresses of keys, each in its normal form, and remembers that status may be left out', async () => {
    const put = (uris: string[]) => register({ keys: { method: 'jwks', uris }, mayOmitStatus: true })
    expect(await put(['https://issuer.example/jwks.json'])).toMatchObject({ keys: { method: 'jwks', uris: ['https://issuer.example/jwks.json'] }, mayOmitStatus: true })
    for (const uris of [[], ['http://issuer.example/jwks'], ['https://Issuer.example/jwks'], ['https://issuer.example'], ['https://issuer.example/a#b'], ['https://u@issuer.example/a'], ['did:web:a.example'], ['keys'], Array.from({ length: 11 }, (_, at) => `https://issuer.example/${at}`)]) {
      await expect(put(uris)).rejects.toMatchObject({ code: 'ISSUER_KEY_URI_INVALID' })
    }
  })

  it('takes a certification authority as anchor, and nothing else', async () => {
    const { authority, leaf } = await certificates()
    const put = (anchors: string[]) => register({ keys: { method: 'x509', anchors } })
    expect((await put([authority.certificatePem])).keys).toMatchObject({ method: 'x509' })
    for (const anchors of [[], [leaf], ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'], [authority.certificatePem + leaf], ['x'], ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----']]) {
      await expect(put(anchors)).rejects.toMatchObject({ code: 'ISSUER_ANCHOR_INVALID' })
    }
  })

  it('refuses an empty name and a country that is none', async () => {
    await expect(register({ name: { nl: ' ', en: 'x' } })).rejects.toMatchObject({ code: 'ISSUER_NAME_INVALID' })
    await expect(register({ country: 'nl' })).rejects.toMatchObject({ code: 'ISSUER_COUNTRY_INVALID' })
  })

  it('forgets an issuer, once', async () => {
    await register({})
    await removeIssuer({ book }, sample.identifier)
    expect(await book.list()).toEqual([])
    await expect(removeIssuer({ book }, sample.identifier)).rejects.toMatchObject({ code: 'ISSUER_UNKNOWN' })
  })
})

async function certificates() {
  const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64'))
  const authority = await createSandboxCa(kek, { commonName: 'Proef CA', country: 'NL', now: () => new Date('2026-01-01') })
  const leaf = await issueCertificate(
    { ...authority, kek },
    {
      subject: { commonName: 'H', organization: 'H', country: 'NL' },
      publicJwk: makeSigner().publicJwk,
      dnsNames: [],
      uris: ['https://issuer.example'],
      notBefore: new Date('2026-02-01'),
      notAfter: new Date('2027-02-01'),
      profile: 'credential-signing',
    },
  )
  return { authority, leaf }
}
