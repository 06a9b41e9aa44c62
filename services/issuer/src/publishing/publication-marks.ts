import type { StatusListId } from '../institutions/types.ts'

/**
 * The highest sequence of each list that ever left this process, kept outside the record. A record that was restored from
 * a backup knows fewer revocations than the world was told of; the marks show it.
 */
export type PublicationMarks = {
  /** 0 for a list that was never published. */
  of(id: StatusListId): number
  /** Every list that was ever published from here. */
  lists(): StatusListId[]
  /** Durable before it resolves; a lower sequence changes nothing. */
  raise(id: StatusListId, sequence: number): Promise<void>
}
