import type { Queryable } from '@eduwallet/storage'
import type { Act, JournalEntry } from '../../journal/types.ts'
import type { JournalRow } from '../../journal/hash-chain.ts'
import type { JournalBook } from '../../journal/journal-book.ts'
import type { InstitutionScope } from './scope.ts'

/** What a book says about one thing it did; actor, time and correlation come from the act. */
export type JournalNote = Omit<JournalEntry, 'actor' | 'reason'> & { reason?: string }

/**
 * Writes the notes in the institution's journal, in this transaction, in this order. Call it LAST in the transaction: it
 * holds the head of the institution's chain until the transaction ends, and every other act of the institution waits for it.
 */
export async function appendJournal(tx: Queryable, act: Act, notes: readonly JournalNote[]): Promise<void> {
  if (notes.length === 0) return
  const entries = notes.map((note) => ({
    actor: act.actor, action: note.action, objectKind: note.objectKind, objectId: note.objectId, reason: note.reason ?? '',
  }))
  await tx.query('SELECT journal_append($1::uuid, $2::timestamptz, $3::text, $4::jsonb)', [act.at, act.correlationId, JSON.stringify(entries)])
}

/** The journal of one institution, read in order. */
export function openJournalBook(scope: InstitutionScope): JournalBook {
  return {
    list: ({ after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<JournalColumns>(
          `SELECT seq, at, (extract(epoch FROM at) * 1000000)::bigint AS at_microseconds, actor, action, object_kind, object_id, reason, correlation_id, previous_hash, hash
             FROM journal WHERE institution_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
          [after, limit],
        )
        return rows.map(toRow)
      }),
    head: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ seq: number; hash: Uint8Array }>('SELECT seq, hash FROM journal_heads WHERE institution_id = $1')
        const head = rows[0]
        return head === undefined ? undefined : { seq: head.seq, hash: new Uint8Array(head.hash) }
      }),
  }
}

type JournalColumns = {
  seq: number
  at: Date
  at_microseconds: number
  actor: string
  action: JournalEntry['action']
  object_kind: JournalEntry['objectKind']
  object_id: string
  reason: string
  correlation_id: string
  previous_hash: Uint8Array
  hash: Uint8Array
}

function toRow(columns: JournalColumns): JournalRow {
  return {
    seq: columns.seq,
    at: columns.at,
    atMicroseconds: columns.at_microseconds,
    actor: columns.actor,
    action: columns.action,
    objectKind: columns.object_kind,
    objectId: columns.object_id,
    reason: columns.reason,
    correlationId: columns.correlation_id,
    previousHash: new Uint8Array(columns.previous_hash),
    hash: new Uint8Array(columns.hash),
  }
}
