import type { Reason } from '../types.ts'

/** Longest line of a batch, and longest record of a CSV file, in octets. A row of results has a few hundred. */
export const mostLineBytes = 65_536

/**
 * One row of a batch as it came in. `line`: where it begins, from 1. `content`: all of it, for the digest of the batch. `field` gives the
 * name that the sender knows a field by.
 */
export type BatchLine = { line: number; content: string | Uint8Array; field?: (pointer: string) => string } & ({ value: unknown } | { unreadable: Reason })
