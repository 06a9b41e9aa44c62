import type { JournalRow } from './hash-chain.ts'

/** The journal of one institution. Nothing here writes: an act writes its own row, in its own transaction. */
export type JournalBook = {
  /** Rows with `seq` greater than `after`, in order, at most `limit`. */
  list(page: { after: number; limit: number }): Promise<JournalRow[]>
  /** The last row the chain knows of; undefined when nothing was ever written. */
  head(): Promise<{ seq: number; hash: Uint8Array } | undefined>
}
