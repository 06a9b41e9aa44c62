import { mostRowsToLookAt, type BatchCounts, type BatchName, type ResultBatchBook } from '../../results/result-batch-book.ts'
import { settleInMemory } from './awards.ts'
import { appendMemoryJournal, type MemoryScope, type ResultBatchRow } from './scope.ts'

/** The batches of results of one institution, in memory. */
export function openResultBatchBook(scope: MemoryScope): ResultBatchBook {
  const { achievements, resultBatches, resultBatchRows } = scope.tables
  const receivingFrom = (name: BatchName & { sender: string }): ResultBatchRow | undefined => {
    const known = resultBatches.get(keyOf(name))
    return known?.batch.state === 'receiving' && known.sender === name.sender ? known : undefined
  }
  return {
    async begin({ achievementId, id, sender, digest }, act) {
      if (!achievements.has(achievementId)) return 'unknown_achievement'
      const key = keyOf({ achievementId, id })
      const known = resultBatches.get(key)
      if (known !== undefined) {
        if (known.batch.state === 'receiving') resultBatches.set(key, { ...known, sender })
        return { batch: structuredClone(known.batch), digest: known.digest }
      }
      const batch = { achievementId, id, state: 'receiving' as const, rows: 0, counts: nothing, startedAt: act.at, updatedAt: act.at }
      resultBatches.set(key, { batch, sender, digest })
      appendMemoryJournal(scope, act, [{ action: 'result-batch.begun', objectKind: 'result-batch', objectId: id }])
      return { batch, digest }
    },
    async settle({ results, expiresAt, ...name }, decide, partOf, act) {
      const known = receivingFrom(name)
      if (known === undefined) return 'taken_over'
      const settled = settleInMemory(scope, { achievementId: name.achievementId, source: 'batch', results }, decide, act)
      if (settled === 'unknown_achievement') throw new Error('the achievement of a batch does not disappear')
      const { rows, digest, counts, toLookAt } = partOf(settled)
      resultBatches.set(keyOf(name), { ...known, digest, batch: { ...known.batch, rows, counts: sumOf(known.batch.counts, counts), updatedAt: act.at } })
      const kept = resultBatchRows.keys().filter((key) => key.startsWith(`${keyOf(name)}/`)).toArray().length
      for (const row of toLookAt.slice(0, mostRowsToLookAt - kept)) resultBatchRows.set(`${keyOf(name)}/${row.row}`, { ...row, expiresAt })
      return 'recorded'
    },
    async complete(name, act) {
      const known = receivingFrom(name)
      if (known === undefined) return 'taken_over'
      const batch = { ...known.batch, state: 'complete' as const, updatedAt: act.at, completedAt: act.at }
      resultBatches.set(keyOf(name), { ...known, batch })
      appendMemoryJournal(scope, act, [{ action: 'result-batch.completed', objectKind: 'result-batch', objectId: name.id, reason: `${batch.rows} rows` }])
      return structuredClone(batch)
    },
    async get(name) {
      const known = resultBatches.get(keyOf(name))
      return known && structuredClone(known.batch)
    },
    async rows(name, { outcome, after, limit }) {
      const own = [...resultBatchRows].flatMap(([key, { expiresAt: _expiresAt, ...row }]) => key.startsWith(`${keyOf(name)}/`) ? [row] : [])
      return own.filter((row) => row.row > after && (outcome === undefined || row.outcome === outcome)).sort((a, b) => a.row - b.row).slice(0, limit)
    },
  }
}

const nothing: BatchCounts = { awarded: 0, unchanged: 0, corrected: 0, not_awarded: 0, rejected: 0, droppedNumbers: 0, droppedFields: 0 }

function sumOf(one: BatchCounts, other: BatchCounts): BatchCounts {
  return Object.fromEntries(Object.entries(one).map(([name, count]) => [name, count + other[name as keyof BatchCounts]])) as BatchCounts
}

function keyOf({ achievementId, id }: BatchName): string {
  return `${achievementId}/${id}`
}
