/**
 * What every register promises about achievements that one institution shares with another: in memory, in PostgreSQL where the owner of
 * the tables is a superuser, and where it is not, so that row-level security holds inside functions too.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, learners, results, smallModule } from '@eduwallet/microcredential/fixtures'
import { sqlState } from '@eduwallet/storage'
import type { FreshDatabase } from '../../../../test/database/index.ts'
import type { AchievementId, AwardId, Institution, InstitutionId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { verifyJournal } from '../journal/verify-journal.ts'
import { resultDecider } from '../results/decide-result.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act = (seconds = 0): Act => ({ at: new Date(at.getTime() + seconds * 1000), actor: 'client:test', correlationId: 'test' })
const decide = resultDecider({ on: at, newId: randomUUID })
const newId = <T>() => randomUUID() as unknown as T
const anyone = (): void => {}

type School = { institution: Institution; books: InstitutionBooks }

describe.each(['memory', 'PostgreSQL', 'PostgreSQL of a plain owner'] as const)('a register (%s)', (kind) => {
  let register: Register
  let postgres: IssuerTestDatabase | undefined

  beforeAll(async () => {
    if (kind === 'memory') {
      register = openMemoryRegister()
      return
    }
    postgres = await openIssuerTestDatabase('issuer_sharing_books', kind === 'PostgreSQL' ? undefined : plainOwner)
    register = openPostgresRegister(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
    if (postgres !== undefined && kind === 'PostgreSQL of a plain owner') await dropOwner(postgres.fresh)
  })

  let owner: School
  let receiver: School
  let stranger: School
  beforeEach(async () => {
    const found = async (): Promise<School> => {
      const id = newId<InstitutionId>()
      const institution: Institution = { id, slug: `s-${id.slice(0, 8)}`, name: { nl: `School ${id}`, en: 'School' }, country: 'NL', identifiers: {}, createdAt: at }
      await register.institutions.found({
        institution, statusList: { id: newId<StatusListId>(), size: 128 },
        signingKey: { kid: id, publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, sealedPrivateKey: 'sealed', certificatePem: 'pem', createdAt: at },
        ed25519Key: { kid: randomUUID(), publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
      }, act())
      return { institution, books: register.forInstitution(id) }
    }
    owner = await found()
    receiver = await found()
    stranger = await found()
  })

  const addPublished = async ({ books }: School, content = circularMinor): Promise<AchievementId> => {
    const id = newId<AchievementId>()
    await books.achievements.create({ id, content, offeringIds: [] }, act())
    await books.achievements.change(id, () => ({ publish: content }), act(1))
    return id
  }
  const share = (id: AchievementId, ...schools: School[]) => owner.books.sharing.share(id, schools.map(({ institution }) => institution), anyone, act(2))
  const adopt = async ({ books }: School, id: AchievementId): Promise<AchievementId> => {
    const as = newId<AchievementId>()
    expect(await books.sharing.adopt({ owner: owner.institution.slug, id }, as, act(3))).toBe('adopted')
    return as
  }
  const settle = (achievementId: AchievementId, reference: string) =>
    receiver.books.awards.settle({ achievementId, source: 'batch', results: [{ reference, learner: learners.maartje, result: results.passed }] }, decide, act(5))
  const notes = async ({ books }: School) => (await books.journal.list({ after: 0, limit: 500 })).filter(({ action }) => action.startsWith('achievement.')).map(({ action, reason }) => reason === '' ? action : `${action}: ${reason}`)

  it('TEN-01 what is shared is seen by who it is shared with, and by nobody else', async () => {
    const id = await addPublished(owner)
    await addPublished(owner, smallModule)
    expect(await receiver.books.sharing.list({ limit: 10 })).toEqual([])
    expect(await share(id, receiver)).toMatchObject({ sharedWith: [receiver.institution.slug], wasShared: true })
    const seen = { owner: { slug: owner.institution.slug, name: owner.institution.name }, id, version: 1, content: circularMinor, publishedAt: act(1).at }
    expect(await receiver.books.sharing.list({ limit: 10 })).toEqual([seen])
    expect(await receiver.books.sharing.find({ owner: owner.institution.slug, id })).toEqual(seen)
    for (const { books } of [stranger, owner]) {
      expect(await books.sharing.list({ limit: 10 })).toEqual([])
      expect(await books.sharing.find({ owner: owner.institution.slug, id })).toBeUndefined()
      expect(await books.sharing.adopt({ owner: owner.institution.slug, id }, newId<AchievementId>(), act())).toBe('unknown')
    }
    // Under the name of another it is not found, and in the catalogue of others it is not.
    expect(await receiver.books.sharing.find({ owner: stranger.institution.slug, id })).toBeUndefined()
    expect(await receiver.books.achievements.get(id)).toBeUndefined()
    expect(await receiver.books.achievements.list({ limit: 10 })).toEqual([])
    expect(await notes(owner)).toContain(`achievement.shared: with ${receiver.institution.slug}`)
    expect(await notes(receiver)).toEqual([])
  })

  it('archived, it is not shared; and only its owner shares it, if nothing speaks against it', async () => {
    const id = await addPublished(owner)
    expect(await receiver.books.sharing.share(id, [receiver.institution], anyone, act())).toBe('unknown')
    await share(id, receiver, stranger)
    await owner.books.achievements.change(id, () => ({ archived: true }), act(3))
    expect(await receiver.books.sharing.list({ limit: 10 })).toEqual([])
    expect(await receiver.books.sharing.adopt({ owner: owner.institution.slug, id }, newId<AchievementId>(), act())).toBe('unknown')
    await owner.books.achievements.change(id, () => ({ archived: false }), act(4))
    expect(await receiver.books.sharing.list({ limit: 10 })).toHaveLength(1)
    await expect(owner.books.sharing.share(id, [], () => { throw new RangeError('no') }, act())).rejects.toThrow(RangeError)
    expect(await receiver.books.sharing.list({ limit: 10 })).toHaveLength(1)
  })

  it('is listed page by page', async () => {
    const ids = [await addPublished(owner), await addPublished(owner, smallModule), await addPublished(owner)].sort()
    for (const id of ids) await share(id, receiver)
    const first = await receiver.books.sharing.list({ limit: 2 })
    expect(first.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect((await receiver.books.sharing.list({ limit: 2, after: ids[1]! })).map(({ id }) => id)).toEqual(ids.slice(2))
  })

  it('is adopted once, published as its owner published it, with its version', async () => {
    const first = await addPublished(owner)
    const id = newId<AchievementId>()
    await owner.books.achievements.createVersion({ of: first, id }, () => smallModule, act(2))
    await owner.books.achievements.change(id, () => ({ publish: smallModule }), act(2))
    await share(id, receiver)
    const as = await adopt(receiver, id)
    const adoptedFrom = { institution: owner.institution.slug, achievement: id, version: 2, shared: true }
    expect(await receiver.books.achievements.get(as)).toEqual({
      entry: { state: 'published', id: as, content: smallModule, createdAt: act(3).at, publishedAt: act(3).at, adoptedFrom },
      offeringIds: [], awarded: false, versions: [{ id: as, version: 1, state: 'published' }], sharedWith: [], wasShared: false,
    })
    expect(await receiver.books.sharing.list({ limit: 10 })).toMatchObject([{ id, version: 2, adoptedAs: as }])
    expect(await receiver.books.sharing.adopt({ owner: owner.institution.slug, id }, newId<AchievementId>(), act())).toBe('adopted_before')
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => stranger.books.sharing.adopt({ owner: owner.institution.slug, id }, newId<AchievementId>(), act())))
    expect(new Set(outcomes)).toEqual(new Set(['unknown']))
    expect(await notes(receiver)).toEqual([`achievement.adopted: version 2 of ${id} of ${owner.institution.slug}`])
  })

  it('is adopted once also by many requests at once', async () => {
    const id = await addPublished(owner)
    await share(id, receiver)
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => receiver.books.sharing.adopt({ owner: owner.institution.slug, id }, newId<AchievementId>(), act())))
    expect(outcomes.filter((outcome) => outcome === 'adopted')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'adopted_before')).toHaveLength(4)
    expect(await receiver.books.achievements.list({ limit: 10 })).toHaveLength(1)
  })

  it('unshared: not to be adopted, and no new awards of what was adopted; those there are go on; shared again: as before', async () => {
    const id = await addPublished(owner)
    await share(id, receiver, stranger)
    const as = await adopt(receiver, id)
    const awardId = (await settle(as, 'r-1') as { awardId: AwardId }[])[0]!.awardId
    const untouched = await receiver.books.journal.head()
    expect(await share(id, stranger)).toMatchObject({ sharedWith: [stranger.institution.slug], wasShared: true })
    expect(await receiver.books.journal.head()).toEqual(untouched)
    expect(await receiver.books.sharing.list({ limit: 10 })).toEqual([])
    expect(await receiver.books.achievements.get(as)).toMatchObject({ entry: { state: 'published', adoptedFrom: { shared: false } } })
    expect(await settle(as, 'r-2')).toMatchObject([{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_SHARED' }] }])
    expect(await settle(as, 'r-1')).toMatchObject([{ outcome: 'unchanged', awardId }])
    expect(await stranger.books.sharing.list({ limit: 10 })).toHaveLength(1)
    await share(id, receiver)
    expect(await stranger.books.sharing.list({ limit: 10 })).toEqual([])
    expect(await settle(as, 'r-2')).toMatchObject([{ outcome: 'awarded' }])
    expect(await verifyJournal(owner.institution.id, owner.books.journal)).toMatchObject({ outcome: 'intact' })
  })

  it('archived by its owner: no new awards of what others adopted either', async () => {
    const id = await addPublished(owner)
    await share(id, receiver)
    const as = await adopt(receiver, id)
    await owner.books.achievements.change(id, () => ({ archived: true }), act(4))
    expect(await settle(as, 'r-1')).toMatchObject([{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_SHARED' }] }])
    await owner.books.achievements.change(id, () => ({ archived: false }), act(5))
    expect(await settle(as, 'r-1')).toMatchObject([{ outcome: 'awarded' }])
  })

  it('sharing with whom it is shared already leaves no trace', async () => {
    const id = await addPublished(owner)
    await share(id, receiver)
    const before = await owner.books.journal.head()
    await share(id, receiver)
    expect(await owner.books.journal.head()).toEqual(before)
    await share(id)
    expect((await notes(owner)).at(-1)).toBe('achievement.shared: with nobody')
    expect(await owner.books.achievements.get(id)).toMatchObject({ sharedWith: [], wasShared: true })
  })

  if (kind !== 'memory') {
    it('TEN-03 the service’s role reads nothing of another institution by any other way, and the function only for its own', async () => {
      const id = await addPublished(owner)
      await share(id, receiver)
      await adopt(receiver, id)
      const inside = (school: School, text: string, values: unknown[] = []) => postgres!.database.inInstitution(school.institution.id, (tx) => tx.query(text, values))
      for (const table of ['achievements', 'achievement_shares']) {
        for (const school of [receiver, stranger]) {
          const { rows } = await inside(school, `SELECT institution_id FROM ${table} WHERE $1::uuid IS NOT NULL`)
          expect(rows.filter((row) => (row as { institution_id: string }).institution_id !== school.institution.id), table).toEqual([])
        }
      }
      const refused = await inside(stranger, 'SELECT * FROM shared_achievements($2) WHERE $1::uuid IS NOT NULL', [receiver.institution.id]).catch((error: unknown) => error)
      expect(sqlState(refused)).toBe('42501')
      const outside = await postgres!.database.query('SELECT * FROM shared_achievements($1)', [receiver.institution.id]).catch((error: unknown) => error)
      expect(sqlState(outside)).toBe('42501')
      // Nor can it share what is another's, or write there.
      const forged = await inside(stranger, 'INSERT INTO achievement_shares SELECT $2, $3, $1', [owner.institution.id, id]).catch((error: unknown) => error)
      expect(sqlState(forged)).toBe('42501')
    })

    it('what was shared or adopted keeps its content, whatever the service does', async () => {
      const id = await addPublished(owner)
      await share(id, receiver)
      const as = await adopt(receiver, id)
      await share(id)
      for (const [school, which] of [[owner, id], [receiver, as]] as const) {
        const refused = await school.books.achievements.change(which, () => ({ content: smallModule }), act(9)).catch((error: unknown) => error)
        expect(sqlState(refused)).toBe('42501')
        expect(await school.books.achievements.get(which)).toMatchObject({ entry: { content: circularMinor } })
      }
    })
  }
})

/** Hands the database to a login that owns it and is nothing else: no superuser, and not beyond row-level security. Gives its address. */
async function plainOwner({ url, name }: FreshDatabase): Promise<string> {
  await asSuperuser(url, `DO $$ BEGIN CREATE ROLE eduwallet_issuer NOLOGIN NOINHERIT; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    CREATE ROLE ${name}_owner LOGIN PASSWORD 'owner' NOSUPERUSER NOBYPASSRLS; GRANT eduwallet_issuer TO ${name}_owner; ALTER DATABASE ${name} OWNER TO ${name}_owner`)
  return Object.assign(new URL(url), { username: `${name}_owner`, password: 'owner' }).href
}

/** A role belongs to the server: it goes when its database has gone. */
async function dropOwner({ url, name }: FreshDatabase): Promise<void> {
  await asSuperuser(Object.assign(new URL(url), { pathname: '/postgres' }).href, `DROP ROLE ${name}_owner`)
}

async function asSuperuser(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statements)
  } finally {
    await client.end()
  }
}
