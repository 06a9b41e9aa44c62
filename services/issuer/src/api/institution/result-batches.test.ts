/** A batch of results as an institution's systems send it: over HTTP, in memory. */
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
let path: string
beforeAll(async () => { issuer = await openTestIssuer() })
beforeEach(async () => {
  school = await issuer.institution()
  path = `/${school.slug}/api/v1/achievements/${await published()}/result-batches/${randomUUID()}`
})

async function published(of = school): Promise<string> {
  const { id } = (await issuer.app.inject({ method: 'POST', url: `/${of.slug}/api/v1/achievements`, headers: of.headers, payload: { achievement: circularMinor } })).json<{ id: string }>()
  await issuer.app.inject({ method: 'POST', url: `/${of.slug}/api/v1/achievements/${id}/publish`, headers: of.headers })
  return id
}
const put = (payload: string | Buffer | PassThrough, type = 'text/csv', { url = path, headers = school.headers, more = {} }: { url?: string; headers?: Record<string, string>; more?: Record<string, string> } = {}) =>
  issuer.app.inject({ method: 'PUT', url, headers: { ...headers, 'content-type': type, ...more }, payload })
const get = (url: string) => issuer.app.inject({ url, headers: school.headers })
const csv = (...lines: string[]): string => ['reference;learnerReference;givenName;familyName;passed;final;achievedOn;grade', ...lines].map((line) => `${line}\n`).join('')
const passed = (reference: string): string => `${reference};s1;Noor;de Wit;ja;ja;2026-06-30;8`
const failed = (reference: string): string => `${reference};s1;Noor;de Wit;nee;ja;2026-06-30;4`

