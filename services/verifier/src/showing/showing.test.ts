import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AskedRequest } from '../asking/index.ts'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../fixtures/sample-verifier.ts'
import { answerTo } from '../fixtures/wallet-answer.ts'
import { receiveAnswer, type WayBack } from '../receiving/index.ts'
import { returnToPage, showPage, showToEmployer, sweep } from './index.ts'

let verifier: SampleVerifier
beforeEach(async () => {
  verifier = await createSampleVerifier({ judge: async () => sampleVerdict(verifier.now()) })
})
afterEach(async () => {
  await verifier.close()
})

const answer = async (request: AskedRequest): Promise<WayBack | undefined> => await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
const toEmployer = async (request: AskedRequest, responseCode?: string) => await showToEmployer(verifier.rooms.showing, request.employerId, { id: request.id, responseCode })
const open = async (pageSecret: string, session?: string, mayBegin = true) => await showPage(verifier.rooms.showing, { pageSecret, session, mayBegin })
const comeBack = async (pageSecret: string, session: string | undefined, responseCode: string) => await returnToPage(verifier.rooms.showing, { pageSecret, session, responseCode })

describe('across devices', () => {
  it('the employer and the browser that opened the page see the verdict; another browser does not', async () => {
    const { request, pageSecret } = await verifier.ask()
    const first = await open(pageSecret)
    expect(first).toMatchObject({ ownSession: true, newSession: expect.stringMatching(/^[\w-]{43}$/), shown: { state: 'waiting' } })
    expect(await open(pageSecret)).toMatchObject({ ownSession: false, newSession: undefined })
    expect((await toEmployer(request)).verdict).toBeUndefined()
    await answer(request)
    expect((await open(pageSecret, first.newSession)).shown.verdict).toMatchObject({ verdict: 'confirmed', credentials: [{ claims: { given_name: 'Noor' } }] })
    expect((await open(pageSecret)).shown).toMatchObject({ state: 'answered', verdict: undefined })
    expect((await open(pageSecret, 'guess')).shown.verdict).toBeUndefined()
    expect((await toEmployer(request)).verdict?.verdict).toBe('confirmed')
  })

  it('a page that is opened first after the answer shows nobody the verdict', async () => {
    const { request, pageSecret } = await verifier.ask()
    await answer(request)
    expect(await open(pageSecret)).toMatchObject({ ownSession: false, newSession: undefined, shown: { verdict: undefined } })
  })

  it('looking whether the link works begins nothing', async () => {
    const { pageSecret } = await verifier.ask()
    expect((await open(pageSecret, undefined, false)).newSession).toBeUndefined()
    expect((await open(pageSecret)).newSession).toBeDefined()
  })

  it('has no response code: one that is brought all the same is refused', async () => {
    const { request } = await verifier.ask()
    await answer(request)
    await expect(toEmployer(request, 'code')).rejects.toMatchObject({ code: 'SHOW_RESPONSE_CODE_REFUSED' })
  })
})

