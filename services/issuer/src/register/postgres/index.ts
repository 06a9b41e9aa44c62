import type { InstitutionId } from '../../institutions/types.ts'
import type { InstitutionBooks, Register } from '../index.ts'
import { openAchievementBook } from './achievements.ts'
import { openAnswerBook } from './answers.ts'
import { openAssociationBook } from './associations.ts'
import { openAwardBook } from './awards.ts'
import { openClaimSteps } from './claim-steps.ts'
import { openClaimBook } from './claims.ts'
import { openClientBook } from './clients.ts'
import { openCredentialBook } from './credentials.ts'
import { forgetExpired } from './housekeeping.ts'
import { openFileBook } from './files.ts'
import { openImageBook } from './images.ts'
import { openInstitutionBook, openServiceKeyBook } from './institutions.ts'
import { openIssuanceBook } from './issuance.ts'
import { openJournalBook } from './journal.ts'
import { openOfferBook } from './offers.ts'
import { openReadyMadeBook } from './ready-made.ts'
import { openResultBatchBook } from './result-batches.ts'
import { openInstitutionScope } from './scope.ts'
import { openSharingBook } from './sharing.ts'
import { openSigningKeyBook } from './signing-keys.ts'
import { openStatusListBook } from './status-lists.ts'
import { databaseWithin, type RegisterDatabase } from './within-transaction.ts'

/** Whose rows the operator's own answers are: no institution has this id. */
const operatorScope = '00000000-0000-0000-0000-000000000000' as InstitutionId

/** The book of record in PostgreSQL. Books hold no state of their own, so they are kept per institution. */
export function openPostgresRegister(database: RegisterDatabase): Register {
  const opened = new Map<string, InstitutionBooks>()
  const operator = openInstitutionScope(database, operatorScope)
  return {
    institutions: openInstitutionBook(database),
    serviceKeys: openServiceKeyBook(database),
    forInstitution(id) {
      let books = opened.get(id)
      if (books === undefined) {
        const scope = openInstitutionScope(database, id)
        const steps = openClaimSteps(scope)
        books = {
          clients: openClientBook(scope),
          signingKeys: openSigningKeyBook(scope),
          achievements: openAchievementBook(scope),
          sharing: openSharingBook(scope),
          images: openImageBook(scope),
          associations: openAssociationBook(scope),
          awards: openAwardBook(scope),
          resultBatches: openResultBatchBook(scope),
          offers: openOfferBook(scope),
          claims: openClaimBook(scope, steps),
          issuance: openIssuanceBook(scope, steps),
          files: openFileBook(scope),
          readyMade: openReadyMadeBook(scope),
          credentials: openCredentialBook(scope),
          statusLists: openStatusListBook(scope),
          journal: openJournalBook(scope),
          answers: openAnswerBook(scope),
          forgetExpired: (at) => forgetExpired(scope, at),
        }
        opened.set(id, books)
      }
      return books
    },
    operator: { answers: openAnswerBook(operator), forgetExpired: (at) => forgetExpired(operator, at) },
    inOneTransaction: (work) => database.transaction((tx) => work(openPostgresRegister(databaseWithin(tx)))),
    check: () => database.check(),
  }
}
