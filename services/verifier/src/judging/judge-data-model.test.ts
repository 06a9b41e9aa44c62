/** Answers in the forms of the W3C data model: the holder's proof stands in the token, or in the presentation around it. */
import { signCompactJws } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { composeQuestion } from '../asking/index.ts'
import { asLdpVc, asLdpVp, asPresentedVcSdJwt, badgeOf, didJwkOf } from './fixtures/badge.ts'
import { makeSigner } from './fixtures/make-signer.ts'
import { audience, createWorld, nonce, troubles, type World } from './fixtures/world.ts'
import type { Verdict } from './index.ts'

let world: World
let holder: string
beforeEach(async () => {
  world = await createWorld()
  holder = didJwkOf(world.holder)
  await world.issuers.put({ ...world.registered, types: [world.vct, 'OpenBadgeCredential'], mayOmitStatus: true }, world.now())
})
afterEach(async () => { await world.close() })

const question = (claims?: string[]) => composeQuestion('microcredential', { types: [world.vct, 'OpenBadgeCredential'], claims })
const answer = async (queryId: string, presentation: string | JsonObject, asked = question()): Promise<Verdict> =>
  await world.judge('', { question: asked, presentations: [{ queryId, compact: typeof presentation === 'string' ? presentation : JSON.stringify(presentation) }] })
const badge = (changes: JsonObject = {}) => badgeOf(world.did, holder, changes)
const ldpVc = async (changes: JsonObject = {}) => await asLdpVc(badge(changes), world.issuer, { kid: world.kid, at: world.now() })
const ldpVp = async (changes: Partial<Parameters<typeof asLdpVp>[1]> = {}, credentials?: string[]) => await asLdpVp(credentials ?? [await ldpVc()], { holder: world.holder, did: holder, nonce, audience, at: world.now(), ...changes })
const vcSdJwt = async (changes: Partial<Parameters<typeof asPresentedVcSdJwt>[2]> = {}) => await asPresentedVcSdJwt(badge(), world.issuer, { kid: world.kid, holder: world.holder, nonce, audience, at: world.now(), hide: ['description'], ...changes })
const said = { achievement_title: { nl: 'Waterbeheer' }, issuing_authority: 'Hogeschool Voorbeeld', date_of_issuance: '2026-11-20' }

describe('an Open Badge', () => {
  it('with Data Integrity in a presentation is confirmed, and says the same as in any other form', async () => {
    const verdict = await answer('microcredential_ldp_vc', await ldpVp())
    expect(troubles(verdict)).toEqual([])
    expect(verdict).toMatchObject({ verdict: 'confirmed', credentials: [{ type: 'OpenBadgeCredential', issuer: { identifier: world.did } }] })
    expect(verdict.credentials[0]!.claims).toEqual(said)
    expect(world.errors).toEqual([])
  })

  it('as SD-JWT of VCDM 2.0 is confirmed with what the holder shows', async () => {
    const verdict = await answer('microcredential_vc_sd_jwt', await vcSdJwt())
    expect(troubles(verdict)).toEqual([])
    expect(verdict.credentials[0]!.claims).toEqual(said)
  })

  it('VPR-16 VPR-17 of which more is shown than was asked is rejected, and none of it is told', async () => {
    const verdict = await answer('microcredential_vc_sd_jwt', await vcSdJwt({ hide: [] }))
    expect(troubles(verdict)).toEqual(['answers_question failed answer_has_more'])
    expect(verdict.credentials[0]!.claims).toEqual({})
    expect(troubles(await answer('microcredential_vc_sd_jwt', await vcSdJwt({ hide: ['name', 'description'] })))).toEqual(['answers_question failed answer_incomplete'])
  })

  it('VPR-17 that holds more than was asked is told no further than that', async () => {
    const verdict = await answer('microcredential_ldp_vc', await ldpVp(), question(['achievement_title']))
    expect(verdict.verdict).toBe('confirmed')
    expect(verdict.credentials[0]!.claims).toEqual({ achievement_title: { nl: 'Waterbeheer' } })
  })

  it('VPR-16 is no answer in another form than that of the part it answers', async () => {
    expect(troubles(await answer('microcredential_ldp_vc', await vcSdJwt()))[0]).toMatch(/^format failed/)
    expect(troubles(await answer('microcredential', await vcSdJwt()))).toEqual(['format failed format_wrong_kind'])
    expect(troubles(await answer('microcredential_vc_sd_jwt', await world.present()))).toEqual(['format failed format_wrong_kind'])
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVc()))[0]).toMatch(/^format failed/)
  })

  it('VPR-16 of another type is no answer, though its issuer is recognised for it', async () => {
    await world.issuers.put({ ...world.registered, types: ['EndorsementCredential'], mayOmitStatus: true }, world.now())
    const endorsement = await ldpVc({ type: ['VerifiableCredential', 'EndorsementCredential'] })
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({}, [endorsement])))).toEqual(['answers_question failed answer_other_type'])
  })
})

