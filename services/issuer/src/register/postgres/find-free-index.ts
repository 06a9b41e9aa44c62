import type { Queryable } from '@eduwallet/storage'
import type { StatusListId } from '../../institutions/types.ts'

/** The list that new credentials go into, and the first of the drawn indexes that nobody has; undefined when all are taken. */
export async function findFreeIndex(tx: Queryable, candidates: readonly number[]): Promise<{ id: StatusListId; size: number; freeIndex: number | undefined }> {
  const { rows } = await tx.query<{ id: StatusListId; size: number; free_index: number | null }>(
    `SELECT l.id, l.size, (
         SELECT tried.index FROM (SELECT drawn % l.size AS index, place FROM unnest($2::bigint[]) WITH ORDINALITY AS d(drawn, place)) AS tried
          WHERE NOT EXISTS (SELECT FROM credentials c WHERE c.institution_id = $1 AND c.list_id = l.id AND c.status_index = tried.index)
          ORDER BY tried.place LIMIT 1)::integer AS free_index
       FROM status_lists l WHERE l.institution_id = $1 AND l.state = 'open' ORDER BY l.created_at DESC, l.id LIMIT 1`,
    [candidates],
  )
  const list = rows[0]
  if (list === undefined) throw new Error('the institution has no open status list')
  return { id: list.id, size: list.size, freeIndex: list.free_index ?? undefined }
}
