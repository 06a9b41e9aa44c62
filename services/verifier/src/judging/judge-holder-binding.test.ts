import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSigner } from './fixtures/make-signer.ts'
import { audience, createWorld, troubles, type World } from './fixtures/world.ts'

let world: World
beforeEach(async () => { world = await createWorld() })
afterEach(async () => { await world.close() })

const statusFetches = (): string[] => world.host.requests.filter((path) => path.includes('status-lists'))

describe('holder binding', () => {
  it('SDJ-08 rejects a credential without key binding (also when nothing but its text says so)', async () => {
    const verdict = await world.judge(await world.credential())
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['holder_binding failed holder_binding_missing'])
    expect(statusFetches()).toEqual([])
  })

  it('VPR-18 rejects a credential without key binding also when the query does not ask for it (this verifier always does)', async () => {
    const [asked] = world.question.dcql.credentials
    const question = { dcql: { credentials: [{ ...asked!, require_cryptographic_holder_binding: false }] } } as typeof world.question
    expect(troubles(await world.judge(await world.credential(), { question }))).toEqual(['holder_binding failed holder_binding_missing'])
  })

  it('SDJ-08 rejects a credential that is bound to no key', async () => {
    expect(troubles(await world.judge(await world.present({ claims: { cnf: undefined } })))).toEqual(['holder_binding failed holder_binding_missing'])
  })

  it.each([
    ['of another type', { typ: 'JWT' }],
    ['by another key than cnf', { signer: makeSigner() }],
  ])('SDJ-09 rejects a key binding %s', async (_, binding) => {
    expect(troubles(await world.judge(await world.present({}, binding)))).toEqual(['holder_binding failed holder_binding_invalid'])
  })

  it('SDJ-09 rejects a key binding with alg none', async () => {
    const credential = await world.credential()
    const bound = (await world.bind(credential)).slice(credential.length)
    const [, payload] = bound.split('.')
    for (const signature of ['', bound.split('.')[2]]) {
      const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'kb+jwt' })).toString('base64url')
      const verdict = await world.judge(`${credential}${header}.${payload}.${signature}`)
      expect(verdict.verdict).toBe('rejected')
    }
  })

  it.each([
    ['SDJ-10', 'another verifier', 'x509_hash:another'],
    ['SDJ-10', 'us without the prefix', audience.slice('x509_hash:'.length)],
    ['VPR-09', 'verifier B', 'x509_hash:verifierB'],
    ['VPR-09', 'us with the prefix dropped', audience.slice('x509_hash:'.length)],
    ['VPR-09', 'us under another prefix', `redirect_uri:${audience.slice('x509_hash:'.length)}`],
    ['VPR-09', 'several, us among them', [audience, 'x509_hash:verifierB']],
  ])('%s rejects a presentation for %s', async (_id, _what, other) => {
    const verdict = await world.judge(await world.present({}, { claims: { aud: other } }))
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['holder_binding failed holder_binding_other_verifier'])
  })

  it.each([['another nonce', 'other'], ['an empty nonce', ''], ['no nonce', undefined]])('SDJ-11 rejects a presentation with %s', async (_, other) => {
    const verdict = await world.judge(await world.present({}, { claims: { nonce: other } }))
    expect(troubles(verdict)).toEqual(['holder_binding failed holder_binding_other_request'])
  })

  it('VPR-08 rejects a presentation that was made for an earlier request', async () => {
    const earlier = await world.present()
    const verdict = await world.judge(earlier, { expected: { nonce: 'nonce-of-the-second-request', audience } })
    expect(verdict.verdict).toBe('rejected')
  })

  it('does not confirm when the expectation is empty by mistake (an empty nonce matches nothing)', async () => {
    const presented = await world.present({}, { nonce: '', audience: '' })
    expect((await world.judge(presented, { expected: { nonce: '', audience: '' } })).verdict).toBe('rejected')
  })

  it('SDJ-12 rejects a disclosure taken away after binding', async () => {
    const credential = await world.credential()
    const presented = await world.bind(credential)
    const parts = presented.split('~')
    expect(troubles(await world.judge([parts[0], ...parts.slice(2)].join('~')))).toEqual(['holder_binding failed holder_binding_invalid'])
  })

  it('SDJ-12 rejects a disclosure added after binding, and a wrong sd_hash', async () => {
    const issued = await world.credential({ hide: [] })
    const parts = issued.split('~')
    const few = [...parts.slice(0, 3), ''].join('~')
    const presented = await world.bind(few)
    const stretched = `${issued}${presented.slice(few.length)}`
    expect(troubles(await world.judge(stretched))).toEqual(['holder_binding failed holder_binding_invalid'])
    expect(troubles(await world.judge(await world.present({}, { claims: { sd_hash: 'AAAA' } })))).toEqual(['holder_binding failed holder_binding_invalid'])
  })

  it('SDJ-12 rejects the JSON serialisation (only the compact form is read)', async () => {
    const [jwt, ...disclosures] = (await world.present()).split('~')
    const [header, payload, signature] = jwt!.split('.')
    const json = JSON.stringify({ protected: header, payload, signature, header: { disclosures, kb_jwt: disclosures.pop() } })
    expect(troubles(await world.judge(json))).toEqual(['format failed format_unreadable'])
  })

  it.each([
    ['a year ago', -31_536_000],
    ['ten minutes ago', -600],
    ['in a year', 31_536_000],
    ['in two minutes', 120],
  ])('SDJ-13 rejects a key binding made %s', async (_, offset) => {
    const iat = Math.floor(world.now().getTime() / 1000) + offset
    expect(troubles(await world.judge(await world.present({}, { claims: { iat } })))).toEqual(['holder_binding failed holder_binding_stale'])
  })

  it.each([
    ['without iat', { iat: undefined }],
    ['with iat as text', { iat: '1795338000' }],
    ['that has expired', { exp: 1_700_000_000 }],
  ])('SDJ-13 rejects a key binding %s', async (_, claims) => {
    expect(troubles(await world.judge(await world.present({}, { claims })))).toEqual(['holder_binding failed holder_binding_stale'])
  })
})
