import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, learners, results, smallModule } from '@eduwallet/microcredential/fixtures'
import type { AchievementId, InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { openMemoryRegister } from '../register/memory/index.ts'
import type { InstitutionBooks } from '../register/index.ts'
import { resultDecider } from '../results/index.ts'
import { archiveAchievement, CatalogueError, changeAchievement, createAchievement, createVersion, publishAchievement, restoreAchievement } from './index.ts'

const act: Act = { at: new Date('2026-09-01T10:00:00Z'), actor: 'client:test', correlationId: 'test' }
let books: InstitutionBooks
beforeEach(() => { books = openMemoryRegister().forInstitution(randomUUID() as InstitutionId) })

const create = (content: unknown, offeringIds: string[] = []) => createAchievement({ content, offeringIds }, act, { achievements: books.achievements, newId: randomUUID })
const refusal = async (promise: Promise<unknown>): Promise<{ code: string; paths: string[] }> => {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  if (!(error instanceof CatalogueError)) throw new Error('a CatalogueError was expected', { cause: error })
  return { code: error.code, paths: error.findings.filter(({ severity }) => severity === 'error').map(({ path }) => path) }
}
const award = (id: AchievementId) => books.awards.settle(
  { achievementId: id, source: 'batch', results: [{ reference: 'r-1', learner: learners.maartje, result: results.passed }] }, resultDecider({ on: act.at, newId: randomUUID }), act)

describe('a draft', () => {
  it('may lack anything, and is refused only for what is malformed, by field', async () => {
    const id = await create({ title: { nl: 'Minor' } })
    expect(await books.achievements.get(id)).toMatchObject({ entry: { state: 'draft', content: { title: { nl: 'Minor' } } } })
    expect(await refusal(create({ workload: { ects: 30 }, titel: 'x' }))).toEqual({ code: 'ACHIEVEMENT_MALFORMED', paths: ['/achievement/workload/ects', '/achievement/titel'] })
    expect(await refusal(create({}, ['o-1', ' ']))).toEqual({ code: 'ACHIEVEMENT_MALFORMED', paths: ['/ooapiOfferings/1'] })
  })

  it('is linked to each offering once', async () => {
    const id = await create({}, ['o-2', 'o-1', 'o-2'])
    expect(await books.achievements.get(id)).toMatchObject({ offeringIds: ['o-1', 'o-2'] })
    expect(await refusal(create({}, ['o-1']))).toMatchObject({ code: 'OFFERING_TAKEN' })
  })
})

describe('publishing', () => {
  it('names all that is missing at once', async () => {
    const { level: _level, qualityAssurance: _quality, ...rest } = circularMinor
    const id = await create({ ...rest, title: { nl: 'Minor' } })
    expect(await refusal(publishAchievement(id, act, books))).toEqual({ code: 'ACHIEVEMENT_INCOMPLETE', paths: ['/title/en', '/level/eqf', '/qualityAssurance'] })
    expect(await books.achievements.get(id)).toMatchObject({ entry: { state: 'draft' } })
  })

  it('goes by the rules of the day: a wo module of 1 EC until 30 April 2027', async () => {
    const id = await create(smallModule)
    const tooLate = { ...act, at: new Date('2027-05-01T10:00:00Z') }
    expect(await refusal(publishAchievement(id, tooLate, books))).toEqual({ code: 'ACHIEVEMENT_INCOMPLETE', paths: ['/workload/ects'] })
    expect(await publishAchievement(id, act, books)).toMatchObject({ published: { entry: { state: 'published' } }, warnings: [] })
    expect(await publishAchievement(id, tooLate, books)).toMatchObject({ published: { entry: { state: 'published', publishedAt: act.at } } })
  })

  it('of what is not there is refused', async () => {
    expect(await refusal(publishAchievement(randomUUID() as AchievementId, act, books))).toMatchObject({ code: 'ACHIEVEMENT_UNKNOWN' })
  })
})

describe('a published achievement', () => {
  it('may change until it is awarded, and stays complete', async () => {
    const id = await create(circularMinor)
    await publishAchievement(id, act, books)
    expect(await refusal(changeAchievement(id, { content: { ...circularMinor, level: {} } }, act, books))).toEqual({ code: 'ACHIEVEMENT_INCOMPLETE', paths: ['/level/eqf'] })
    expect(await changeAchievement(id, { content: { ...circularMinor, languages: ['en'] } }, act, books)).toMatchObject({ entry: { state: 'published', content: { languages: ['en'] } } })
  })

  it('once awarded keeps its content (a credential says what was promised), and only its offerings change', async () => {
    const id = await create(circularMinor)
    await publishAchievement(id, act, books)
    await award(id)
    expect(await refusal(changeAchievement(id, { content: { ...circularMinor, languages: ['en'] } }, act, books))).toMatchObject({ code: 'ACHIEVEMENT_FROZEN' })
    expect(await refusal(changeAchievement(id, { content: { ...circularMinor, languages: ['en'] }, offeringIds: ['o-1'] }, act, books))).toMatchObject({ code: 'ACHIEVEMENT_FROZEN' })
    expect(await books.achievements.get(id)).toMatchObject({ awarded: true, offeringIds: [] })
    expect(await changeAchievement(id, { content: JSON.parse(JSON.stringify(circularMinor)) as unknown, offeringIds: ['o-1'] }, act, books)).toMatchObject({ offeringIds: ['o-1'], entry: { content: circularMinor } })
  })

  it('sending what is there already leaves no trace in the journal', async () => {
    const id = await create(circularMinor, ['o-1'])
    const before = await books.journal.list({ after: 0, limit: 100 })
    await changeAchievement(id, { content: circularMinor, offeringIds: ['o-1'] }, act, books)
    expect(await books.journal.list({ after: 0, limit: 100 })).toEqual(before)
  })
})

describe('the archive', () => {
  it('is for what was published, and archiving or restoring twice leaves one trace', async () => {
    const id = await create(circularMinor)
    expect(await refusal(archiveAchievement(id, act, books))).toMatchObject({ code: 'ACHIEVEMENT_NOT_PUBLISHED' })
    expect(await refusal(restoreAchievement(id, act, books))).toMatchObject({ code: 'ACHIEVEMENT_NOT_PUBLISHED' })
    expect(await refusal(archiveAchievement(randomUUID() as AchievementId, act, books))).toMatchObject({ code: 'ACHIEVEMENT_UNKNOWN' })
    await publishAchievement(id, act, books)
    for (const step of [archiveAchievement, archiveAchievement, restoreAchievement, restoreAchievement]) await step(id, act, books)
    expect((await books.journal.list({ after: 0, limit: 100 })).map(({ action }) => action)).toEqual(['achievement.created', 'achievement.published', 'achievement.archived', 'achievement.restored'])
  })

  it('keeps what is in it as it is: only where results go may change (to a next version)', async () => {
    const id = await create(circularMinor, ['o-1'])
    await publishAchievement(id, act, books)
    await archiveAchievement(id, act, books)
    expect(await refusal(changeAchievement(id, { content: { ...circularMinor, languages: ['en'] } }, act, books))).toMatchObject({ code: 'ACHIEVEMENT_ARCHIVED' })
    expect(await refusal(publishAchievement(id, act, books))).toMatchObject({ code: 'ACHIEVEMENT_ARCHIVED' })
    expect(await changeAchievement(id, { offeringIds: [] }, act, books)).toMatchObject({ offeringIds: [] })
    const next = await createVersion(id, act, { achievements: books.achievements, newId: randomUUID })
    expect(await changeAchievement(next, { content: { ...circularMinor, languages: ['en'] }, offeringIds: ['o-1'] }, act, books)).toMatchObject({ entry: { state: 'draft' }, offeringIds: ['o-1'] })
    expect(await restoreAchievement(id, act, books)).toMatchObject({ entry: { state: 'published', content: circularMinor } })
  })
})
