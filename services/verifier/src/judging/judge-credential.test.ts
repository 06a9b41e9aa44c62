import type { JsonObject } from '@eduwallet/strict-json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asVcJwt, asVpJwt, badgeOf, didJwkOf, VCDM2 } from './fixtures/badge.ts'
import { makeSigner } from './fixtures/make-signer.ts'
import { audience, createWorld, nonce, type World } from './fixtures/world.ts'
import { createCredentialJudge, createPresentationJudge, type CredentialJudgement, type JudgingAnything, type PresentationAsked } from './index.ts'
import { everyCheck } from './types.ts'

let world: World
let judging: JudgingAnything
let holder: string
beforeEach(async () => {
  world = await createWorld()
  const needs = { trust: world.trust, statusLists: world.statusLists, now: world.now, onError: (error: unknown) => world.errors.push(error) }
  judging = { judgeCredential: createCredentialJudge(needs), judgePresentation: createPresentationJudge(needs) }
  holder = didJwkOf(world.holder)
  await world.issuers.put({ ...world.registered, types: [world.vct, 'OpenBadgeCredential'] }, world.now())
})
afterEach(async () => { await world.close() })

const judge = async (credential: string | JsonObject, recognise = true): Promise<CredentialJudgement> => await judging.judgeCredential(credential, { recognise })
const troublesIn = ({ checks }: Pick<CredentialJudgement, 'checks'>): string[] => checks.filter(({ outcome, code }) => outcome !== 'passed' && code !== 'not_reached').map(({ name, outcome, code }) => `${name} ${outcome} ${code}`)
/** Of a credential that nobody presents, this is always open. */
const open = 'holder_binding not_asked nobody_presents'
const status = () => ({ status_list: { idx: 7, uri: world.listUri } })
const badge = (changes: JsonObject = {}) => badgeOf(world.did, holder, { status: status(), ...changes })
const secured = async (changes: JsonObject = {}, header: JsonObject = {}) => await asVcJwt(badge(changes), world.issuer, { kid: world.kid, ...header })

