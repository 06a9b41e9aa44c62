/** TEN-14: two institutions that do very much at the same moment, and then read everything that is theirs. */
import { describe, expect, it } from 'vitest'
import { publishAchievement, resultRow } from '../institution/index.ts'
import { marker, type Ground, type Tenant } from './ground.ts'
import { knock } from './knock.ts'

/** With both institutions together, as many events in the journals as the row asks for. */
const rowsEach = 5000
const batch = 1000

/** Registers the test. */
export function describeBulkTenants(ground: () => Ground): void {
  describe('two institutions in a hurry', () => {
    it(`TEN-14 of ${rowsEach * 2} events, none is read by the other`, async () => {
      const { victim, stranger } = ground()
      const counts = await Promise.all([victim, stranger].map((tenant) => workAndRead(ground(), tenant)))
      const [mine, theirs] = counts
      for (const ids of [mine!, theirs!]) expect(ids.awards.size).toBeGreaterThanOrEqual(rowsEach)
      for (const kind of ['awards', 'journal', 'achievements', 'credentials'] as const) {
        expect(mine![kind].size, kind).toBeGreaterThan(0)
        expect([...mine![kind]].filter((id) => theirs![kind].has(id)), kind).toEqual([])
      }
      for (const { awards, journal } of counts) expect([...awards].filter((id) => !journal.has(id))).toEqual([])
    }, 60_000)
  })
}

async function workAndRead({ world }: Ground, { school, tokens, things }: Tenant) {
  const headers = { authorization: `Bearer ${tokens.institution}` }
  const achievement = await publishAchievement(school)
  const numbers = Array.from({ length: rowsEach }, (_, at) => at)
  for (let at = 0; at < rowsEach; at += batch) {
    const results = numbers.slice(at, at + batch).map((number) => resultRow({ reference: `bulk-${number}`, learner: { reference: `${school.slug}-${number}`, givenName: `V${marker}`, familyName: `A${marker}` } }))
    const answer = await knock(world.issuer.url, `/${school.slug}/api/v1/achievements/${achievement}/results`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ results }) })
    expect(answer.body?.['summary'], answer.text.slice(0, 300)).toMatchObject({ awarded: results.length })
  }
  const readAll = async (path: string, list: string, idOf: (item: Record<string, unknown>) => string): Promise<Set<string>> => {
    const ids = new Set<string>()
    for (let after: string | number | undefined; ;) {
      const answer = await knock(world.issuer.url, `/${things.get('/{slug}')}/api/v1/${path}?limit=500${after === undefined ? '' : `&after=${after}`}`, { headers })
      expect(answer.status, answer.text.slice(0, 200)).toBe(200)
      for (const item of answer.body![list] as Record<string, unknown>[]) {
        ids.add(idOf(item))
        const { sourceReference, learner } = item as { sourceReference?: string; learner?: { reference: string } }
        if (sourceReference?.startsWith('bulk-') === true) expect(learner?.reference.startsWith(`${school.slug}-`)).toBe(true)
      }
      after = answer.body!['next'] as string | number | undefined
      if (after === undefined) return ids
    }
  }
  const [awards, journal, achievements, credentials] = await Promise.all([
    readAll('awards', 'awards', ({ id }) => String(id)),
    readAll('journal', 'entries', ({ objectId }) => String(objectId)),
    readAll('achievements', 'achievements', ({ id }) => String(id)),
    readAll('credentials', 'credentials', ({ id }) => String(id)),
  ])
  return { awards, journal, achievements, credentials }
}
