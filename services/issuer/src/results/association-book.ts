import type { Learner, ReportedResult } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Decide } from './award-book.ts'
import type { Settled } from './types.ts'

/** An OOAPI association, reduced to what an award needs. */
export type AssociationOnRecord = {
  associationId: string
  offeringId: string
  learner: Learner
  result?: ReportedResult
  updatedAt: Date
}

/** What is on record when a message about an association arrives. */
export type KnownAssociation = { association: AssociationOnRecord | undefined; original: AssociationOnRecord | undefined }

/** What a message makes of an association. */
export type AssociationChange = { offeringId: string; learner: Learner; result?: ReportedResult }

export type ReceivedAssociation = {
  association: AssociationOnRecord
  created: boolean
  achievementId: AchievementId
  settled: Settled
}

/** The associations of one institution, and the award each may lead to. */
export type AssociationBook = {
  get(associationId: string): Promise<AssociationOnRecord | undefined>
  /**
   * One transaction, messages about one association one after the other: asks `change` what the message makes of what is on
   * record, records that, finds the achievement of the offering and settles the result with `decide`, all with the journal.
   * When `change` throws, nothing is recorded and its error comes out. `offering_unknown`: the offering leads to no achievement;
   * nothing is recorded, because data about learners of other offerings is not ours to keep.
   *
   * One association leads to one standing award. When it has one of another achievement than that of its offering:
   * `offering_changed` if the message moves the association, and nothing is recorded; else the catalogue moved the offering,
   * and the result is settled where the award stands.
   */
  receive(
    message: { associationId: string; originalAssociationId?: string },
    change: (known: KnownAssociation) => AssociationChange,
    decide: Decide,
    act: Act,
  ): Promise<ReceivedAssociation | 'offering_unknown' | 'offering_changed'>
}