describe('a credential that nobody presents', () => {
  it('is genuine when every check that can be made passed, and says that nobody showed it to be theirs', async () => {
    const judged = await judge(await world.credential({ hide: [] }))
    expect(troublesIn(judged)).toEqual([open])
    expect(judged).toMatchObject({ verdict: 'genuine', passed: true, credential: { format: 'dc+sd-jwt', type: world.vct, standard: 'microcredential', says: { given_name: 'Noor', assessment_grade: '8,5' } } })
    expect(judged.checks.map(({ name }) => name)).toEqual(everyCheck.filter((name) => name !== 'presentation_complete' && name !== 'answers_question'))
    expect(judged.checks.find(({ name }) => name === 'holder_binding')?.sentence.nl).toContain('kan iedereen doorsturen')
    expect(world.errors).toEqual([])
  })

  it('is read as what its content says that it is: an Open Badge as JWT, and the same in its envelope', async () => {
    const token = await secured()
    for (const credential of [token, { '@context': [VCDM2], id: `data:application/vc+jwt,${token}`, type: 'EnvelopedVerifiableCredential' }]) {
      const judged = await judge(credential)
      expect(troublesIn(judged)).toEqual([open])
      expect(judged).toMatchObject({
        verdict: 'genuine',
        proofs: [{ algorithm: 'ES256', key: { outcome: 'passed' } }],
        credential: { format: 'vc+jwt', type: 'OpenBadgeCredential', standard: 'open_badge', says: { achievement_title: { nl: 'Waterbeheer' }, issuing_authority: 'Hogeschool Voorbeeld', date_of_issuance: '2026-11-20' } },
      })
    }
  })

  it('DIN-17 is of who and what its own format says, also when it has a claim that another format would read that in', async () => {
    const claims = { issuer: 'did:web:other.example', type: ['VerifiableCredential', 'OpenBadgeCredential'] }
    expect(await judge(await world.credential({ hide: [], claims }))).toMatchObject({ verdict: 'genuine', credential: { type: world.vct, issuer: { identifier: world.did }, standard: 'microcredential' } })
    expect(await judge(await secured({ vct: world.vct }))).toMatchObject({ verdict: 'genuine', credential: { type: 'OpenBadgeCredential', standard: 'open_badge' } })
    expect(world.errors).toEqual([])
  })

  it('DIN-16 is rejected when it is revoked, though list and signature verify', async () => {
    world.bits.set(7, 1)
    await world.serveList({ bits: world.bits })
    const judged = await judge(await secured())
    expect(judged.verdict).toBe('rejected')
    expect(troublesIn(judged)).toEqual([open, 'status failed revoked'])
  })

  it('that refers to no status list is rejected, unless the registry says of its issuer that it may', async () => {
    expect(troublesIn(await judge(await secured({ status: {} })))).not.toContain('status failed status_missing')
    const { status: _, ...without } = badge()
    const token = await asVcJwt(without, world.issuer, { kid: world.kid })
    expect(troublesIn(await judge(token))).toEqual([open, 'status failed status_missing'])
    await world.issuers.put({ ...world.registered, types: ['OpenBadgeCredential'], mayOmitStatus: true }, world.now())
    expect(await judge(token)).toMatchObject({ verdict: 'genuine' })
  })

  it('that carries the proof of a holder was made for somebody else (rejected)', async () => {
    const judged = await judge(await world.present())
    expect(troublesIn(judged)).toEqual(['issuer_signature failed presented_to_another', open])
    expect(judged.credential).toBeUndefined()
  })

  it.each([
    ['another typ', { typ: 'JWT' }],
    ['the typ of a presentation', { typ: 'vp+jwt' }],
    ['the typ of a status list', { typ: 'statuslist+jwt' }],
  ])('DIN-17 with %s is not read as a credential, and nothing is fetched', async (_, header) => {
    const judged = await judge(await secured({}, header))
    expect(judged.verdict).toBe('rejected')
    expect(troublesIn(judged)[0]).toMatch(/^format failed/)
    expect(world.host.connections()).toBe(0)
  })

  it('DIN-17 a presentation is not taken for a credential, nor a credential for a presentation', async () => {
    const token = await secured()
    const presentation = await asVpJwt([token], { holder: world.holder, did: holder, nonce, audience, at: world.now() })
    expect(troublesIn(await judge(presentation))[0]).toBe('format failed format_wrong_kind')
    expect(troublesIn(await judge({ '@context': [VCDM2], id: `data:application/vp+jwt,${presentation}`, type: 'EnvelopedVerifiableCredential' }))[0]).toMatch(/^format failed/)
    expect((await judging.judgePresentation(token, { challenge: nonce, domain: audience, recognise: true, ofHolder: true })).checks[0]).toMatchObject({ name: 'format', outcome: 'failed', code: 'format_wrong_kind' })
  })

  it.each(['', 'x', '{', '{}', '[]', 'a.b.c', '~~', '{"type":"EnvelopedVerifiableCredential"}', 'a'.repeat(2_000_000), '{"a":'.repeat(50_000)])('that is none is rejected, and nothing is fetched (%#)', async (text) => {
    const judged = await judge(text)
    expect(judged).toMatchObject({ verdict: 'rejected', passed: false, proofs: [] })
    expect(troublesIn(judged)[0]).toMatch(/^format failed/)
    expect(world.host.connections()).toBe(0)
    expect(world.errors).toEqual([])
  })

  it('NET-12 is undetermined while keys or lists are out of reach', async () => {
    world.host.answers.delete(new URL(world.listUri).pathname)
    expect(await judge(await secured())).toMatchObject({ verdict: 'undetermined', passed: false })
    world.host.answers.clear()
    world.passSeconds(61)
    expect(troublesIn(await judge(await secured()))[0]).toBe('issuer_key unknown issuer_unreachable')
  })
})

