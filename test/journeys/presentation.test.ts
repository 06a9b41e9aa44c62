/** An employer asks and a wallet answers, in the shapes in which it is really done. */
import { describe, expect, it } from 'vitest'
import { ask, createEmployer, createSchool, publishAchievement, readCase, trustSchool, type Prefix } from '../institution/index.ts'
import { declineRequest, presentCredentials, readAnswer, resolveRequest, send } from '../wallet/index.ts'
import { askAndAnswer, holdCredential, outcomeOf, verdictOf } from './ask-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('presentation')
const prefixes: Prefix[] = ['x509_san_dns', 'x509_hash', 'decentralized_identifier']

describe('an employer asks and the verdict is confirmed', () => {
  it.each(prefixes.flatMap((clientIdPrefix) => (['get', 'post'] as const).map((method) => ({ clientIdPrefix, method }))))('known by $clientIdPrefix, request fetched by $method', async ({ clientIdPrefix, method }) => {
    const { held } = await holdCredential(world())
    const answered = await askAndAnswer(world(), [held], { clientIdPrefix, method })
    expect(answered.request.signer.prefix).toBe(clientIdPrefix)
    const verdict = await verdictOf(world(), answered)
    expect(verdict.verdict, JSON.stringify(verdict.checks)).toBe('confirmed')
    expect(verdict.checks.every(({ outcome, sentence }) => outcome === 'passed' && sentence.nl !== '' && sentence.en !== '')).toBe(true)
  })

  it('with the microcredential readable, and nothing in it that was not asked', async () => {
    const { held } = await holdCredential(world())
    const answered = await askAndAnswer(world(), [held])
    const { credentials } = await verdictOf(world(), answered)
    const asked = answered.request.dcql_query.credentials[0]!.claims!.map(({ path }) => path[0] as string)
    expect(credentials).toHaveLength(1)
    expect(credentials[0]).toMatchObject({ type: world().type, issuer: { identifier: world().school.did, name: world().school.name } })
    expect(credentials[0]!.claims).toMatchObject({ achievement_title: { nl: 'Waterveiligheid in de praktijk', en: 'Flood safety in practice' }, given_name: 'Noor', family_name: 'de Wit' })
    expect(asked).toEqual(expect.arrayContaining(Object.keys(credentials[0]!.claims)))
    expect(asked).not.toContain('assessment_grade')
  })

  it('on the same device, with the response code that came back through the browser', async () => {
    const { held } = await holdCredential(world())
    const { asked, answer } = await askAndAnswer(world(), [held], { flow: 'same_device' })
    const { redirectUri } = readAnswer(answer)
    expect(redirectUri).toMatch(new RegExp(`^${world().verifier.url}/requests/`))
    const code = new URL(redirectUri!).searchParams.get('response_code')!
    const { state, verdict } = await readCase(world().employer, asked.id, code)
    expect(state).toBe('answered')
    expect(verdict?.verdict).toBe('confirmed')
  })

  it('with an institution that is trusted by its certificate instead of its DID', async () => {
    const school = await createSchool(world().issuer)
    const { held } = await holdCredential(world(), { school, achievementId: await publishAchievement(school) })
    const root = await send(fetch, `${world().issuer.url}/sandbox-ca.pem`)
    await trustSchool(world().verifier, school, [world().type], { method: 'x509', anchors: [root.text] })
    const verdict = await verdictOf(world(), await askAndAnswer(world(), [held]))
    expect(verdict.verdict, JSON.stringify(verdict.checks)).toBe('confirmed')
  })

  it('by choosing among several credentials the one that answers', async () => {
    const { held } = await holdCredential(world())
    const other = { ...held, claims: { ...held.claims, vct: 'https://elsewhere.example/type' } }
    const asked = await ask(world().employer)
    const { answer } = await presentCredentials(world().wallet, asked.walletUrl, [other, held])
    expect(answer.shown[0]!.credential).toBe(held)
    expect((await readCase(world().employer, asked.id)).verdict?.verdict).toBe('confirmed')
  })
})

describe('the verdict is not confirmed', () => {
  it('when the institution is not in the registry', async () => {
    const stranger = await createSchool(world().issuer)
    const { held } = await holdCredential(world(), { school: stranger, achievementId: await publishAchievement(stranger) })
    const verdict = await verdictOf(world(), await askAndAnswer(world(), [held]))
    expect(verdict.verdict).toBe('rejected')
    expect(outcomeOf(verdict, 'issuer_recognised')).toBe('failed')
    expect(JSON.stringify(verdict.credentials)).not.toContain('de Wit')
  })

  it('when the institution is in the registry for another type', async () => {
    const school = await createSchool(world().issuer)
    const { held } = await holdCredential(world(), { school, achievementId: await publishAchievement(school) })
    await trustSchool(world().verifier, school, ['https://elsewhere.example/type'])
    const verdict = await verdictOf(world(), await askAndAnswer(world(), [held]))
    expect(outcomeOf(verdict, 'issuer_recognised')).toBe('failed')
  })

  it('before the wallet has answered: the request waits', async () => {
    const asked = await ask(world().employer)
    expect(await readCase(world().employer, asked.id)).toMatchObject({ state: 'waiting' })
    expect((await readCase(world().employer, asked.id)).verdict).toBeUndefined()
  })

  it('VPR-21 when the learner says no: the request is declined, and nothing is to be done again', async () => {
    const asked = await ask(world().employer)
    const request = await resolveRequest(world().wallet, asked.walletUrl)
    const answer = await declineRequest(world().wallet, request)
    expect(answer.status).toBe(200)
    const reading = await readCase(world().employer, asked.id)
    expect(reading.state).toBe('declined')
    expect(reading.verdict).toBeUndefined()
    expect([answer.body, answer.headers.get('retry-after'), answer.headers.get('location')]).toEqual([{}, null, null])
    expect((await declineRequest(world().wallet, request)).status).toBe(400)
    const page = await send(fetch, asked.pageUrl, { headers: { accept: 'text/html' } })
    expect([page.status, page.text.includes('data-refresh-seconds')]).toEqual([200, false])
  })
})

it('two employers do not see each other', async () => {
  const other = await createEmployer(world().verifier, 'Andere Werkgever')
  const { held } = await holdCredential(world())
  const mine = await askAndAnswer(world(), [held])
  const theirs = await askAndAnswer(world(), [held], { employer: other })
  expect((await verdictOf(world(), mine)).verdict).toBe('confirmed')
  expect((await verdictOf(world(), theirs, other)).verdict).toBe('confirmed')
  expect(mine.request.nonce).not.toBe(theirs.request.nonce)
})
