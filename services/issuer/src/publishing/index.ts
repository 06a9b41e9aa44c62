/**
 * What the world is told of revocations and suspensions: Token Status Lists, built from the record, signed with the key that signed their
 * credentials, and served from memory; and the same as Bitstring Status List Credentials, made from these.
 *
 * A list only moves forward: each publication is the next sequence, taken by compare-and-set, so two processes never
 * interleave; and the sequences that left a process are marked outside the record, so that a record restored from a
 * backup cannot take a revocation back.
 */
export { type BitstringForm, type BitstringLists, openBitstringLists, type ServedBitstring } from './bitstring-lists.ts'
export { PublishingError, type PublishingErrorCode } from './errors.ts'
export type { PublicationMarks } from './publication-marks.ts'
export { listLifetimeSeconds, publishLists } from './publish-lists.ts'
export { openPublishedLists, type PublishedLists, type ServedList } from './published-lists.ts'
export { createPublisher, type Publisher } from './publisher.ts'
export type { ListContent, ListStanding, Publication, StatusListBook } from './status-list-book.ts'
export { verifyPublishedList, type ListFault } from './verify-published-list.ts'
