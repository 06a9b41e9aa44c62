import type { AchievementBook } from '../catalogue/achievement-book.ts'
import type { ImageBook } from '../catalogue/image/image-book.ts'
import type { SharingBook } from '../catalogue/sharing-book.ts'
import type { ClaimBook } from '../claiming/claim-book.ts'
import type { ClientBook } from '../institutions/client-book.ts'
import type { InstitutionBook, ServiceKeyBook, SigningKeyBook } from '../institutions/institution-book.ts'
import type { InstitutionId } from '../institutions/types.ts'
import type { FileBook } from '../issuing/file-book.ts'
import type { IssuanceBook } from '../issuing/issuance-book.ts'
import type { ReadyMadeBook } from '../issuing/ready-made-book.ts'
import type { JournalBook } from '../journal/journal-book.ts'
import type { OfferBook } from '../offering/offer-book.ts'
import type { StatusListBook } from '../publishing/status-list-book.ts'
import type { AnswerBook } from '../repeating/answer-book.ts'
import type { AssociationBook } from '../results/association-book.ts'
import type { AwardBook } from '../results/award-book.ts'
import type { ResultBatchBook } from '../results/result-batch-book.ts'
import type { CredentialBook } from '../revoking/credential-book.ts'

/** The book of record. What belongs to an institution can only be had for one institution at a time. */
export type Register = {
  institutions: InstitutionBook
  serviceKeys: ServiceKeyBook
  forInstitution(id: InstitutionId): InstitutionBooks
  /** What was answered to the operator where there is no institution yet. */
  operator: Pick<InstitutionBooks, 'answers' | 'forgetExpired'>
  /**
   * Runs `work` on a register of which everything is one transaction: what `work` throws undoes all of it, and it may be run again
   * after a lost race. A register of a transaction has such parts itself. Inside, nothing is asked of the register around it.
   */
  inOneTransaction<T>(work: (register: Register) => Promise<T>): Promise<T>
  /** Throws when the record cannot be reached. */
  check(): Promise<void>
}

/** Every book of one institution. A room takes the one or two it needs. */
export type InstitutionBooks = {
  clients: ClientBook
  signingKeys: SigningKeyBook
  achievements: AchievementBook
  sharing: SharingBook
  images: ImageBook
  associations: AssociationBook
  awards: AwardBook
  resultBatches: ResultBatchBook
  offers: OfferBook
  claims: ClaimBook
  issuance: IssuanceBook
  files: FileBook
  readyMade: ReadyMadeBook
  credentials: CredentialBook
  statusLists: StatusListBook
  journal: JournalBook
  answers: AnswerBook
  /** Deletes what has expired: api tokens, access tokens, used one-time values, kept answers, rows of batches. Gives how many rows. */
  forgetExpired(at: Date): Promise<number>
}
