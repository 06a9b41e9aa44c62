import type { Institution, InstitutionId } from '../../institutions/types.ts'
import type { InstitutionBooks, Register } from '../index.ts'
import { openAchievementBook } from './achievements.ts'
import { openAnswerBook, type HeldNames } from './answers.ts'
import { openAssociationBook } from './associations.ts'
import { openAwardBook } from './awards.ts'
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
import { openMemoryScope, type MemoryScope } from './scope.ts'
import { openSharingBook } from './sharing.ts'
import { openSigningKeyBook } from './signing-keys.ts'
import { openStatusListBook } from './status-lists.ts'
import { keepTables } from './undo.ts'

/**
 * The book of record in memory: the same contract as in PostgreSQL, for the tests of rooms and doors. Whoever hands in
 * `scopes` can look at what is on record, and put things there.
 */
export function openMemoryRegister(scopes = new Map<InstitutionId, MemoryScope>()): Register {
  const institutions = new Map<string, Institution>()
  const scopeOf = (id: InstitutionId): MemoryScope => {
    let scope = scopes.get(id)
    if (scope === undefined) scopes.set(id, scope = openMemoryScope(id, { institutions, scopeOf }))
    return scope
  }
  const operator = openMemoryScope('operator' as InstitutionId)
  const serviceKeys = openServiceKeyBook()
  const inUse = new Set<string>()
  /** `held`: the names that the transaction which this register is has taken; undefined for the register itself. */
  const openRegister = (held: HeldNames | undefined): Register => {
    const names = held ?? { all: inUse, own: new Set<string>() }
    return {
      institutions: openInstitutionBook(scopeOf, institutions),
      serviceKeys,
      forInstitution: (id) => openMemoryBooks(scopeOf(id), names),
      operator: { answers: openAnswerBook('operator', operator.tables.answers, names), forgetExpired: async (at) => forgetExpired(operator, at) },
      async inOneTransaction(work) {
        const undo = keepTables([institutions, ...[...scopes.values(), operator].flatMap(({ tables }) => Object.values(tables))])
        const own = held ?? { all: inUse, own: new Set<string>() }
        try {
          return await work(openRegister(own))
        } catch (error) {
          undo()
          throw error
        } finally {
          if (held === undefined) for (const name of own.own) inUse.delete(name)
        }
      },
      check: async () => {},
    }
  }
  return openRegister(undefined)
}

/** Every book of one institution over the same maps. */
export function openMemoryBooks(scope: MemoryScope, names: HeldNames = { all: new Set(), own: new Set() }): InstitutionBooks {
  return {
    clients: openClientBook(scope),
    signingKeys: openSigningKeyBook(scope),
    achievements: openAchievementBook(scope),
    sharing: openSharingBook(scope),
    images: openImageBook(scope),
    associations: openAssociationBook(scope),
    awards: openAwardBook(scope),
    resultBatches: openResultBatchBook(scope),
    offers: openOfferBook(scope),
    claims: openClaimBook(scope),
    issuance: openIssuanceBook(scope),
    files: openFileBook(scope),
    readyMade: openReadyMadeBook(scope),
    credentials: openCredentialBook(scope),
    statusLists: openStatusListBook(scope),
    journal: openJournalBook(scope),
    answers: openAnswerBook(scope.institutionId, scope.tables.answers, names),
    forgetExpired: async (at) => forgetExpired(scope, at),
  }
}
