/** What a person keeps of an award is taken by whoever checks it, for as long as it stands (issue and verify, as files). */
import { describe, expect, it } from 'vitest'
import { awardOne, changeAward, employerCall, expectStatus, listCredentials, schoolToken, trustSchool } from '../institution/index.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('journey_files')
const forms = ['png', 'svg', 'pdf', 'open-badge', 'open-badge-jwt', 'elm'] as const

type Inspection = { verdict: string; container: string; checks: { name: string; outcome: string; code?: string }[]; credential?: { says: Record<string, unknown>; issuer: { identifier: string } } }

async function fetchFile(awardId: string, form: string, language = 'nl'): Promise<{ octets: Buffer; type: string }> {
  const { school } = world()
  const answer = await fetch(`${school.base}/api/v1/awards/${awardId}/files`, {
    method: 'POST', headers: { authorization: `Bearer ${await schoolToken(school)}`, 'content-type': 'application/json' }, body: JSON.stringify({ form, language }),
  })
  const octets = Buffer.from(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(`${answer.status} ${octets.toString('utf8')}`)
  return { octets, type: answer.headers.get('content-type') ?? '' }
}

async function inspect(octets: Buffer): Promise<Inspection> {
  const { employer } = world()
  // A file goes as it is; the helper for calls sends text.
  expectStatus(await employerCall(employer, 'GET', '/api/v1/questions'), 200)
  const answer = await fetch(`${world().verifier.url}/api/v1/inspections`, { method: 'POST', headers: { authorization: `Bearer ${employer.token!.value}`, 'content-type': 'application/octet-stream' }, body: new Uint8Array(octets) })
  expect(answer.status).toBe(200)
  return await answer.json() as Inspection
}

const statusOf = ({ checks }: Inspection) => checks.find(({ name }) => name === 'status')
const said = (inspection: Inspection) => ({ verdict: inspection.verdict, failing: inspection.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown') })

describe('a file that was given out', () => {
  it.each(forms)('%s: is confirmed, not while it is suspended, confirmed again, and rejected for good once it is revoked', async (form) => {
    const { school, verifier, achievementId, type } = world()
    await trustSchool(verifier, school, [type, 'OpenBadgeCredential', 'EuropeanDigitalCredential'])
    const awardId = await awardOne(school, achievementId)
    const { octets } = await fetchFile(awardId, form)
    const first = await inspect(octets)
    expect(said(first)).toEqual({ verdict: 'genuine', failing: [] })
    expect(first.container).toBe({ png: 'png', svg: 'svg', pdf: 'pdf', 'open-badge': 'json', 'open-badge-jwt': 'text', elm: 'json' }[form])
    expect(first.credential?.issuer.identifier).toBe(school.did)
    expect(await listCredentials(school, awardId)).toHaveLength(1)
    const until = (wanted: object) => expect.poll(async () => statusOf(await inspect(octets)), { timeout: 60_000, interval: 500 }).toMatchObject(wanted)
    expect(await changeAward(school, awardId, 'suspended')).toBe(1)
    await until({ outcome: 'failed', code: 'suspended' })
    expect((await inspect(octets)).verdict).toBe('rejected')
    expect(await changeAward(school, awardId, 'valid')).toBe(1)
    await until({ outcome: 'passed' })
    expect((await inspect(octets)).verdict).toBe('genuine')
    expect(await changeAward(school, awardId, 'revoked')).toBe(1)
    await until({ outcome: 'failed', code: 'revoked' })
    expect((await inspect(octets)).verdict).toBe('rejected')
    // What is asked for now is another one, and stands.
    expect((await inspect((await fetchFile(awardId, form)).octets)).verdict).toBe('genuine')
  }, 200_000)

  it.each([
    ['svg', /"creditsEarned":/, '"creditsEarned":1'], ['open-badge', /"creditsEarned":/, '"creditsEarned":1'],
    ['open-badge-jwt', /(?<=\..{400})[A-Z]/, 'b'], ['elm', /(?<="payload":"[^"]{200})[A-Z]/, 'b'],
  ] as const)('%s: is rejected when a letter of the credential in it was changed', async (form, letter, other) => {
    const { school, verifier, achievementId, type } = world()
    await trustSchool(verifier, school, [type, 'OpenBadgeCredential', 'EuropeanDigitalCredential'])
    const text = (await fetchFile(await awardOne(school, achievementId), form)).octets.toString('utf8')
    const forged = text.replace(letter, other)
    expect(forged).not.toBe(text)
    expect((await inspect(Buffer.from(forged))).verdict).toBe('rejected')
  })
})
