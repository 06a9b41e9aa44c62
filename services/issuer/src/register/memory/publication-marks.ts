import type { StatusListId } from '../../institutions/types.ts'
import type { PublicationMarks } from '../../publishing/publication-marks.ts'

/** Publication marks that last as long as the process. */
export function openMemoryMarks(): PublicationMarks {
  const marks = new Map<StatusListId, number>()
  return {
    of: (id) => marks.get(id) ?? 0,
    lists: () => [...marks.keys()],
    async raise(id, sequence) {
      if (sequence > (marks.get(id) ?? 0)) marks.set(id, sequence)
    },
  }
}
