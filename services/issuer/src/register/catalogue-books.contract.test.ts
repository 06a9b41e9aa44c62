/** What every register promises about the life of achievements: archive, versions, images. In memory and in PostgreSQL. */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReportedResult } from '@eduwallet/microcredential'
import { circularMinor, learners, results } from '@eduwallet/microcredential/fixtures'
import { CatalogueError } from '../catalogue/errors.ts'
import { createVersion } from '../catalogue/create-version.ts'
import type { AchievementId, AwardId, InstitutionId, OfferId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { resultDecider } from '../results/decide-result.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act = (seconds = 0): Act => ({ at: new Date(at.getTime() + seconds * 1000), actor: 'client:test', correlationId: 'test' })
const decide = resultDecider({ on: at, newId: randomUUID })
const newId = <T>() => randomUUID() as unknown as T
const bytes = (text: string) => new Uint8Array(Buffer.from(text.padEnd(32, '.')))

describe.each(['memory', 'PostgreSQL'] as const)('a register (%s)', (kind) => {
  let register: Register
  let postgres: IssuerTestDatabase | undefined

  beforeAll(async () => {
    if (kind === 'memory') {
      register = openMemoryRegister()
      return
    }
    postgres = await openIssuerTestDatabase('issuer_catalogue_books')
    register = openPostgresRegister(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
  })

  let books: InstitutionBooks
  let other: InstitutionBooks
  let institutionId: InstitutionId
  beforeEach(async () => {
    const found = async (id = newId<InstitutionId>()): Promise<InstitutionBooks> => {
      await register.institutions.found({
        institution: { id, slug: `s-${id.slice(0, 8)}`, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {}, createdAt: at },
        signingKey: { kid: id, publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, sealedPrivateKey: 'sealed', certificatePem: 'pem', createdAt: at },
        ed25519Key: { kid: randomUUID(), publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
        statusList: { id: newId<StatusListId>(), size: 128 },
      }, act())
      return register.forInstitution(id)
    }
    institutionId = newId<InstitutionId>()
    books = await found(institutionId)
    other = await found()
  })

  const notes = async () => (await books.journal.list({ after: 0, limit: 500 })).filter(({ action }) => action.startsWith('achievement.')).map(({ action, reason }) => reason === '' ? action : `${action}: ${reason}`)
  const publish = async (id: AchievementId) => books.achievements.change(id, () => ({ publish: circularMinor }), act(1))
  const addPublished = async (): Promise<AchievementId> => {
    const id = newId<AchievementId>()
    await books.achievements.create({ id, content: circularMinor, offeringIds: [] }, act())
    await publish(id)
    return id
  }
  const settle = (achievementId: AchievementId, reference: string, result: ReportedResult = results.passed) =>
    books.awards.settle({ achievementId, source: 'batch', results: [{ reference, learner: learners.maartje, result }] }, decide, act(5))
  const archive = (id: AchievementId, archived = true) => books.achievements.change(id, () => ({ archived }), act(10))

  describe('the archive', () => {
    it('takes an achievement in and gives it back as it was, with the journal', async () => {
      const id = await addPublished()
      const before = await books.achievements.get(id)
      expect(await archive(id)).toMatchObject({ entry: { state: 'archived', content: circularMinor, publishedAt: act(1).at, archivedAt: act(10).at } })
      expect(await books.achievements.get(id)).toMatchObject({ entry: { state: 'archived', archivedAt: act(10).at }, versions: [{ id, version: 1, state: 'archived' }] })
      expect(await archive(id, false)).toEqual(before)
      expect(await books.achievements.get(id)).toEqual(before)
      expect(await notes()).toEqual(['achievement.created', 'achievement.published', 'achievement.archived', 'achievement.restored'])
    })

    it('is listed apart', async () => {
      const draft = newId<AchievementId>()
      const [published, archived] = [await addPublished(), await addPublished()]
      await books.achievements.create({ id: draft, content: {}, offeringIds: [] }, act(2))
      await archive(archived)
      const ids = async (state?: 'draft' | 'published' | 'archived') => (await books.achievements.list({ limit: 10, ...(state === undefined ? {} : { state }) })).map(({ entry }) => entry.id)
      expect(await ids('draft')).toEqual([draft])
      expect(await ids('published')).toEqual([published])
      expect(await ids('archived')).toEqual([archived])
      expect(await ids()).toEqual([...[published, archived].sort(), draft])
      expect(await books.achievements.list({ state: 'draft', limit: 10, after: draft })).toEqual([])
    })

    it('ends new awards; an award that is there is still corrected, withdrawn and offered', async () => {
      const id = await addPublished()
      const settled = await settle(id, 'r-1')
      const awardId = (settled as { awardId: AwardId }[])[0]!.awardId
      await archive(id)
      expect(await settle(id, 'r-2')).toMatchObject([{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_ARCHIVED', severity: 'error' }] }])
      expect(await settle(id, 'r-1', { ...results.passed, grade: '9' })).toMatchObject([{ outcome: 'corrected', awardId }])
      const offer = { id: newId<OfferId>(), awardId, configurations: ['mc'], secretHash: bytes(`secret ${kind}`), codeHash: bytes(`code ${kind}`), createdAt: act(11).at, expiresAt: act(600).at }
      expect(await books.offers.record(offer, act(11))).toBe('recorded')
      expect(await settle(id, 'r-1', { ...results.passed, passed: false })).toMatchObject([{ outcome: 'corrected', reasons: expect.arrayContaining([expect.objectContaining({ code: 'AWARD_WITHDRAWN' })]) as unknown }])
      await archive(id, false)
      expect(await settle(id, 'r-2')).toMatchObject([{ outcome: 'awarded' }])
    })

    // In memory nothing comes in between.
    if (kind === 'PostgreSQL') {
      it('is waited for by who is about to award: what was published a moment ago is not awarded any more', async () => {
        const id = await addPublished()
        const [holding, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        // Whoever writes in the journal waits for us, so that the archiving is under way for as long as we want.
        const holder = postgres!.database.inInstitution(institutionId, async (tx) => {
          await tx.query(`SELECT journal_append($1::uuid, now(), 'test', '[]')`)
          holding.resolve()
          await release.promise
        })
        await holding.promise
        const archiving = archive(id)
        await setTimeout(100)
        const settling = settle(id, 'r-1')
        await setTimeout(100)
        release.resolve()
        await Promise.all([holder, archiving])
        expect(await settling).toMatchObject([{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_ARCHIVED' }] }])
      })
    }

    it('lets an offer that was made be opened, redeemed and claimed', async () => {
      const id = await addPublished()
      const awardId = (await settle(id, 'r-1') as { awardId: AwardId }[])[0]!.awardId
      const offer = { id: newId<OfferId>(), awardId, configurations: ['mc'], secretHash: bytes(`${id} s`), codeHash: bytes(`${id} c`), createdAt: act(6).at, expiresAt: act(600).at }
      await books.offers.record(offer, act(6))
      await archive(id)
      expect(await books.claims.findBySecretHash(offer.secretHash)).toMatchObject({ offer: { id: offer.id, state: 'open' }, achievement: circularMinor })
      const token = { hash: bytes(`${id} t`), expiresAt: act(300).at }
      expect(await books.claims.redeem({ codeHash: offer.codeHash, maxTries: 5, token }, act(20))).toEqual({ awardId, configurations: ['mc'] })
      expect(await books.issuance.open(token.hash, { candidates: [1, 2], wanted: 1 })).toMatchObject({ award: { id: awardId }, achievement: circularMinor, statusList: { freeIndexes: [1] } })
    })
  })

  describe('versions', () => {
    const next = (of: AchievementId) => createVersion(of, act(20), { achievements: books.achievements, newId: randomUUID })
    const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done', (error: unknown) => error instanceof CatalogueError ? error.code : error)

    it('are a line, each with the content of the one before, and known to all of them', async () => {
      const first = await addPublished()
      const second = await next(first)
      await publish(second)
      const third = await next(second)
      const versions = [{ id: first, version: 1, state: 'published' }, { id: second, version: 2, state: 'published' }, { id: third, version: 3, state: 'draft' }]
      for (const id of [first, second, third]) expect(await books.achievements.get(id)).toMatchObject({ versions })
      expect(await books.achievements.get(third)).toMatchObject({ entry: { state: 'draft', content: circularMinor, createdAt: act(20).at }, offeringIds: [], awarded: false })
      expect((await books.achievements.list({ limit: 10 })).map(({ versions: all }) => all.length)).toEqual([3, 3, 3])
      expect((await notes()).filter((note) => note.includes('version'))).toEqual([`achievement.created: version 2, after ${first}`, `achievement.created: version 3, after ${second}`])
    })

    it('are made one at a time: of many at once for one achievement, one is', async () => {
      const first = await addPublished()
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => codeOf(next(first))))
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'ACHIEVEMENT_SUPERSEDED')).toHaveLength(5)
      expect(await books.achievements.list({ limit: 10 })).toHaveLength(2)
    })

    it('are made of no draft, of no older version, and of nothing of another institution', async () => {
      const first = await addPublished()
      const second = await next(first)
      expect(await codeOf(next(second))).toBe('ACHIEVEMENT_NOT_PUBLISHED')
      await publish(second)
      expect(await codeOf(next(first))).toBe('ACHIEVEMENT_SUPERSEDED')
      expect(await codeOf(createVersion(second, act(), { achievements: other.achievements, newId: randomUUID }))).toBe('ACHIEVEMENT_UNKNOWN')
      expect(await books.achievements.list({ limit: 10 })).toHaveLength(2)
      expect(await other.achievements.list({ limit: 10 })).toEqual([])
    })

    it('leave the one before as it was', async () => {
      const first = await addPublished()
      await settle(first, 'r-1')
      const second = await next(first)
      await books.achievements.change(second, () => ({ publish: { ...circularMinor, languages: ['en'] } }), act(21))
      expect(await books.achievements.get(first)).toMatchObject({ entry: { state: 'published', content: circularMinor }, awarded: true })
      expect(await settle(first, 'r-2')).toMatchObject([{ outcome: 'awarded' }])
      expect(await books.achievements.get(second)).toMatchObject({ awarded: false, entry: { content: { languages: ['en'] } } })
    })
  })
  describe('images', () => {
    const image = (text: string) => ({ digest: createHash('sha256').update(text).digest('base64url'), type: 'image/png' as const, octets: new Uint8Array(Buffer.from(text)) })

    it('are kept once each, to the octet, with the journal, and for one institution', async () => {
      const id = await addPublished()
      await books.images.keep(image('one'), id, act(30))
      await books.images.keep(image('one'), id, act(31))
      const found = await books.images.find(image('one').digest)
      expect({ ...found, octets: Buffer.from(found!.octets).toString() }).toEqual({ ...image('one'), octets: 'one' })
      expect(await books.images.find(image('two').digest)).toBeUndefined()
      // The last of 43 characters has two bits that mean nothing.
      const { digest } = image('one')
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const last = letters[letters.indexOf(digest.at(-1)!) + 1]!
      for (const spelling of [`${digest.slice(0, -1)}${last}`, `${digest}=`, ` ${digest}`, '', '\u0000']) expect(await books.images.find(spelling), spelling).toBeUndefined()
      expect(await other.images.find(image('one').digest)).toBeUndefined()
      expect((await notes()).slice(2)).toEqual([`achievement.image-kept: ${image('one').digest}`])
    })
  })
})
