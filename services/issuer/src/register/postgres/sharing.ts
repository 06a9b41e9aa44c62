import { isUniqueViolation, type Queryable } from '@eduwallet/storage'
import type { Achievement } from '@eduwallet/microcredential'
import type { ForeignAchievement, SharedAchievement, SharingBook } from '../../catalogue/sharing-book.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { hold, readHeld } from './achievements.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** What one institution shares with others, and they with it: the latter through the function shared_achievements (migration 0006). */
export function openSharingBook(scope: InstitutionScope): SharingBook {
  return {
    share: (id, receivers, check, act) =>
      scope.transaction(async (tx) => {
        const current = await hold(tx, id)
        if (current === undefined) return 'unknown'
        check(current)
        const slugs = receivers.map(({ slug }) => slug)
        if (slugs.join() === current.sharedWith.join()) return current
        const ids = receivers.map((receiver) => receiver.id)
        await tx.query('DELETE FROM achievement_shares WHERE institution_id = $1 AND achievement_id = $2 AND shared_with_id <> ALL ($3::uuid[])', [id, ids])
        await tx.query('INSERT INTO achievement_shares (institution_id, achievement_id, shared_with_id) SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING', [id, ids])
        await tx.query('UPDATE achievements SET shared_at = coalesce(shared_at, $3) WHERE institution_id = $1 AND id = $2', [id, act.at])
        const result = await readHeld(tx, id)
        await appendJournal(tx, act, [{ action: 'achievement.shared', objectKind: 'achievement', objectId: id, reason: `with ${slugs.length === 0 ? 'nobody' : slugs.join(', ')}` }])
        return result
      }),
    list: ({ after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<SharedColumns>(`${selectShared('NULL')} WHERE $2::uuid IS NULL OR s.id > $2::uuid ORDER BY s.id LIMIT $3`, [after ?? null, limit])
        return rows.map(toShared)
      }),
    find: (achievement) => scope.transaction((tx) => find(tx, achievement)),
    async adopt(achievement, as, act) {
      try {
        return await scope.transaction(async (tx) => {
          const shared = await find(tx, achievement)
          if (shared === undefined) return 'unknown'
          await tx.query(
            `INSERT INTO achievements (institution_id, id, state, content, created_at, published_at, adopted_institution_id, adopted_achievement_id, adopted_version)
             SELECT $1, $2, 'published', $3, $4, $4, o.id, $5, $6 FROM institutions o WHERE o.slug = $7`,
            [as, JSON.stringify(shared.content), act.at, shared.id, shared.version, shared.owner.slug],
          )
          await appendJournal(tx, act, [{ action: 'achievement.adopted', objectKind: 'achievement', objectId: as, reason: `version ${shared.version} of ${shared.id} of ${shared.owner.slug}` }])
          return 'adopted'
        })
      } catch (error) {
        if (isUniqueViolation(error, 'achievements_adopted_once')) return 'adopted_before'
        throw error
      }
    },
  }
}

async function find(tx: Queryable, { owner, id }: ForeignAchievement): Promise<SharedAchievement | undefined> {
  const { rows } = await tx.query<SharedColumns>(`${selectShared('$2::uuid')} WHERE s.owner_slug = $3`, [id, owner])
  return rows[0] && toShared(rows[0])
}

/** `one`: the id of the one achievement that is looked for. */
const selectShared = (one: string): string => `SELECT s.*, a.id AS adopted_as FROM shared_achievements($1::uuid, ${one}) s
  LEFT JOIN achievements a ON a.institution_id = $1 AND a.adopted_institution_id = s.owner_id AND a.adopted_achievement_id = s.id`

type SharedColumns = {
  owner_slug: string; owner_name_nl: string; owner_name_en: string; id: AchievementId; version: number; content: Achievement; published_at: Date; adopted_as: AchievementId | null
}

function toShared(columns: SharedColumns): SharedAchievement {
  return {
    owner: { slug: columns.owner_slug, name: { nl: columns.owner_name_nl, en: columns.owner_name_en } },
    id: columns.id,
    version: columns.version,
    content: columns.content,
    publishedAt: columns.published_at,
    ...(columns.adopted_as === null ? {} : { adoptedAs: columns.adopted_as }),
  }
}
