import type { Achievement } from '@eduwallet/microcredential'
import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Award } from '../results/types.ts'
import type { ClaimOnRecord, CredentialOnRecord, IndexDraws, IntendedCredential } from './issuance-book.ts'

/** What an award can be made a file of, read at one moment. */
export type AwardForFile = {
  award: Award
  achievement: Achievement
  /** The file of this form that stands: there is one at most that is not revoked. */
  known: CredentialOnRecord | undefined
  statusList: ClaimOnRecord['statusList']
}

/** Credentials of awards that are bound to no key and come of no offer: files, which the institution hands over itself. */
export type FileBook = {
  /** Undefined for an award that is not there, or of an achievement that was not published. */
  open(awardId: AwardId, configurationId: ConfigurationId, draws: IndexDraws): Promise<AwardForFile | undefined>
  /**
   * One transaction: the award still as it was read, the record `intended`, the journal. `raced`: somebody took the index, or made the file of this form,
   * in the meantime. After anything but `intended` nothing has changed.
   */
  intend(intent: { award: { id: AwardId; revision: number }; credential: IntendedCredential }, act: Act): Promise<'intended' | 'raced' | 'award_changed'>
}
