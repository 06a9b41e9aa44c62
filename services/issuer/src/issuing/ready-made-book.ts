import type { BitstringPurpose } from '@eduwallet/status-list'
import type { CredentialId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { IndexDraws, IntendedCredential } from './issuance-book.ts'

/** A credential that an institution composed itself, as it is on record: enough to make the very same one again, and none of its content. */
export type ReadyMadeRecord = Omit<IntendedCredential, 'configurationId' | 'holderKey' | 'awardRevision'> & {
  /** Name of the securing mechanism. */
  mechanism: string
  /** What its status entries are about; empty when it says of no list that it is in it. */
  statusPurposes: readonly BitstringPurpose[]
  /** SHA-256 of the name by which the institution means it (`credentialId`), when it has one. */
  referenceHash?: Uint8Array
}

export type ReadyMadeOnRecord = ReadyMadeRecord & { state: 'intended' | 'issued' | 'revoked' }

export type ReadyMadeBook = {
  /** What is on record under a reference, and the list that new credentials go into with the free one of the drawn indexes, read at one moment. */
  open(referenceHash: Uint8Array | undefined, draws: IndexDraws): Promise<{ known: ReadyMadeOnRecord | undefined; statusList: { id: StatusListId; freeIndex: number | undefined } }>
  /** One transaction: the record `intended`, and the journal. `raced`: somebody took the index or the reference meanwhile; nothing has changed. */
  intend(record: ReadyMadeRecord, act: Act): Promise<'intended' | 'raced'>
  /** Which credential is meant by a reference. */
  find(referenceHash: Uint8Array): Promise<CredentialId | undefined>
}