describe('a batch of results', () => {
  it('as CSV and as NDJSON is awarded, and answers with counts and the rows that were not', async () => {
    const answer = await put(csv(passed('r-1'), failed('r-2'), 'r-3'))
    expect([answer.statusCode, answer.json()]).toEqual([200, {
      id: path.split('/').at(-1), achievementId: path.split('/').at(-3), state: 'complete', rowCount: 3,
      summary: { awarded: 1, unchanged: 0, corrected: 0, notAwarded: 1, rejected: 1 }, dropped: { nationalIdentityNumbers: 0, fields: 0 },
      startedAt: '2026-09-01T10:00:00.000Z', updatedAt: '2026-09-01T10:00:00.000Z', completedAt: '2026-09-01T10:00:00.000Z',
      rows: [
        { row: 2, line: 3, reference: 'r-2', outcome: 'not_awarded', reasons: expect.arrayContaining([expect.objectContaining({ field: '/passed', code: 'RESULT_NOT_PASSED' })]) },
        { row: 3, line: 4, reference: null, outcome: 'rejected', reasons: [expect.objectContaining({ code: 'INCONSISTENT' })] },
      ],
    }])
    expect((await get(path)).json()).toEqual(answer.json())
    expect((await put(csv(passed('r-1'), failed('r-2'), 'r-3'))).json()).toEqual(answer.json())
    const ndjson = `${JSON.stringify({ reference: 'r-1', learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8' })}\n`
    expect((await put(ndjson, 'application/x-ndjson', { url: path.replace(/[^/]+$/, randomUUID()) })).json()).toMatchObject({ state: 'complete', summary: { awarded: 0, unchanged: 1 } })
  })

  it('has more rows to look at than one answer holds: the first thousand, and the rest page by page', async () => {
    const { rows, next, summary } = (await put(csv(...Array.from({ length: 1500 }, (_, at) => failed(`r-${at}`)), 'x'))).json<{ rows: { row: number }[]; next: number; summary: object }>()
    expect(summary).toMatchObject({ notAwarded: 1500, rejected: 1 })
    expect([rows.length, next]).toEqual([1000, 1000])
    const rest = (await get(`${path}/rows?after=${next}&limit=1000`)).json<{ rows: { row: number; reference: string }[]; next?: number }>()
    expect([rest.rows.length, rest.rows[0]?.reference, rest.next]).toEqual([501, 'r-1000', undefined])
    expect((await get(`${path}/rows?outcome=rejected`)).json()).toMatchObject({ rows: [{ row: 1501, line: 1502 }] })
    expect((await get(`${path}/rows?limit=2`)).json()).toMatchObject({ rows: [{ row: 1 }, { row: 2 }], next: 2 })
    expect((await get(`${path}/rows?outcome=awarded`)).statusCode).toBe(400)
  })

  it('PAR-12 is one of four that an institution sends at once: the next is told to come back, and other institutions are not concerned', async () => {
    const other = await issuer.institution()
    const elsewhere = { url: `/${other.slug}/api/v1/achievements/${await published(other)}/result-batches/${randomUUID()}`, headers: other.headers }
    const here = (): { url: string } => ({ url: path.replace(/[^/]+$/, randomUUID()) })
    const slow = Array.from({ length: 4 }, () => new PassThrough())
    const answers = slow.map((body) => {
      body.write(csv(passed('r-1')))
      return put(body, 'text/csv', here()).then(({ statusCode }) => statusCode) // It is sent when somebody waits for it.
    })
    await vi.waitFor(async () => {
      const refused = await put(csv(passed('r-2')), 'text/csv', here())
      expect([refused.statusCode, refused.headers['retry-after'], refused.json<{ code: string }>().code]).toEqual([503, '2', 'busy'])
    })
    expect((await put(csv(passed('r-2')), 'text/csv', elsewhere)).statusCode).toBe(200)
    for (const body of slow) body.end()
    expect(await Promise.all(answers)).toEqual([200, 200, 200, 200])
    expect((await put(csv(passed('r-2')), 'text/csv', here())).statusCode).toBe(200)
  })

  it('PAR-01 is larger than any other body may be', async () => {
    const answer = await put(csv(...Array.from({ length: 20_000 }, (_, at) => passed(`result-number-${at}`))))
    expect(Buffer.byteLength(csv(passed('result-number-1')))).toBeGreaterThan(60)
    expect(answer.json()).toMatchObject({ state: 'complete', summary: { awarded: 20_000 } })
  }, 60_000)

  it.each([
    ['a line of 1 MB', 'text/csv', csv(`r-1;${'x'.repeat(1_048_576)}`), 413, 'line-too-long'],
    ['no header', 'text/csv', `${passed('r-1')}\n`, 400, 'batch-unreadable'],
    ['a list of JSON', 'application/x-ndjson', '[{}]', 400, 'batch-unreadable'],
    ['nothing', 'application/x-ndjson', '', 400, 'batch-unreadable'],
    ['JSON', 'application/json', '{}', 415, 'unsupported-media-type'],
    ['a spreadsheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK', 415, 'unsupported-media-type'],
    ['another alphabet', 'text/csv; charset=windows-1252', csv(passed('r-1')), 415, 'unsupported-media-type'],
  ])('with %s is refused, and nothing is on record', async (_name, type, body, status, code) => {
    const answer = await put(body, type)
    expect(answer.json()).toMatchObject({ status, code })
    if (code !== 'unsupported-media-type' || type.includes('charset')) expect(answer.json<{ detail: string }>().detail.length).toBeGreaterThan(20)
    expect((await get(path)).statusCode).toBe(404)
  })

  it('that is compressed is refused', async () => {
    expect((await put(Buffer.from([0x1f, 0x8b]), 'text/csv', { more: { 'content-encoding': 'gzip' } })).json()).toMatchObject({ status: 415, detail: expect.stringContaining('not compressed') })
  })

  it('with other rows under the same id is refused (409), and the first stands', async () => {
    await put(csv(passed('r-1')))
    const answer = await put(csv(passed('r-2')))
    expect(answer.json()).toMatchObject({ status: 409, code: 'batch-differs', detail: expect.stringContaining('under a new id') })
    expect((await get(path)).json()).toMatchObject({ state: 'complete', summary: { awarded: 1 } })
  })

  it.each(['nobody', '00000000-0000-0000-0000-000000000000', 'x'.repeat(36), `${randomUUID()}0`])('whose id is no UUID of its own is refused: %s', async (id) => {
    expect((await put(csv(passed('r-1')), 'text/csv', { url: path.replace(/[^/]+$/, id) })).statusCode).toBe(400)
  })

  it('TEN-01 TEN-10 is read and sent by its own institution only; the same id elsewhere is another batch', async () => {
    await put(csv(passed('r-1')))
    const other = await issuer.institution()
    const theirs = path.replace(school.slug, other.slug)
    for (const url of [theirs, `${theirs}/rows`]) expect((await issuer.app.inject({ url, headers: other.headers })).statusCode).toBe(404)
    expect((await put(csv(passed('r-1')), 'text/csv', { url: theirs, headers: other.headers })).statusCode).toBe(404)
    const own = theirs.replace(/achievements\/[^/]+/, `achievements/${await published(other)}`)
    expect((await put(csv(failed('r-1')), 'text/csv', { url: own, headers: other.headers })).json()).toMatchObject({ state: 'complete', summary: { awarded: 0, notAwarded: 1 } })
    expect((await get(path)).json()).toMatchObject({ summary: { awarded: 1, notAwarded: 0 } })
    const reader = await issuer.institution(undefined, ['read'])
    expect((await put(csv(passed('r-1')), 'text/csv', { url: own.replace(other.slug, reader.slug), headers: reader.headers })).statusCode).toBe(403)
  })

  it('WEB-19 leaves nothing of a learner in the log', async () => {
    await put(csv('r-1;s-kanarie;Kanarie;de Wit;ja;ja;2026-06-30;8', 'r-2;s-kanarie;Kanarie', 'r-3;"Kanarie'))
    expect(issuer.logs.join('\n')).not.toMatch(/kanarie/i)
  })
})
