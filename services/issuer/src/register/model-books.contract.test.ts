/** What every register promises about the catalogue, awards and associations: in memory and in PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, learners, results, smallModule } from '@eduwallet/microcredential/fixtures'
import type { AchievementId, AwardId, InstitutionId, OfferId, ResultBatchId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { verifyJournal } from '../journal/verify-journal.ts'
import { resultDecider } from '../results/decide-result.ts'
import type { AssociationChange } from '../results/association-book.ts'
import { mostRowsToLookAt, type BatchName, type BatchRow } from '../results/result-batch-book.ts'
import type { ResultToSettle, Settled } from '../results/types.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act = (seconds = 0): Act => ({ at: new Date(at.getTime() + seconds * 1000), actor: 'client:test', correlationId: 'test' })
const decide = resultDecider({ on: at, newId: randomUUID })
const passed = (reference: string, changes: Partial<ResultToSettle> = {}): ResultToSettle => ({ reference, learner: learners.maartje, result: results.passed, ...changes })

describe.each(['memory', 'PostgreSQL'] as const)('a register (%s)', (kind) => {
  let register: Register
  let postgres: IssuerTestDatabase | undefined

  beforeAll(async () => {
    if (kind === 'memory') {
      register = openMemoryRegister()
      return
    }
    postgres = await openIssuerTestDatabase('issuer_model_books')
    register = openPostgresRegister(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
  })

  let books: InstitutionBooks
  let other: InstitutionBooks
  let institutionId: InstitutionId
  beforeEach(async () => {
    const found = async (): Promise<InstitutionId> => {
      const id = randomUUID() as InstitutionId
      await register.institutions.found({
        institution: { id, slug: `s-${id.slice(0, 8)}`, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {}, createdAt: at },
        signingKey: { kid: id, publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, sealedPrivateKey: 'sealed', certificatePem: 'pem', createdAt: at },
        ed25519Key: { kid: randomUUID(), publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
        statusList: { id: randomUUID() as StatusListId, size: 128 },
      }, act())
      return id
    }
    institutionId = await found()
    books = register.forInstitution(institutionId)
    other = register.forInstitution(await found())
  })

  const journal = async () => (await books.journal.list({ after: 0, limit: 500 })).map(({ action }) => action).filter((action) => !/^(institution|status-list|certificate)/.test(action))
  const addPublished = async (content = circularMinor, offeringIds: string[] = []): Promise<AchievementId> => {
    const id = randomUUID() as AchievementId
    expect(await books.achievements.create({ id, content, offeringIds }, act())).toBe('created')
    await books.achievements.change(id, () => ({ publish: content }), act(1))
    return id
  }
  const settle = async (achievementId: AchievementId, ...given: ResultToSettle[]): Promise<Settled[]> => {
    const settled = await books.awards.settle({ achievementId, source: 'batch', results: given }, decide, act(5))
    if (settled === 'unknown_achievement') throw new Error('the achievement is there')
    return settled
  }

  describe('the catalogue', () => {
    it('keeps a draft as it was given, and changes only what is asked', async () => {
      const id = randomUUID() as AchievementId
      const content = { title: { nl: 'Eén “titel” — 張 👩‍🎓' }, learningOutcomes: [] }
      expect(await books.achievements.create({ id, content, offeringIds: ['o-2', 'o-1'] }, act())).toBe('created')
      expect(await books.achievements.get(id)).toEqual({ entry: { state: 'draft', id, content, createdAt: at }, offeringIds: ['o-1', 'o-2'], awarded: false, versions: [{ id, version: 1, state: 'draft' }], sharedWith: [], wasShared: false })
      const changed = await books.achievements.change(id, () => ({ content: circularMinor }), act(1))
      expect(changed).toMatchObject({ entry: { state: 'draft', content: circularMinor }, offeringIds: ['o-1', 'o-2'] })
      expect(await books.achievements.change(id, () => ({ offeringIds: ['o-3'] }), act(2))).toMatchObject({ offeringIds: ['o-3'], entry: { content: circularMinor } })
      expect(await books.achievements.change(id, () => ({ publish: circularMinor }), act(3))).toMatchObject({ entry: { state: 'published', publishedAt: act(3).at, createdAt: at } })
      expect(await books.achievements.get(id)).toEqual({ entry: { state: 'published', id, content: circularMinor, createdAt: at, publishedAt: act(3).at }, offeringIds: ['o-3'], awarded: false, versions: [{ id, version: 1, state: 'published' }], sharedWith: [], wasShared: false })
      expect(await journal()).toEqual(['achievement.created', 'achievement.offerings-linked', 'achievement.changed', 'achievement.offerings-linked', 'achievement.published'])
    })

    it('an offering leads to one achievement of an institution; another institution may use the same id', async () => {
      const id = await addPublished(circularMinor, ['o-1'])
      expect(await books.achievements.create({ id: randomUUID() as AchievementId, content: {}, offeringIds: ['o-9', 'o-1'] }, act())).toBe('offering_taken')
      const second = await addPublished(smallModule)
      expect(await books.achievements.change(second, () => ({ content: circularMinor, offeringIds: ['o-1'] }), act())).toBe('offering_taken')
      expect(await books.achievements.get(second)).toMatchObject({ entry: { content: smallModule }, offeringIds: [] })
      expect(await other.achievements.create({ id: randomUUID() as AchievementId, content: {}, offeringIds: ['o-1'] }, act())).toBe('created')
      expect((await books.achievements.list({ limit: 10 })).map(({ entry }) => entry.id)).toEqual([id, second].sort())
    })

    it('records nothing when the decision throws', async () => {
      const id = await addPublished()
      await expect(books.achievements.change(id, () => { throw new RangeError('no') }, act())).rejects.toThrow(RangeError)
      expect(await journal()).toEqual(['achievement.created', 'achievement.published'])
    })

    it('lists in order, page by page, and only its own', async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()] as AchievementId[]
      for (const [index, id] of ids.entries()) await books.achievements.create({ id, content: {}, offeringIds: [] }, act(index))
      const first = await books.achievements.list({ limit: 2 })
      expect(first.map(({ entry }) => entry.id)).toEqual(ids.slice(0, 2))
      expect((await books.achievements.list({ limit: 2, after: ids[1]! })).map(({ entry }) => entry.id)).toEqual(ids.slice(2))
      expect(await books.achievements.list({ limit: 2, after: randomUUID() as AchievementId })).toEqual([])
      expect(await other.achievements.list({ limit: 10 })).toEqual([])
      expect(await other.achievements.get(ids[0]!)).toBeUndefined()
      expect(await other.achievements.change(ids[0]!, () => ({}), act())).toBe('unknown')
    })
  })

  describe('batches of results', () => {
    const digest = (text: string) => new Uint8Array(Buffer.from(text.padEnd(32, '.')))
    const none = { awarded: 0, unchanged: 0, corrected: 0, not_awarded: 0, rejected: 0, droppedNumbers: 0, droppedFields: 0 }
    const one: BatchRow = { row: 2, line: 3, reference: 'r-2', outcome: 'not_awarded', reasons: [{ field: '/final', code: 'RESULT_NOT_FINAL', severity: 'error', message: { nl: 'Nog niet.', en: 'Not yet.' } }] }
    const two: BatchRow = { row: 4, line: 9, reference: null, outcome: 'rejected', reasons: [] }
    let name: BatchName
    const begin = (sender: string, seconds = 10) => books.resultBatches.begin({ ...name, sender, digest: digest('begin') }, act(seconds))
    const part = (sender: string, given: ResultToSettle[], rows: number, toLookAt: BatchRow[], seconds = 11) => books.resultBatches.settle(
      { ...name, sender, results: given, expiresAt: act(100).at }, decide, (settled) => ({ rows, digest: digest(`after ${rows}`), counts: { ...none, awarded: settled.length, rejected: toLookAt.length, droppedFields: 2 }, toLookAt }), act(seconds))
    beforeEach(async () => { name = { achievementId: await addPublished(), id: randomUUID() as ResultBatchId } })

    it('begin, take parts with their awards, and are complete; all with the journal', async () => {
      const sender = randomUUID()
      expect(await begin(sender)).toEqual({ batch: { ...name, state: 'receiving', rows: 0, counts: none, startedAt: act(10).at, updatedAt: act(10).at }, digest: digest('begin') })
      expect(await part(sender, [passed('r-1')], 2, [one])).toBe('recorded')
      expect(await part(sender, [], 4, [two], 12)).toBe('recorded')
      const counts = { ...none, awarded: 1, rejected: 2, droppedFields: 4 }
      expect(await books.resultBatches.get(name)).toEqual({ ...name, state: 'receiving', rows: 4, counts, startedAt: act(10).at, updatedAt: act(12).at })
      const complete = { ...name, state: 'complete' as const, rows: 4, counts, startedAt: act(10).at, updatedAt: act(13).at, completedAt: act(13).at }
      expect(await books.resultBatches.complete({ ...name, sender }, act(13))).toEqual(complete)
      expect(await books.resultBatches.get(name)).toEqual(complete)
      expect(await books.awards.list({ limit: 10 })).toMatchObject([{ sourceReference: 'r-1' }])
      expect((await journal()).slice(-3)).toEqual(['result-batch.begun', 'award.recorded', 'result-batch.completed'])
      expect(await begin(randomUUID())).toEqual({ batch: complete, digest: digest('after 4') })
    })

    it('have one sender, the newest; what an earlier one sends is not recorded, nor its awards', async () => {
      const [first, second] = [randomUUID(), randomUUID()]
      await begin(first)
      await part(first, [passed('r-1')], 1, [])
      expect(await begin(second)).toMatchObject({ batch: { rows: 1 }, digest: digest('after 1') })
      expect(await part(first, [passed('r-2')], 2, [one])).toBe('taken_over')
      expect(await books.resultBatches.complete({ ...name, sender: first }, act())).toBe('taken_over')
      expect(await books.awards.list({ limit: 10 })).toHaveLength(1)
      expect(await books.resultBatches.rows(name, { after: 0, limit: 10 })).toEqual([])
      expect(await part(second, [passed('r-2')], 2, [])).toBe('recorded')
      expect(await books.resultBatches.complete({ ...name, sender: second }, act())).toMatchObject({ state: 'complete', rows: 2, counts: { awarded: 2 } })
      expect(await part(second, [passed('r-3')], 3, [])).toBe('taken_over')
    })

    it('give the rows to look at page by page and by outcome, until these expire', async () => {
      const sender = randomUUID()
      await begin(sender)
      await part(sender, [], 4, [one, two])
      expect(await books.resultBatches.rows(name, { after: 0, limit: 10 })).toEqual([one, two])
      expect(await books.resultBatches.rows(name, { after: 2, limit: 10 })).toEqual([two])
      expect(await books.resultBatches.rows(name, { after: 0, limit: 1 })).toEqual([one])
      expect(await books.resultBatches.rows(name, { outcome: 'rejected', after: 0, limit: 10 })).toEqual([two])
      expect(await books.forgetExpired(act(99).at)).toBe(0)
      expect(await books.forgetExpired(act(101).at)).toBe(2)
      expect(await books.resultBatches.rows(name, { after: 0, limit: 10 })).toEqual([])
    })

    it('WEB-06 keep the first ten thousand rows to look at, and count all', async () => {
      const sender = randomUUID()
      await begin(sender)
      const bad = Array.from({ length: mostRowsToLookAt + 500 }, (_, at): BatchRow => ({ ...two, row: at + 1, line: at + 1 }))
      const parts = [bad.slice(0, 9900), bad.slice(9900, 10_200), bad.slice(10_200)]
      for (const rows of parts) expect(await part(sender, [], rows.at(-1)!.row, rows)).toBe('recorded')
      expect(await books.resultBatches.get(name)).toMatchObject({ rows: 10_500, counts: { rejected: 10_500 } })
      expect((await books.resultBatches.rows(name, { after: 9990, limit: 1000 })).map(({ row }) => row)).toEqual(Array.from({ length: 10 }, (_, at) => 9991 + at))
    })

    it('TEN-10 of two institutions, or of two achievements, with the same id are other batches', async () => {
      const sender = randomUUID()
      await begin(sender)
      expect(await other.resultBatches.get(name)).toBeUndefined()
      expect(await other.resultBatches.begin({ ...name, sender, digest: digest('x') }, act())).toBe('unknown_achievement')
      const second = { ...name, achievementId: await addPublished(smallModule) }
      expect(await books.resultBatches.get(second)).toBeUndefined()
      await part(sender, [], 4, [one])
      expect(await other.resultBatches.rows(name, { after: 0, limit: 10 })).toEqual([])
      expect(await books.resultBatches.rows(second, { after: 0, limit: 10 })).toEqual([])
    })
  })

  describe('awards', () => {
    it('one result, one award; sent again nothing changes; corrected, both are on record', async () => {
      const id = await addPublished()
      const [first] = await settle(id, passed('r-1'))
      expect(first).toMatchObject({ outcome: 'awarded', reasons: [] })
      expect(await settle(id, passed('r-1'))).toMatchObject([{ outcome: 'unchanged', awardId: first?.awardId }])
      const grade7 = { ...results.passed, grade: '7' }
      expect(await settle(id, passed('r-1', { result: grade7, learner: { ...learners.maartje, familyName: 'van Dam' } }))).toMatchObject([{ outcome: 'corrected', awardId: first?.awardId }])
      expect(await books.awards.get(first?.awardId as AwardId)).toEqual({
        id: first?.awardId, achievementId: id, source: 'batch', sourceReference: 'r-1', learner: { ...learners.maartje, familyName: 'van Dam' }, awardedOn: '2026-06-30', grade: '7',
        state: 'awarded', revision: 2, createdAt: act(5).at, correctedAt: act(5).at,
      })
      expect(await journal()).toEqual(['achievement.created', 'achievement.published', 'award.recorded', 'award.corrected'])
      expect(await books.achievements.get(id)).toMatchObject({ awarded: true })
      expect(await verifyJournal(institutionId, books.journal)).toMatchObject({ outcome: 'intact' })
    })

    it('a result without a grade makes an award without one, and a grade can go again', async () => {
      const id = await addPublished()
      const [first] = await settle(id, passed('r-1'))
      await settle(id, passed('r-1', { result: results.passedWithoutGrade }))
      expect(await books.awards.get(first?.awardId as AwardId)).not.toHaveProperty('grade')
    })

    it('of twenty at once with the same reference one awards', async () => {
      const id = await addPublished()
      const outcomes = (await Promise.all(Array.from({ length: 20 }, () => settle(id, passed('r-1'))))).flat()
      expect(outcomes.filter(({ outcome }) => outcome === 'awarded')).toHaveLength(1)
      expect(outcomes.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(19)
      expect(new Set(outcomes.map(({ awardId }) => awardId)).size).toBe(1)
      expect(await books.awards.list({ limit: 100 })).toHaveLength(1)
    })

    it('batches with the same references in another order do not lock each other', async () => {
      const id = await addPublished()
      const references = Array.from({ length: 30 }, (_, index) => `r-${index}`)
      const all = (await Promise.all([references, references.toReversed(), references.slice(10), references.slice(0, 20).toReversed()].map((list) => settle(id, ...list.map((reference) => passed(reference)))))).flat()
      expect(all.filter(({ outcome }) => outcome === 'awarded')).toHaveLength(30)
      expect(await books.awards.list({ limit: 100 })).toHaveLength(30)
    })

    it('an award and a change of content at once: the award is of what stands in the catalogue', async () => {
      for (let round = 0; round < 5; round += 1) {
        const id = await addPublished()
        const changing = books.achievements.change(id, ({ awarded }) => awarded ? {} : { content: { ...circularMinor, awardableUntil: '2026-01-01' } }, act(2))
        const [[settled]] = await Promise.all([settle(id, passed('r-1')), changing])
        const now = await books.achievements.get(id)
        expect(settled?.outcome).toBe(now?.entry.content.awardableUntil === undefined ? 'awarded' : 'not_awarded')
      }
    })

    it('many of every kind in one call: each is settled by itself, and the journal tells of them in their order', async () => {
      const id = await addPublished()
      const before = await settle(id, passed('r-1'), passed('r-2'), passed('r-3'), passed('r-4'))
      for (const [at, { awardId }] of before.entries()) {
        const secret = new Uint8Array(32).fill(10 + at)
        expect(await books.offers.record({ id: randomUUID() as OfferId, awardId: awardId!, configurations: ['mc'], secretHash: secret, codeHash: secret, createdAt: act().at, expiresAt: act(3600).at }, act())).toBe('recorded')
      }
      const other = { result: { ...results.passed, grade: '9' } }
      const given = [passed('r-4', { result: results.failed }), passed('r-5'), passed('r-1', other), passed('r-2'), passed('r-3', { result: results.failed }), passed('r-6', { result: results.failed })]
      expect((await settle(id, ...given)).map(({ reference, outcome }) => `${reference} ${outcome}`)).toEqual(['r-4 corrected', 'r-5 awarded', 'r-1 corrected', 'r-2 unchanged', 'r-3 corrected', 'r-6 not_awarded'])
      expect((await journal()).slice(-6)).toEqual(['award.withdrawn', 'offer.withdrawn', 'award.recorded', 'award.corrected', 'award.withdrawn', 'offer.withdrawn'])
      const awards = await books.awards.list({ limit: 10 })
      expect(new Set(awards.map(({ sourceReference, state, grade, revision }) => [sourceReference, state, grade, revision].join(' ')))).toEqual(
        new Set(['r-1 awarded 9 2', 'r-2 awarded 8 1', 'r-3 withdrawn 8 2', 'r-4 withdrawn 8 2', 'r-5 awarded 8 1']))
      expect(await verifyJournal(institutionId, books.journal)).toMatchObject({ outcome: 'intact' })
    })

    it('a failed result after the award withdraws it and its open offer, in one act; passed again, it stands again', async () => {
      const id = await addPublished()
      const [first] = await settle(id, passed('r-1'))
      const awardId = first?.awardId as AwardId
      const offer = { id: randomUUID() as OfferId, awardId, configurations: ['mc'], secretHash: new Uint8Array(32).fill(1), codeHash: new Uint8Array(32).fill(2), createdAt: at, expiresAt: act(3600).at }
      expect(await books.offers.record(offer, act())).toBe('recorded')
      expect(await settle(id, passed('r-1', { result: results.failed }))).toMatchObject([{ outcome: 'corrected', awardId }])
      expect(await books.awards.get(awardId)).toMatchObject({ state: 'withdrawn', revision: 2, awardedOn: '2026-06-30', grade: '8' })
      expect(await books.offers.get(offer.id)).toMatchObject({ state: 'withdrawn' })
      expect(await books.offers.record({ ...offer, id: randomUUID() as OfferId }, act())).toBe('award_withdrawn')
      expect(await settle(id, passed('r-1', { result: results.failed }))).toMatchObject([{ outcome: 'unchanged' }])
      expect(await settle(id, passed('r-1'))).toMatchObject([{ outcome: 'corrected' }])
      expect(await books.awards.get(awardId)).toMatchObject({ state: 'awarded', revision: 3 })
      expect((await journal()).slice(2)).toEqual(['award.recorded', 'offer.made', 'award.withdrawn', 'offer.withdrawn', 'award.corrected'])
    })

    it('the same reference at another achievement, or from another source, is another result', async () => {
      const [first, second] = [await addPublished(), await addPublished(smallModule)]
      await settle(first, passed('r-1'))
      expect(await settle(second, passed('r-1'))).toMatchObject([{ outcome: 'awarded' }])
      expect(await books.awards.settle({ achievementId: first, source: 'ooapi', results: [passed('r-1')] }, decide, act())).toMatchObject([{ outcome: 'awarded' }])
    })

    it('TEN-01: another institution has neither the achievement nor the award', async () => {
      const id = await addPublished()
      const [first] = await settle(id, passed('r-1'))
      expect(await other.awards.settle({ achievementId: id, source: 'batch', results: [passed('r-1')] }, decide, act())).toBe('unknown_achievement')
      expect(await other.awards.get(first?.awardId as AwardId)).toBeUndefined()
      expect(await other.awards.list({ limit: 10, after: first?.awardId as AwardId })).toEqual([])
    })

    it('lists in order, page by page', async () => {
      const id = await addPublished()
      await settle(id, ...['a', 'b', 'c'].map((reference) => passed(reference)))
      const all = await books.awards.list({ limit: 10 })
      expect(all).toHaveLength(3)
      expect(await books.awards.list({ limit: 10, after: all[0]!.id })).toEqual(all.slice(1))
    })

    it('text of every writing comes back as it went in', async () => {
      const id = await addPublished()
      const learner = { reference: "s'; DROP TABLE awards;--", givenName: '偉\u202e👩🏽‍🎓', familyName: 'O’Brien "x" \\ {}' }
      const [first] = await settle(id, passed(`r-'"\\`, { learner }))
      expect(await books.awards.get(first?.awardId as AwardId)).toMatchObject({ learner, sourceReference: `r-'"\\` })
    })
  })

  describe('associations', () => {
    const receive = (associationId: string, changes: Partial<AssociationChange> = {}, originalAssociationId?: string) =>
      books.associations.receive({ associationId, ...(originalAssociationId === undefined ? {} : { originalAssociationId }) },
        ({ association, original }) => ({ offeringId: 'o-1', learner: association?.learner ?? original?.learner ?? learners.noor, ...changes }), decide, act(5))

    it('is kept, with its result settled in the same act', async () => {
      const achievementId = await addPublished(circularMinor, ['o-1'])
      expect(await receive('a-1')).toMatchObject({ created: true, achievementId, settled: { outcome: 'not_awarded' } })
      expect(await books.associations.get('a-1')).toEqual({ associationId: 'a-1', offeringId: 'o-1', learner: learners.noor, updatedAt: act(5).at })
      const received = await receive('a-1', { result: results.passed })
      expect(received).toMatchObject({ created: false, settled: { outcome: 'awarded' } })
      expect(await books.associations.get('a-1')).toMatchObject({ result: results.passed })
      expect(await books.awards.list({ limit: 10 })).toMatchObject([{ source: 'ooapi', sourceReference: 'a-1', learner: learners.noor }])
      expect(await receive('a-2', { result: results.passUnknown }, 'a-1')).toMatchObject({ association: { learner: learners.noor }, settled: { outcome: 'not_awarded', reasons: [{ code: 'RESULT_PASS_UNKNOWN' }] } })
    })

    it('of an offering that leads nowhere nothing is kept, and a decision that throws keeps nothing', async () => {
      expect(await receive('a-1', { offeringId: 'o-unknown', result: results.passed })).toBe('offering_unknown')
      await addPublished(circularMinor, ['o-1'])
      await expect(books.associations.receive({ associationId: 'a-1' }, () => { throw new RangeError('no') }, decide, act())).rejects.toThrow(RangeError)
      expect(await books.associations.get('a-1')).toBeUndefined()
      expect(await other.associations.get('a-1')).toBeUndefined()
    })

    it('leads to one standing award: it does not move to another offering while it has one, and moves freely when it has none', async () => {
      const [first, second] = [await addPublished(circularMinor, ['o-1']), await addPublished(smallModule, ['o-2'])]
      await receive('a-1')
      expect(await receive('a-1', { offeringId: 'o-2' })).toMatchObject({ achievementId: second, settled: { outcome: 'not_awarded' } })
      expect(await receive('a-1', { result: results.passed })).toMatchObject({ achievementId: first, settled: { outcome: 'awarded' } })
      for (const result of [undefined, results.passed, results.failed]) {
        expect(await receive('a-1', { offeringId: 'o-2', ...(result ? { result } : {}) })).toBe('offering_changed')
      }
      expect(await books.associations.get('a-1')).toMatchObject({ offeringId: 'o-1', result: results.passed })
      expect(await receive('a-1', { result: results.failed })).toMatchObject({ settled: { outcome: 'corrected' } })
      expect(await receive('a-1', { offeringId: 'o-2', result: results.passed })).toMatchObject({ achievementId: second, settled: { outcome: 'awarded' } })
      expect(Object.fromEntries((await books.awards.list({ limit: 10 })).map(({ achievementId, state }) => [achievementId, state]))).toEqual({ [first]: 'withdrawn', [second]: 'awarded' })
    })

    it('whose offering the catalogue has moved since is settled where its award stands (sent again nothing changes, a fail withdraws)', async () => {
      const [first, second] = [await addPublished(circularMinor, ['o-1']), await addPublished(smallModule)]
      await receive('a-1', { result: results.passed })
      await books.achievements.change(first, () => ({ offeringIds: [] }), act(6))
      await books.achievements.change(second, () => ({ offeringIds: ['o-1'] }), act(7))
      expect(await receive('a-1', { result: results.passed })).toMatchObject({ achievementId: first, settled: { outcome: 'unchanged' } })
      expect(await receive('a-1', { result: results.failed })).toMatchObject({ achievementId: first, settled: { outcome: 'corrected' } })
      expect((await books.awards.list({ limit: 10 })).map(({ achievementId, state }) => [achievementId, state])).toEqual([[first, 'withdrawn']])
    })

    it('messages about one association at once come one after the other, and the award says what the last one said', async () => {
      await addPublished(circularMinor, ['o-1'])
      const grades = ['6', '7', '8', '9', '10']
      const received = await Promise.all(grades.map((grade) => receive('a-1', { result: { ...results.passed, grade } })))
      expect(received.filter((one) => typeof one === 'object' && one.created)).toHaveLength(1)
      expect(received.filter((one) => typeof one === 'object' && one.settled.outcome === 'awarded')).toHaveLength(1)
      const [award] = await books.awards.list({ limit: 10 })
      const kept = await books.associations.get('a-1')
      expect(award?.grade).toBe(kept?.result?.grade)
      expect(award?.revision).toBe(grades.length)
    })
  })
})
