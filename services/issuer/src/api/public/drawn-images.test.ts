import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '../../institutions/types.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'
import { achievement } from '../openid4vci/achievement-fixture.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution()
})

function catalogued(state: 'published' | 'draft', title = 'Dijken'): string {
  const id = randomUUID() as Id<'achievement'>
  const at = issuer.clock.now()
  const entry = { id, content: achievement(title), createdAt: at }
  issuer.scopes.get(school.id)!.tables.achievements.set(id, state === 'draft' ? { ...entry, state } : { ...entry, state, publishedAt: at })
  return id
}
const ask = (id: string, query = '', slug = school.slug) => issuer.app.inject({ url: `/${slug}/achievements/${id}/image${query}` })

describe('the image of an achievement that has none', () => {
  it('is drawn from its data for anyone, in the language asked for, and once', async () => {
    const id = catalogued('published')
    const [dutch, again, english] = await Promise.all([ask(id, '?lang=nl'), ask(id, '?lang=nl'), ask(id, '?lang=en')])
    expect(dutch.statusCode).toBe(200)
    expect(dutch.headers).toMatchObject({ 'content-type': 'image/png', 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=3600' })
    expect([dutch.rawPayload.readUInt32BE(16), dutch.rawPayload.readUInt32BE(20)]).toEqual([640, 640])
    expect(again.rawPayload.equals(dutch.rawPayload)).toBe(true)
    expect(english.rawPayload.equals(dutch.rawPayload)).toBe(false)
  })

  it('is not there for a draft, for one of another institution or for none (404)', async () => {
    const other = await issuer.institution()
    for (const answer of [await ask(catalogued('draft')), await ask(catalogued('published'), '', other.slug), await ask(randomUUID())]) expect(answer.statusCode).toBe(404)
    expect((await ask('x')).statusCode).toBe(400)
  })

  it('of more than a few that are new at once some wait for another time (503), and what was refused is drawn when it is asked for again', async () => {
    const ids = Array.from({ length: 12 }, (_, at) => catalogued('published', `Dijk ${at}`))
    const answers = await Promise.all(ids.map((id) => ask(id, '?lang=nl')))
    const refused = answers.findIndex(({ statusCode }) => statusCode === 503)
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(8)
    expect((await ask(ids[refused]!, '?lang=nl')).statusCode).toBe(200)
  })
})
