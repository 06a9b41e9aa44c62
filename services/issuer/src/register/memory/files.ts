import type { FileBook } from '../../issuing/file-book.ts'
import { promisedContent } from './claims.ts'
import { toCredential } from './issuance.ts'
import { appendMemoryJournal, type CredentialRow, type MemoryScope } from './scope.ts'

/** The credentials of awards that are bound to no key, in memory. */
export function openFileBook(scope: MemoryScope): FileBook {
  const { awards, credentials, statusLists } = scope.tables
  const standing = (awardId: string, configurationId: string): CredentialRow | undefined =>
    [...credentials.values()].find((row) => row.awardId === awardId && row.configurationId === configurationId && row.offerId === undefined && row.state !== 'revoked')
  const isTaken = (listId: string, index: number): boolean => [...credentials.values()].some((row) => row.listId === listId && row.statusIndex === index)
  return {
    async open(awardId, configurationId, { candidates, wanted }) {
      const award = awards.get(awardId)
      const achievement = award && promisedContent(scope, award.achievementId)
      if (award === undefined || achievement === undefined) return undefined
      const list = [...statusLists.values()].filter(({ state }) => state === 'open').sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())[0]
      if (list === undefined) throw new Error('the institution has no open status list')
      const known = standing(awardId, configurationId)
      const free = candidates.map((candidate) => candidate % list.size).filter((index) => !isTaken(list.id, index))
      return { award, achievement, known: known && toCredential(known), statusList: { id: list.id, size: list.size, freeIndexes: free.slice(0, wanted) } }
    },
    async intend({ award: { id: awardId, revision }, credential }, act) {
      const award = awards.get(awardId)
      if (award?.state !== 'awarded' || award.revision !== revision) return 'award_changed'
      if (isTaken(credential.listId, credential.statusIndex) || standing(awardId, credential.configurationId) !== undefined) return 'raced'
      credentials.set(credential.id, { ...credential, awardId, state: 'intended' })
      appendMemoryJournal(scope, act, [{ action: 'credential.intended', objectKind: 'credential', objectId: credential.id }])
      return 'intended'
    },
  }
}
