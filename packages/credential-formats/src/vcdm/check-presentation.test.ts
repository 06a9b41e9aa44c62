import { describe, expect, it } from 'vitest'
import { checkPresentation } from './check-presentation.ts'
import { fullCredential, olderCredential } from './fixtures/documents.ts'
import { envelope, readEnvelope } from './read-envelope.ts'

const enveloped = envelope({ format: 'vc+jwt', text: 'e30.e30.AA' })
const presentation = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiablePresentation'],
  holder: { id: 'did:jwk:abc' },
  verifiableCredential: [fullCredential, enveloped],
}
const older = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: 'VerifiablePresentation', holder: 'did:jwk:abc', verifiableCredential: ['e30.e30.AA', olderCredential] }

describe('checkPresentation', () => {
  it('gives the credentials in their order, each in its form', () => {
    expect(checkPresentation(presentation)).toMatchObject({
      version: '2.0',
      holder: 'did:jwk:abc',
      types: ['VerifiablePresentation'],
      credentials: [{ kind: 'embedded', credential: fullCredential, checked: { issuer: 'did:web:school.example' } }, { kind: 'enveloped', envelope: { format: 'vc+jwt', text: 'e30.e30.AA' } }],
    })
    expect(checkPresentation(older)).toMatchObject({ version: '1.1', holder: 'did:jwk:abc', credentials: [{ kind: 'text', text: 'e30.e30.AA' }, { kind: 'embedded', checked: { version: '1.1' } }] })
    expect(checkPresentation({ ...presentation, verifiableCredential: enveloped }).credentials).toHaveLength(1)
    const { verifiableCredential: _, holder: __, ...empty } = presentation
    expect(checkPresentation(empty)).toMatchObject({ holder: undefined, credentials: [] })
  })

  it('names the member that is wrong', () => {
    const changes: readonly [string, unknown, string, string?][] = [
      ['@context', undefined, 'VCDM_CONTEXT'],
      ['@context', [{}, 'https://www.w3.org/ns/credentials/v2'], 'VCDM_CONTEXT'],
      ['type', undefined, 'VCDM_MEMBER_MISSING'],
      ['type', ['CredentialManagerPresentation'], 'VCDM_TYPE'],
      ['id', 'x', 'VCDM_URL'],
      ['holder', 'z6Mk', 'VCDM_URL'],
      ['holder', { name: 'Acme' }, 'VCDM_MEMBER_MISSING', 'holder.id'],
      ['holder', { id: 'z6Mk' }, 'VCDM_URL', 'holder.id'],
      ['termsOfUse', {}, 'VCDM_MEMBER_MISSING', 'termsOfUse.type'],
      ['proof', {}, 'VCDM_MEMBER_MISSING', 'proof.type'],
      ['verifiableCredential', ['e30.e30.AA'], 'VCDM_MEMBER_MALFORMED', 'verifiableCredential[0]'],
      ['verifiableCredential', [fullCredential, 5], 'VCDM_MEMBER_MALFORMED', 'verifiableCredential[1]'],
      ['verifiableCredential', null, 'VCDM_MEMBER_MALFORMED'],
      ['verifiableCredential', [{ ...fullCredential, type: [] }], 'VCDM_MEMBER_MALFORMED', 'verifiableCredential[0].type'],
      ['verifiableCredential', [{ ...fullCredential, validFrom: 'x' }], 'VCDM_MEMBER_MALFORMED', 'verifiableCredential[0].validFrom'],
      ['verifiableCredential', Array.from({ length: 65 }, () => enveloped), 'VCDM_MEMBER_MALFORMED'],
    ]
    for (const [member, value, code, at = member] of changes) {
      expect(() => checkPresentation({ ...presentation, [member]: value }), `${member}: ${JSON.stringify(value)}`).toThrow(expect.objectContaining({ code, member: at }))
    }
  })

  it('DIN-17 refuses a credential for a presentation, one that calls itself both, and presentations inside', () => {
    expect(() => checkPresentation(fullCredential)).toThrow(expect.objectContaining({ code: 'VCDM_TYPE', concern: 'kind' }))
    expect(() => checkPresentation({ ...presentation, type: ['VerifiablePresentation', 'VerifiableCredential'] })).toThrow(expect.objectContaining({ code: 'VCDM_TYPE' }))
    expect(() => checkPresentation({ ...presentation, verifiableCredential: [presentation] })).toThrow(expect.objectContaining({ code: 'VCDM_TYPE' }))
    expect(() => checkPresentation({ ...presentation, verifiableCredential: [envelope({ format: 'vp+jwt', text: 'e30.e30.AA' })] })).toThrow(expect.objectContaining({ code: 'VCDM_TYPE' }))
    for (const other of [null, undefined, [], 'x']) expect(() => checkPresentation(other)).toThrow(expect.objectContaining({ code: 'VCDM_NOT_AN_OBJECT' }))
  })
})

describe('readEnvelope', () => {
  it('opens what `envelope` closed, and the context as a text', () => {
    for (const format of ['vc+jwt', 'vc+sd-jwt'] as const) expect(readEnvelope(envelope({ format, text: 'a.b.c~d~' }), 'EnvelopedVerifiableCredential')).toEqual({ format, text: 'a.b.c~d~' })
    expect(readEnvelope(envelope({ format: 'vp+jwt', text: 'a.b.c' }), 'EnvelopedVerifiablePresentation')).toEqual({ format: 'vp+jwt', text: 'a.b.c' })
    expect(readEnvelope({ ...enveloped, '@context': 'https://www.w3.org/ns/credentials/v2', type: ['EnvelopedVerifiableCredential'] }, 'EnvelopedVerifiableCredential').format).toBe('vc+jwt')
  })

  it('refuses another context, another type, and an id that is not a data: URL in its one spelling', () => {
    const refuse = (change: object, code: string): void => {
      expect(() => readEnvelope({ ...enveloped, ...change }, 'EnvelopedVerifiableCredential'), JSON.stringify(change)).toThrow(expect.objectContaining({ code }))
    }
    for (const context of [undefined, [], 'https://www.w3.org/ns/credentials/examples/v2', ['https://www.w3.org/2018/credentials/v1']]) refuse({ '@context': context }, 'VCDM_CONTEXT')
    for (const type of ['VerifiableCredential', ['EnvelopedVerifiableCredential', 'VerifiableCredential'], 'EnvelopedVerifiablePresentation']) refuse({ type }, 'VCDM_TYPE')
    refuse({ type: undefined }, 'VCDM_MEMBER_MISSING')
    for (const id of [undefined, 5, 'e30.e30.AA', 'data:,e30.e30.AA', 'data:application/vp+jwt,e30.e30.AA', 'data:application/vc+jwt;base64,ZTMw', 'data:application/vc+jwt,', 'data:application/vc+jwt,a%2Eb', 'DATA:application/vc+jwt,a.b.c', 'data:application/jwt,a.b.c', 'https://a.example']) {
      refuse({ id }, 'VCDM_ENVELOPE')
    }
  })
})