describe('on one device', () => {
  it('VPR-04 the verdict is shown after the browser that began has come back from the wallet, to it and to the employer', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const session = (await open(pageSecret)).newSession
    const wayBack = await answer(request)
    expect((await open(pageSecret, session)).shown).toMatchObject({ state: 'answered', verdict: undefined })
    expect(await toEmployer(request)).toMatchObject({ state: 'answered', verdict: undefined, answerDigest: undefined })
    await comeBack(pageSecret, session, wayBack?.responseCode ?? '')
    expect((await open(pageSecret, session)).shown.verdict?.verdict).toBe('confirmed')
    expect((await toEmployer(request)).verdict?.verdict).toBe('confirmed')
  })

  it('VPR-04 who begins and lets another person answer learns nothing (session fixation)', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const attacker = (await open(pageSecret)).newSession
    const victim = (await open(pageSecret)).newSession
    const wayBack = await answer(request)
    await expect(comeBack(pageSecret, victim, wayBack?.responseCode ?? '')).rejects.toMatchObject({ code: 'SHOW_OTHER_SESSION' })
    await expect(comeBack(pageSecret, 'made up', wayBack?.responseCode ?? '')).rejects.toMatchObject({ code: 'SHOW_OTHER_SESSION' })
    expect((await open(pageSecret, attacker)).shown.verdict).toBeUndefined()
    expect((await toEmployer(request)).verdict).toBeUndefined()
  })

  it('VPR-05 a response code counts once: absent, guessed, of another request or used before it is refused', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const { request: other } = await verifier.ask({ flow: 'same_device' })
    const code = (await answer(request))?.responseCode ?? ''
    const otherCode = (await answer(other))?.responseCode ?? ''
    expect((await toEmployer(request)).verdict).toBeUndefined()
    for (const wrong of ['', 'guess', otherCode, code.slice(1)]) await expect(toEmployer(request, wrong)).rejects.toMatchObject({ code: 'SHOW_RESPONSE_CODE_REFUSED' })
    expect((await toEmployer(request, code)).verdict?.verdict).toBe('confirmed')
    await expect(toEmployer(request, code)).rejects.toMatchObject({ code: 'SHOW_RESPONSE_CODE_REFUSED' })
    expect((await toEmployer(request)).verdict).toBeUndefined()
    const session = (await open(pageSecret)).newSession
    await expect(comeBack(pageSecret, session, code)).rejects.toMatchObject({ code: 'SHOW_OTHER_SESSION' })
  })

  it('VPR-05 of many at once one spends the code', async () => {
    const { request } = await verifier.ask({ flow: 'same_device' })
    const code = (await answer(request))?.responseCode ?? ''
    const shown = await Promise.allSettled(Array.from({ length: 10 }, async () => await toEmployer(request, code)))
    expect(shown.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('VPR-05 a code that was used on the page is refused there a second time', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const session = (await open(pageSecret)).newSession
    const code = (await answer(request))?.responseCode ?? ''
    await comeBack(pageSecret, session, code)
    await expect(comeBack(pageSecret, session, code)).rejects.toMatchObject({ code: 'SHOW_RESPONSE_CODE_REFUSED' })
    await expect(toEmployer(request, code)).rejects.toMatchObject({ code: 'SHOW_RESPONSE_CODE_REFUSED' })
  })
})

describe('the life of a request', () => {
  it('VPR-23 another employer finds nothing, with any identifier', async () => {
    const { request, pageSecret } = await verifier.ask()
    await answer(request)
    const { employer: other } = await verifier.addEmployer('Ander bedrijf')
    for (const id of [request.id, request.requestId, request.responseId, pageSecret]) {
      await expect(showToEmployer(verifier.rooms.showing, other.id, { id })).rejects.toMatchObject({ code: 'SHOW_UNKNOWN' })
    }
    for (const id of [request.requestId, request.responseId, pageSecret]) {
      await expect(showToEmployer(verifier.rooms.showing, request.employerId, { id })).rejects.toMatchObject({ code: 'SHOW_UNKNOWN' })
    }
    for (const secret of [request.id, request.requestId, request.responseId, '']) await expect(open(secret)).rejects.toMatchObject({ code: 'SHOW_UNKNOWN' })
  })

  it('VPR-24 ends what can be read at its end, before any sweep; the verdict and the digest stay', async () => {
    const { request, pageSecret } = await verifier.ask()
    const session = (await open(pageSecret)).newSession
    await answer(request)
    const { answerDigest } = await toEmployer(request)
    verifier.passSeconds(599)
    expect((await toEmployer(request)).verdict?.credentials).toHaveLength(1)
    verifier.passSeconds(1)
    expect(await toEmployer(request)).toMatchObject({ ended: true, answerDigest, verdict: { verdict: 'confirmed', credentials: [] } })
    expect((await open(pageSecret, session)).shown.verdict?.credentials).toEqual([])

    expect(await sweep({ book: verifier.casebook, now: verifier.now })).toBe(1)
    expect((await verifier.casebook.findById(request.employerId, request.id))?.sealedCredentials).toBeUndefined()
    expect(await toEmployer(request)).toMatchObject({ answerDigest, verdict: { verdict: 'confirmed', checks: [{ name: 'status' }], credentials: [] } })
  })

  it('leaves five minutes to read an answer that came at the last moment', async () => {
    const { request } = await verifier.ask()
    verifier.passSeconds(599)
    await answer(request)
    verifier.passSeconds(299)
    expect((await toEmployer(request)).verdict?.credentials).toHaveLength(1)
    verifier.passSeconds(1)
    expect((await toEmployer(request)).verdict?.credentials).toEqual([])
  })

  it('a request that nobody answered is expired, swept or not', async () => {
    const { request, pageSecret } = await verifier.ask()
    verifier.passSeconds(600)
    expect((await toEmployer(request)).state).toBe('expired')
    expect(await open(pageSecret)).toMatchObject({ newSession: undefined, shown: { state: 'expired' } })
    await sweep({ book: verifier.casebook, now: verifier.now })
    expect((await toEmployer(request)).state).toBe('expired')
  })
})
