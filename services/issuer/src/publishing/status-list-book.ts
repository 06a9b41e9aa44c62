import type { StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'

/** A list as it must be published: the indexes of what is revoked and of what is suspended and not revoked, and the version that says so. */
export type ListContent = { id: StatusListId; size: number; signingKid: string; version: number; revoked: number[]; suspended: number[] }

/** A published form of a list. `sequence` counts publications; it and `version` only move forward. */
export type Publication = { listId: StatusListId; sequence: number; version: number; token: string; issuedAt: Date; expiresAt: Date }

/**
 * How far the world is told what a list says. `sequence` 0 and no `issuedAt`: never published. `isWhole` is false of what a release published that
 * knew nothing of suspensions.
 */
export type ListStanding = { id: StatusListId; version: number; sequence: number; publishedVersion: number; isWhole: boolean; issuedAt?: Date }

/** The status lists of one institution. Which credential has which index is the issuance book's. */
export type StatusListBook = {
  /** Every list, oldest first. */
  list(): Promise<StatusListId[]>
  /** How far each list is published, oldest first. */
  standing(): Promise<ListStanding[]>
  /** Version and statuses of one list, from one snapshot. */
  read(id: StatusListId): Promise<ListContent | undefined>
  /** Records a publication if its sequence is exactly one more than the last and its version not lower; false when another process was first. */
  publish(publication: Publication): Promise<boolean>
  /** The last publication; undefined for a list that does not exist or was never published. */
  published(id: StatusListId): Promise<Publication | undefined>
  /** Opens a further list by hand; issuing opens one by itself when a list is full. */
  open(list: { id: StatusListId; size: number; signingKid: string }, act: Act): Promise<void>
}
