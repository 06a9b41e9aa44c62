import { isUniqueViolation, type Queryable } from '@eduwallet/storage'
import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementBook } from '../../catalogue/achievement-book.ts'
import type { AchievementVersion, AdoptedFrom, CataloguedAchievement, CatalogueEntry, CatalogueState } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { appendJournal, type JournalNote } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The catalogue of one institution. */
export function openAchievementBook(scope: InstitutionScope): AchievementBook {
  return {
    create: (draft, act) =>
      unlessOfferingTaken(() => scope.transaction(async (tx) => {
        await tx.query(`INSERT INTO achievements (institution_id, id, state, content, created_at) VALUES ($1, $2, 'draft', $3, $4)`,
          [draft.id, JSON.stringify(draft.content), act.at])
        await linkOfferings(tx, draft.id, draft.offeringIds)
        await appendJournal(tx, act, [
          { action: 'achievement.created', objectKind: 'achievement', objectId: draft.id },
          ...(draft.offeringIds.length > 0 ? [linked(draft.id)] : []),
        ])
        return 'created' as const
      })),
    createVersion: ({ of, id }, draftOf, act) =>
      scope.transaction(async (tx) => {
        const current = await hold(tx, of)
        if (current === undefined) return 'unknown'
        const content = draftOf(current)
        const [first] = current.versions
        await tx.query(`INSERT INTO achievements (institution_id, id, state, content, created_at, first_version_id, version) VALUES ($1, $2, 'draft', $3, $4, $5, $6)`,
          [id, JSON.stringify(content), act.at, first?.id, current.versions.length + 1])
        await appendJournal(tx, act, [{ action: 'achievement.created', objectKind: 'achievement', objectId: id, reason: `version ${current.versions.length + 1}, after ${of}` }])
        return 'created'
      }),
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AchievementColumns>(`${selectAchievement} AND a.id = $2`, [id])
        return rows[0] && toCatalogued(rows[0])
      }),
    list: ({ state, after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AchievementColumns>(
          `${selectAchievement} AND ($2::uuid IS NULL OR (a.created_at, a.id) >
             (SELECT p.created_at, p.id FROM achievements p WHERE p.institution_id = $1 AND p.id = $2::uuid))
             AND ($4::text IS NULL OR ${stateOf('a')} = $4)
           ORDER BY a.created_at, a.id LIMIT $3`,
          [after ?? null, limit, state ?? null],
        )
        return rows.map(toCatalogued)
      }),
    change: (id, decide, act) =>
      unlessOfferingTaken(() => scope.transaction(async (tx) => {
        const current = await hold(tx, id)
        if (current === undefined) return 'unknown' as const
        const { content, publish, offeringIds, archived } = decide(current)
        const notes: JournalNote[] = []
        if (content !== undefined) {
          await tx.query('UPDATE achievements SET content = $3 WHERE institution_id = $1 AND id = $2', [id, JSON.stringify(content)])
          notes.push({ action: 'achievement.changed', objectKind: 'achievement', objectId: id })
        }
        if (publish !== undefined) {
          await tx.query(`UPDATE achievements SET state = 'published', content = $3, published_at = coalesce(published_at, $4) WHERE institution_id = $1 AND id = $2`,
            [id, JSON.stringify(publish), act.at])
          notes.push({ action: 'achievement.published', objectKind: 'achievement', objectId: id })
        }
        if (archived !== undefined) {
          await tx.query('UPDATE achievements SET archived_at = $3 WHERE institution_id = $1 AND id = $2', [id, archived ? act.at : null])
          notes.push({ action: archived ? 'achievement.archived' : 'achievement.restored', objectKind: 'achievement', objectId: id })
        }
        if (offeringIds !== undefined) {
          await tx.query('DELETE FROM achievement_offerings WHERE institution_id = $1 AND achievement_id = $2', [id])
          await linkOfferings(tx, id, offeringIds)
          notes.push(linked(id))
        }
        const result = await readHeld(tx, id)
        await appendJournal(tx, act, notes)
        return result
      })),
  }
}

/**
 * The achievement, held until the transaction ends. The strongest row lock: recording an award refers to this row (KEY SHARE, and FOR
 * SHARE in settle) and waits for us, as does whoever wants to make its next version.
 */
