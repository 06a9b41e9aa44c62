import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound } from '@eduwallet/outbound'
import { createSampleVerifier, type SampleVerifier } from './fixtures/sample-verifier.ts'
import { encrypt } from './fixtures/wallet-answer.ts'
import { createWorld, troubles, type World } from './judging/fixtures/world.ts'
import type { Verdict } from './judging/index.ts'
import type { AskedRequest } from './asking/index.ts'

/** The whole verifier with real judging, a real issuer on loopback and a holder; only the wallet's protocol is done by hand. */
let world: World
let verifier: SampleVerifier
beforeEach(async () => {
  world = await createWorld()
  verifier = await createSampleVerifier({ issuers: world.issuers, now: world.now, outbound: createOutbound({ allowLoopback: true }) })
})
afterEach(async () => {
  await verifier.close()
  await world.close()
})

/** What the question asks and the world's sample credential does not have by itself. */
const rest = { learning_outcomes: [{ nl: 'Dijken keuren', en: 'Inspecting dikes' }], level_of_learning_experience: 5, workload: { ects: 3 }, issuing_country: 'NL', date_of_issuance: '2026-11-20' }

type Told = { nonce: string; client_id: string; state: string }

async function fetchRequest(request: AskedRequest): Promise<Told> {
  const { body } = await verifier.app.inject(`/openid4vp/requests/${request.requestId}`)
  return JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as Told
}

async function post(request: AskedRequest, payload: object) {
  const response = await encrypt(payload, request)
  return await verifier.app.inject({
    method: 'POST',
    url: `/openid4vp/responses/${request.responseId}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ response }).toString(),
  })
}

async function readVerdict(request: AskedRequest): Promise<Verdict> {
  const basic = Buffer.from(`${verifier.clientId}:${verifier.clientSecret}`).toString('base64')
  const { access_token: token } = (
    await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=client_credentials' })
  ).json<{ access_token: string }>()
  return (await verifier.app.inject({ url: `/api/v1/requests/${request.id}`, headers: { authorization: `Bearer ${token}` } })).json<{ verdict: Verdict }>().verdict
}

/** Presents as told, with what the test changes, and gives the verdict. */
async function verdictOn(changes: { claims?: Record<string, unknown>; told?: Partial<Told>; vpToken?: (compact: string) => unknown } = {}): Promise<Verdict> {
  const { request } = await verifier.ask()
  const told = { ...(await fetchRequest(request)), ...changes.told }
  const compact = await world.present({ claims: { ...rest, ...changes.claims } }, { nonce: told.nonce, audience: told.client_id })
  const answer = await post(request, { vp_token: changes.vpToken?.(compact) ?? { microcredential: [compact] }, state: told.state })
  expect(answer.statusCode).toBe(200)
  return await readVerdict(request)
}

describe('from question to verdict', () => {
  it.each(['x509_hash', 'x509_san_dns', 'decentralized_identifier'] as const)('a genuine microcredential is confirmed, with what was asked and no more (%s)', async (clientIdPrefix) => {
    const { request } = await verifier.ask({ clientIdPrefix })
    const told = await fetchRequest(request)
    expect(told.client_id).toBe(request.clientId)
    const compact = await world.present({ claims: rest }, { nonce: told.nonce, audience: told.client_id })
    expect((await post(request, { vp_token: { microcredential: [compact] }, state: told.state })).json()).toEqual({})
    const verdict = await readVerdict(request)
    expect(troubles(verdict)).toEqual([])
    expect(verdict.verdict).toBe('confirmed')
    expect(Object.keys(verdict.credentials[0]?.claims ?? {}).sort()).toEqual([...request.question.claims].sort())
    expect(verdict.credentials[0]?.issuer.name.nl).toBe('Hogeschool Voorbeeld')
  })

  it('is rejected after a revocation', async () => {
    world.bits.set(7, 1)
    await world.serveList()
    expect(troubles(await verdictOn())).toEqual(['status failed revoked'])
  })

  it('is undetermined, not confirmed and not rejected, when the status list is out of reach', async () => {
    world.host.answers.delete(new URL(world.listUri).pathname)
    const verdict = await verdictOn()
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown status_unreachable'])
  })
})

describe('what is no answer to this question is rejected', () => {
  it('VPR-08 a presentation made for another request', async () => {
    const { request: other } = await verifier.ask()
    expect(troubles(await verdictOn({ told: { nonce: other.nonce } }))).toEqual(['holder_binding failed holder_binding_other_request'])
  })

  it('VPR-09 a presentation made for another verifier, or for a client id without its prefix', async () => {
    const bare = (await verifier.ask()).request.clientId.replace('x509_hash:', '')
    for (const audience of ['x509_hash:another', bare, 'x509_san_dns:verifier.example', 'redirect_uri:https://verifier.example']) {
      expect(troubles(await verdictOn({ told: { client_id: audience } }))).toEqual(['holder_binding failed holder_binding_other_verifier'])
    }
  })

  it('VPR-16 another type, a claim left out, a presentation that was not asked for, or one too many', async () => {
    expect((await verdictOn({ claims: { vct: `${world.vct}/other` } })).verdict).toBe('rejected')
    expect(troubles(await verdictOn({ claims: { workload: undefined } }))).toEqual(['answers_question failed answer_incomplete'])
    expect(troubles(await verdictOn({ vpToken: (compact) => ({ microcredential: [compact], diploma: [compact] }) }))).toEqual(['presentation_complete failed presentation_not_asked'])
    expect(troubles(await verdictOn({ vpToken: (compact) => ({ diploma: [compact] }) }))[0]).toContain('presentation_complete failed')
    expect(troubles(await verdictOn({ vpToken: (compact) => ({ microcredential: [compact, compact] }) }))).toEqual(['presentation_complete failed presentation_repeated'])
  })

  it('VPR-18 a credential without the holder\'s proof', async () => {
    const bare = await world.credential({ claims: rest })
    expect(troubles(await verdictOn({ vpToken: () => ({ microcredential: [bare] }) }))).toEqual(['holder_binding failed holder_binding_missing'])
  })

  it('VPR-26 a credential whose status says nothing that can be read', async () => {
    for (const status of [{ status_list: { idx: -1, uri: world.listUri } }, { status_list: 'x' }, 7]) expect((await verdictOn({ claims: { status } })).verdict).toBe('rejected')
  })
})