describe('an Open Badge of VCDM 1.1 as JWT', () => {
  const vc = (): JsonObject => {
    const { validFrom: _, id: __, issuer: ___, ...rest } = badge()
    return { ...rest, '@context': ['https://www.w3.org/2018/credentials/v1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'] }
  }
  const at = () => Math.floor(world.now().getTime() / 1000)
  const jwtVc = async () => await signCompactJws({ header: { typ: 'JWT', kid: world.kid }, payload: { iss: world.did, sub: holder, nbf: at() - 3600, jti: 'urn:uuid:1', vc: vc() }, signer: world.issuer })
  const jwtVp = async ({ signer = world.holder, did = holder, ...changes }: { signer?: typeof world.holder; did?: string; nonce?: string | null; aud?: string } = {}) =>
    await signCompactJws({ header: { typ: 'JWT', kid: `${did}#0` }, payload: { iss: did, nonce, aud: audience, iat: at(), exp: at() + 300, vp: { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: [await jwtVc()] }, ...changes }, signer })

  it('is confirmed in a presentation that its holder signed for this request, and says the same', async () => {
    const verdict = await answer('microcredential_jwt_vc_json', await jwtVp())
    expect(troubles(verdict)).toEqual([])
    expect(verdict).toMatchObject({ verdict: 'confirmed', credentials: [{ type: 'OpenBadgeCredential', claims: { achievement_title: { nl: 'Waterbeheer' } } }] })
  })

  it('VPR-08 VPR-09 DIN-18 is rejected for another request, another verifier, and another holder', async () => {
    expect(troubles(await answer('microcredential_jwt_vc_json', await jwtVp({ nonce: 'other' })))).toEqual(['holder_binding failed holder_binding_other_request'])
    expect((await answer('microcredential_jwt_vc_json', await jwtVp({ nonce: null }))).verdict).toBe('rejected')
    expect(troubles(await answer('microcredential_jwt_vc_json', await jwtVp({ aud: 'x509_hash:other' })))).toEqual(['holder_binding failed holder_binding_other_verifier'])
    const thief = makeSigner()
    expect(troubles(await answer('microcredential_jwt_vc_json', await jwtVp({ signer: thief, did: didJwkOf(thief) })))).toEqual(['holder_binding failed holder_is_another'])
    expect(troubles(await answer('microcredential_jwt_vc_json', await jwtVc()))[0]).toMatch(/^format failed/)
  })
})

describe('the holder of an Open Badge with Data Integrity', () => {
  it.each([
    ['VPR-09 DIN-12', 'another domain', { audience: 'x509_hash:other' }, 'holder_binding_other_verifier'],
    ['VPR-08 DIN-12', 'another challenge', { nonce: 'other' }, 'holder_binding_other_request'],
    ['DIN-10', 'a proof for assertions', { proof: { proofPurpose: 'assertionMethod' as const } }, 'holder_binding_invalid'],
    ['DIN-13', 'a proof from the future', { proof: { created: new Date('2026-11-22T09:02:00Z') } }, 'holder_binding_stale'],
    ['DIN-13', 'a proof of an hour ago', { proof: { created: new Date('2026-11-22T08:00:00Z') } }, 'holder_binding_stale'],
  ])('%s is rejected with %s', async (_id, _what, changes, code) => {
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp(changes)))).toEqual([`holder_binding failed ${code}`])
  })

  it('DIN-12 is rejected without challenge or domain', async () => {
    for (const missing of ['challenge', 'domain']) {
      expect((await answer('microcredential_ldp_vc', await ldpVp({ proof: { [missing]: undefined } }))).verdict).toBe('rejected')
    }
  })

  it('is rejected when another person shows it, with a key of their own or in the name of the holder', async () => {
    const thief = makeSigner()
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({ holder: thief, did: didJwkOf(thief) })))).toEqual(['holder_binding failed holder_is_another'])
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({ holder: thief })))).toEqual(['holder_binding failed holder_binding_invalid'])
  })

  it('is rejected for a badge that names nobody, or several', async () => {
    const nobody = badge()
    const { id: _, ...subject } = nobody['credentialSubject'] as JsonObject
    const unnamed = await asLdpVc({ ...nobody, credentialSubject: { ...subject, identifier: [{ type: 'IdentityObject', hashed: false, identityHash: 'a@b.example', identityType: 'emailAddress' }] } }, world.issuer, { kid: world.kid, at: world.now() })
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({}, [unnamed])))).toEqual(['holder_binding failed holder_is_another'])
  })

  it('SDJ-08 is rejected for a presentation without a proof, and with two badges in it', async () => {
    const { proof: _, ...bare } = await ldpVp()
    expect((await answer('microcredential_ldp_vc', bare)).verdict).toBe('rejected')
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({}, [await ldpVc(), await ldpVc()])))).toEqual(['format failed format_not_one_credential'])
  })
})

describe('what a badge with Data Integrity says of itself', () => {
  it('DIN-05 is rejected when a term was added to it that no context defines', async () => {
    const changed = JSON.parse(await ldpVc()) as JsonObject
    const verdict = await answer('microcredential_ldp_vc', { ...await ldpVp(), verifiableCredential: [{ ...changed, unheardOf: 'x' }] })
    expect(troubles(verdict)).toEqual(['issuer_signature failed unknown_term'])
  })

  it('DIN-01 is rejected with a context that is not approved, and nothing is fetched', async () => {
    const changed = JSON.parse(await ldpVc()) as JsonObject
    const presentation = await ldpVp()
    const inside = { ...changed, '@context': [...changed['@context'] as string[], `${world.host.url}/ctx`] }
    const verdict = await answer('microcredential_ldp_vc', { ...presentation, verifiableCredential: [inside] })
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['format failed context_not_approved'])
    expect(world.host.connections()).toBe(0)
  })

  it('is rejected with a claim changed', async () => {
    const changed = JSON.parse(await ldpVc()) as JsonObject
    const later = { ...changed, validFrom: '2026-11-21T09:00:00Z' }
    expect(troubles(await answer('microcredential_ldp_vc', await ldpVp({}, [JSON.stringify(later)])))).toEqual(['issuer_signature failed signature_invalid'])
  })
})
