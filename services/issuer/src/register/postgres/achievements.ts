import { isUniqueViolation, type Queryable } from '@eduwallet/storage'
import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementBook } from '../../catalogue/achievement-book.ts'
import type { CataloguedAchievement, CatalogueEntry } from '../../catalogue/types.ts'
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
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AchievementColumns>(`${selectAchievement} AND a.id = $2`, [id])
        return rows[0] && toCatalogued(rows[0])
      }),
    list: ({ after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AchievementColumns>(
          `${selectAchievement} AND ($2::uuid IS NULL OR (a.created_at, a.id) >
             (SELECT p.created_at, p.id FROM achievements p WHERE p.institution_id = $1 AND p.id = $2::uuid))
           ORDER BY a.created_at, a.id LIMIT $3`,
          [after ?? null, limit],
        )
        return rows.map(toCatalogued)
      }),
    change: (id, decide, act) =>
      unlessOfferingTaken(() => scope.transaction(async (tx) => {
        // The strongest row lock: recording an award refers to this row (KEY SHARE, and FOR SHARE in settle) and waits for us.
        const held = await tx.query('SELECT 1 FROM achievements WHERE institution_id = $1 AND id = $2 FOR UPDATE', [id])
        if (held.rowCount === 0) return 'unknown' as const
        const read = async (): Promise<CataloguedAchievement> => {
          const { rows } = await tx.query<AchievementColumns>(`${selectAchievement} AND a.id = $2`, [id])
          const row = rows[0]
          if (row === undefined) throw new Error('a held achievement disappeared')
          return toCatalogued(row)
        }
        const { content, publish, offeringIds } = decide(await read())
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
        if (offeringIds !== undefined) {
          await tx.query('DELETE FROM achievement_offerings WHERE institution_id = $1 AND achievement_id = $2', [id])
          await linkOfferings(tx, id, offeringIds)
          notes.push(linked(id))
        }
        const result = await read()
        await appendJournal(tx, act, notes)
        return result
      })),
  }
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

const selectAchievement = `SELECT a.id, a.state, a.content, a.created_at, a.published_at,
  ARRAY(SELECT o.offering_id FROM achievement_offerings o WHERE o.institution_id = $1 AND o.achievement_id = a.id ORDER BY o.offering_id COLLATE "C") AS offering_ids,
  EXISTS (SELECT 1 FROM awards w WHERE w.institution_id = $1 AND w.achievement_id = a.id) AS awarded
  FROM achievements a WHERE a.institution_id = $1`

type AchievementColumns = EntryColumns & { offering_ids: string[]; awarded: boolean }

/** The columns an entry is read from. */
export type EntryColumns = { id: AchievementId; state: 'draft' | 'published'; content: unknown; created_at: Date; published_at: Date | null }

/** The entry of a row. Content was checked before it was written, and only this book writes it. */
export function toEntry(columns: EntryColumns): CatalogueEntry {
  const { id, state, content, created_at: createdAt, published_at: publishedAt } = columns
  return state === 'published'
    ? { state, id, content: content as Achievement, createdAt, publishedAt: publishedAt ?? createdAt }
    : { state, id, content: content as AchievementDraft, createdAt }
}

function toCatalogued(columns: AchievementColumns): CataloguedAchievement {
  return { entry: toEntry(columns), offeringIds: columns.offering_ids, awarded: columns.awarded }
}
