/** One row of what an institution hands in, as a result to settle; or why it cannot be one. */
import { readResultRow } from '@eduwallet/microcredential'
import { reasonOf, reasons } from '../decide-result.ts'
import type { Reason, ResultToSettle, Settled } from '../types.ts'

/** How much of a row was thrown away at the door. */
export type DroppedOfRow = { nationalIdentityNumbers: number; fields: number }

/** A row that was read. `reference` of a bad one is named back so that the sender can find it. */
export type RowRead =
  | { ok: true; result: ResultToSettle; warnings: Reason[]; dropped: DroppedOfRow }
  | { ok: false; reference: string | null; reasons: Reason[]; dropped: DroppedOfRow }

/** Reads a row. `seen`: the references of the rows before it, to which that of a good row is added. */
export function readRow(value: unknown, seen: Set<string>): RowRead {
  const read = readResultRow(value)
  if (!read.ok) return { ok: false, reference: referenceOf(value), reasons: read.findings.map(reasonOf), dropped: read.dropped }
  const { reference, learner, result, warnings, dropped } = read
  if (seen.has(reference)) return { ok: false, reference, reasons: [reasons.repeated], dropped }
  // Octets of its own: V8 cuts a text out of a longer one without copying, and the cell it stood in would be held as long as it.
  seen.add(Buffer.from(reference).toString())
  return { ok: true, result: { reference, learner, result }, warnings: warnings.map(reasonOf), dropped }
}

/**
 * The reasons of a settled row in the words of the row, which knows no `/result`. The reader and the check of the award may warn of the
 * same: once is enough.
 */
export function reasonsOfRow({ reasons: settled }: Settled, warnings: readonly Reason[]): Reason[] {
  const own = settled.map((reason) => ({ ...reason, field: reason.field.replace(/^\/result(?=\/|$)/, '') }))
  return [...warnings.filter(({ code, field }) => !own.some((reason) => reason.code === code && reason.field === field)), ...own]
}

// Only when it is a short plain text.
function referenceOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'reference')) return null
  const { reference } = value as { reference: unknown }
  return typeof reference === 'string' && /^[\x20-\x7e]{1,200}$/.test(reference) ? reference : null
}
