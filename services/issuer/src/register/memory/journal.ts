import type { JournalBook } from '../../journal/journal-book.ts'
import type { MemoryScope } from './scope.ts'

/** The journal of one institution, in memory. */
export function openJournalBook(scope: MemoryScope): JournalBook {
  const { journal } = scope.tables
  return {
    list: async ({ after, limit }) => journal.filter((row) => row.seq > after).slice(0, limit),
    async head() {
      const last = journal.at(-1)
      return last && { seq: last.seq, hash: last.hash }
    },
  }
}