describe('a credential whose issuer is taken at its word', () => {
  const stranger = makeSigner()
  const token = async (signer = stranger) => await asVcJwt(badgeOf(didJwkOf(stranger), holder), signer, { kid: `${didJwkOf(stranger)}#0` })

  it('passes by the keys that the issuer itself publishes, is never called genuine, and the line about the registry says so', async () => {
    const judged = await judge(await token(), false)
    expect(judged).toMatchObject({ verdict: 'undetermined', passed: true, credential: { issuer: { identifier: didJwkOf(stranger) } } })
    expect(troublesIn(judged)).toEqual(['issuer_recognised not_asked registry_not_asked', open])
    expect(await judge(await token())).toMatchObject({ verdict: 'rejected', passed: false })
  })

  it('does not pass with another’s key', async () => {
    expect(await judge(await token(makeSigner()), false)).toMatchObject({ verdict: 'rejected', passed: false, refusal: 'signature' })
  })
})

describe('a presentation that answers no question of ours', () => {
  const asked = (changes: Partial<PresentationAsked> = {}): PresentationAsked => ({ challenge: nonce, domain: audience, recognise: true, ofHolder: true, ...changes })
  const present = async (changes: Partial<Parameters<typeof asVpJwt>[1]> = {}, credentials?: string[]) =>
    await asVpJwt(credentials ?? [await secured()], { holder: world.holder, did: holder, nonce, audience, at: world.now(), ...changes })

  it('passes when its holder signed it for this challenge and this domain, and every credential is the holder’s', async () => {
    const judged = await judging.judgePresentation(await present(), asked())
    expect(judged).toMatchObject({ passed: true, holder, credentials: [{ verdict: 'genuine', passed: true }] })
    expect(judged.credentials[0]!.checks.find(({ name }) => name === 'holder_binding')).toMatchObject({ outcome: 'passed' })
    expect(world.errors).toEqual([])
  })

  it.each([
    ['another challenge', { challenge: 'other' }, 'holder_binding_other_request'],
    ['another domain', { domain: 'x509_hash:other' }, 'holder_binding_other_verifier'],
    ['an empty challenge', { challenge: '' }, 'holder_binding_other_request'],
  ])('DIN-12 DIN-18 does not pass for %s', async (_, changes, code) => {
    const judged = await judging.judgePresentation(await present(), asked(changes))
    expect(judged).toMatchObject({ passed: false, checks: [{ name: 'format' }, { name: 'holder_binding', outcome: 'failed', code }] })
    expect(judged.credentials[0]).toMatchObject({ passed: false })
    expect(judged.holder).toBeUndefined()
  })

  it.each(['aud', 'exp', 'iat', 'nonce'])('DIN-18 does not pass without %s', async (name) => {
    const token = await present({ changes: { [name]: null } })
    expect((await judging.judgePresentation(token, asked())).passed).toBe(false)
  })

  it('does not pass with the key of somebody else, nor for a holder who is not the subject', async () => {
    expect(await judging.judgePresentation(await present({ holder: makeSigner() }), asked())).toMatchObject({ passed: false, checks: [{}, { code: 'holder_binding_invalid' }] })
    const thief = makeSigner()
    const stolen = await present({ holder: thief, did: didJwkOf(thief) })
    const judged = await judging.judgePresentation(stolen, asked())
    expect(judged).toMatchObject({ passed: false, credentials: [{ verdict: 'rejected', passed: false }] })
    expect(troublesIn(judged.credentials[0]!)).toEqual(['holder_binding failed holder_is_another'])
    expect(await judging.judgePresentation(stolen, asked({ ofHolder: false }))).toMatchObject({ passed: true, credentials: [{ checks: expect.arrayContaining([expect.objectContaining({ code: 'holder_not_compared' })]) as unknown }] })
  })

  it('one credential that does not hold spoils it', async () => {
    const bad = await asVcJwt(badge(), makeSigner(), { kid: world.kid })
    expect(await judging.judgePresentation(await present({}, [await secured(), bad]), asked())).toMatchObject({ passed: false, credentials: [{ passed: true }, { passed: false }] })
  })

  it('with more credentials than anybody shows is not looked into', async () => {
    const judged = await judging.judgePresentation(await present({}, Array.from({ length: 17 }, () => 'a.b.c')), asked())
    expect(judged.passed).toBe(false)
    expect(judged.credentials).toEqual([])
    expect(world.host.connections()).toBe(0)
  })
})
