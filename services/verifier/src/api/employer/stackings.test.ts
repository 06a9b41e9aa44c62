/** Stacking over HTTP: what learners showed to this employer, held against the rule of a programme. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { answerTo } from '../../fixtures/wallet-answer.ts'
import { receiveAnswer, type JudgedAnswer } from '../../receiving/index.ts'

let verifier: SampleVerifier
let token: string
let shown: JudgedAnswer
beforeEach(async () => {
  verifier = await createSampleVerifier({ judge: async () => shown })
  token = await tokenOf(verifier)
})
afterEach(async () => { await verifier.close() })

async function tokenOf({ app }: SampleVerifier, { clientId, clientSecret }: { clientId: string; clientSecret: string } = verifier): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const answer = await app.inject({ method: 'POST', url: '/oauth/token', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization }, payload: 'grant_type=client_credentials' })
  return answer.json<{ access_token: string }>().access_token
}

/** A request that was answered with these claims; gives its id. */
async function show(claims: Record<string, unknown> = {}, verdict: JudgedAnswer['verdict'] = 'confirmed'): Promise<string> {
  const sample = sampleVerdict(verifier.now())
  shown = { ...sample, verdict, credentials: sample.credentials.map((credential) => ({ ...credential, claims: { ...credential.claims, workload: { ects: '3' }, ...claims } })) }
  const { request } = await verifier.ask()
  await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
  return request.id
}

const rule = {
  programme: { nl: 'Associate degree Watermanagement', en: 'Associate degree Water Management' },
  credits: { unit: 'ects', needed: '5' }, accepted: [{ institutions: ['did:web:hogeschool.example'] }], onlyWhileValid: true, overlappingOutcomes: 'count_once',
}
const taken = (requestId: string, achievement: string) => ({ requestId, achievement, kind: 'microcredential', sector: 'hbo' })
const stack = async (credentials: readonly object[], changes: object = {}, bearer = token) =>
  await verifier.app.inject({ method: 'POST', url: '/api/v1/stackings', headers: { authorization: `Bearer ${bearer}` }, payload: { rule: { ...rule, ...changes }, credentials } })

it('two confirmed credentials together are what the programme asks; one of them twice is not', async () => {
  const [first, second] = [await show(), await show()]
  const reached = await stack([taken(first, 'dikes'), taken(second, 'polders')])
  expect(reached.statusCode).toBe(200)
  expect(reached.json()).toMatchObject({ reached: true, names: 'same', credits: { unit: 'ects', needed: '5', counted: '6', missing: '0' } })
  const twice = (await stack([taken(first, 'dikes'), taken(second, 'dikes')])).json<{ reached: boolean; awards: { id: string; reason: string }[] }>()
  expect(twice.reached).toBe(false)
  expect(twice.awards.map(({ reason }) => reason).sort()).toEqual(['COUNTS', 'SAME_ACHIEVEMENT'])
})

it('says whether the names are the same', async () => {
  const noor = await show()
  expect((await stack([taken(noor, 'a'), taken(await show({ given_name: 'Ali' }), 'b')])).json()).toMatchObject({ names: 'different' })
  expect((await stack([taken(noor, 'a'), taken(await show({ family_name: undefined }), 'b')])).json()).toMatchObject({ names: 'not_shown' })
})

it('what was not confirmed, is of another employer, or can no longer be read does not count: 409 that names it', async () => {
  const good = await show()
  const other = await tokenOf(verifier, await verifier.addEmployer('Ander bedrijf'))
  const waiting = (await verifier.ask()).request.id
  for (const answer of [
    await stack([taken(await show({}, 'rejected'), 'a')]), await stack([taken(await show({}, 'undetermined'), 'a')]),
    await stack([taken(waiting, 'a')]), await stack([taken(good, 'a')], {}, other), await stack([taken('no-such-request', 'a')]),
  ]) expect(answer.json()).toMatchObject({ status: 409, code: 'credential-not-confirmed', errors: [{ path: '/credentials/0/requestId' }] })
  verifier.passSeconds(3600)
  expect((await stack([taken(good, 'a')], {}, await tokenOf(verifier))).json()).toMatchObject({ status: 409, code: 'credential-not-confirmed' })
})

it('a rule that is malformed, or a credential that did not show its day, is answered with where and what', async () => {
  const id = await show()
  expect((await stack([taken(id, 'a')], { credits: { unit: 'ects', needed: 'many' } })).json()).toMatchObject({ status: 422, code: 'stacking-malformed', errors: [{ path: '/rule/credits/needed' }] })
  expect((await stack([taken(await show({ date_of_issuance: undefined }), 'a')])).json()).toMatchObject({ status: 422, errors: [{ path: '/credentials/0/date_of_issuance' }] })
  expect((await stack([])).statusCode).toBe(400)
  expect((await stack([{ ...taken(id, 'a'), employerId: 'x' }])).statusCode).toBe(400)
})
