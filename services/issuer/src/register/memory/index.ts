import type { InstitutionId } from '../../institutions/types.ts'
import type { InstitutionBooks, Register } from '../index.ts'
import { openAchievementBook } from './achievements.ts'
import { openAssociationBook } from './associations.ts'
import { openAwardBook } from './awards.ts'
import { openClaimBook } from './claims.ts'
import { openClientBook } from './clients.ts'
import { openCredentialBook } from './credentials.ts'
import { forgetExpired } from './housekeeping.ts'
import { openInstitutionBook, openServiceKeyBook } from './institutions.ts'
import { openIssuanceBook } from './issuance.ts'
import { openJournalBook } from './journal.ts'
import { openOfferBook } from './offers.ts'
import { openMemoryScope, type MemoryScope } from './scope.ts'
import { openSigningKeyBook } from './signing-keys.ts'
import { openStatusListBook } from './status-lists.ts'

/**
 * The book of record in memory: the same contract as in PostgreSQL, for the tests of rooms and doors. Whoever hands in
 * `scopes` can look at what is on record, and put things there.
 */
export function openMemoryRegister(scopes = new Map<InstitutionId, MemoryScope>()): Register {
  const scopeOf = (id: InstitutionId): MemoryScope => {
    let scope = scopes.get(id)
    if (scope === undefined) scopes.set(id, scope = openMemoryScope(id))
    return scope
  }
  return {
    institutions: openInstitutionBook(scopeOf),
    serviceKeys: openServiceKeyBook(),
    forInstitution: (id) => openMemoryBooks(scopeOf(id)),
    check: async () => {},
  }
}

/** Every book of one institution over the same maps. */
export function openMemoryBooks(scope: MemoryScope): InstitutionBooks {
  return {
    clients: openClientBook(scope),
    signingKeys: openSigningKeyBook(scope),
    achievements: openAchievementBook(scope),
    associations: openAssociationBook(scope),
    awards: openAwardBook(scope),
    offers: openOfferBook(scope),
    claims: openClaimBook(scope),
    issuance: openIssuanceBook(scope),
    credentials: openCredentialBook(scope),
    statusLists: openStatusListBook(scope),
    journal: openJournalBook(scope),
    forgetExpired: async (at) => forgetExpired(scope, at),
  }
}
