import type { PublicationMarks } from '../../publishing/publication-marks.ts'

/** Publication marks that last as long as the process. */
export function openMemoryMarks(): PublicationMarks {
  const marks = new Map<string, number>()
  return {
    of: (id) => marks.get(id) ?? 0,
    async raise(id, sequence) {
      if (sequence > (marks.get(id) ?? 0)) marks.set(id, sequence)
    },
  }
}