export async function hold(tx: Queryable, id: AchievementId): Promise<CataloguedAchievement | undefined> {
  const held = await tx.query('SELECT 1 FROM achievements WHERE institution_id = $1 AND id = $2 FOR UPDATE', [id])
  return held.rowCount === 0 ? undefined : readHeld(tx, id)
}

/** A statement of its own: it sees what others wrote while the lock was waited for. */
export async function readHeld(tx: Queryable, id: AchievementId): Promise<CataloguedAchievement> {
  const { rows } = await tx.query<AchievementColumns>(`${selectAchievement} AND a.id = $2`, [id])
  const row = rows[0]
  if (row === undefined) throw new Error('a held achievement disappeared')
  return toCatalogued(row)
}

const linked = (id: AchievementId): JournalNote => ({ action: 'achievement.offerings-linked', objectKind: 'achievement', objectId: id })

async function linkOfferings(tx: Queryable, id: AchievementId, offeringIds: readonly string[]): Promise<void> {
  if (offeringIds.length === 0) return
  await tx.query('INSERT INTO achievement_offerings (institution_id, offering_id, achievement_id) SELECT $1, unnest($3::text[]), $2', [id, offeringIds])
}

async function unlessOfferingTaken<T>(work: () => Promise<T>): Promise<T | 'offering_taken'> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error, 'achievement_offerings_pkey')) return 'offering_taken'
    throw error
  }
}

/** The state of a row as the catalogue tells it. */
const stateOf = (row: string): string => `CASE WHEN ${row}.archived_at IS NULL THEN ${row}.state ELSE 'archived' END`

/** What an entry is read from, of `achievements a`; `$1` is the institution. */
export const entryColumns = `a.id, ${stateOf('a')} AS state, a.content, a.created_at, a.published_at, a.archived_at,
  (SELECT jsonb_build_object('institution', o.slug, 'achievement', a.adopted_achievement_id, 'version', a.adopted_version, 'shared',
      EXISTS (SELECT FROM shared_achievements($1::uuid, a.adopted_achievement_id) s WHERE s.owner_id = a.adopted_institution_id))
    FROM institutions o WHERE o.id = a.adopted_institution_id) AS adopted_from`

const selectAchievement = `SELECT ${entryColumns},
  ARRAY(SELECT o.offering_id FROM achievement_offerings o WHERE o.institution_id = $1 AND o.achievement_id = a.id ORDER BY o.offering_id COLLATE "C") AS offering_ids,
  EXISTS (SELECT 1 FROM awards w WHERE w.institution_id = $1 AND w.achievement_id = a.id) AS awarded,
  (SELECT jsonb_agg(jsonb_build_object('id', v.id, 'version', v.version, 'state', ${stateOf('v')}) ORDER BY v.version) FROM achievements v
    WHERE v.institution_id = $1 AND v.lineage_id = a.lineage_id) AS versions,
  ARRAY(SELECT o.slug FROM achievement_shares s JOIN institutions o ON o.id = s.shared_with_id
    WHERE s.institution_id = $1 AND s.achievement_id = a.id ORDER BY o.slug COLLATE "C") AS shared_with,
  a.shared_at IS NOT NULL AS was_shared
  FROM achievements a WHERE a.institution_id = $1`

type AchievementColumns = EntryColumns & { offering_ids: string[]; awarded: boolean; versions: AchievementVersion[]; shared_with: string[]; was_shared: boolean }

/** The columns an entry is read from. */
export type EntryColumns = {
  id: AchievementId; state: CatalogueState; content: unknown; created_at: Date; published_at: Date | null; archived_at: Date | null; adopted_from: AdoptedFrom | null
}

/** The entry of a row. Content was checked before it was written, and only this book writes it. */
export function toEntry(columns: EntryColumns): CatalogueEntry {
  const { id, state, content, created_at: createdAt, archived_at: archivedAt, adopted_from: adoptedFrom } = columns
  if (state === 'draft') return { state, id, content: content as AchievementDraft, createdAt }
  const published = { id, content: content as Achievement, createdAt, publishedAt: columns.published_at ?? createdAt, ...(adoptedFrom === null ? {} : { adoptedFrom }) }
  return archivedAt === null ? { state: 'published', ...published } : { state: 'archived', ...published, archivedAt }
}

function toCatalogued(columns: AchievementColumns): CataloguedAchievement {
  return {
    entry: toEntry(columns), offeringIds: columns.offering_ids, awarded: columns.awarded, versions: columns.versions,
    sharedWith: columns.shared_with, wasShared: columns.was_shared,
  }
}
