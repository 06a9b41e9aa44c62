import type { InstitutionBook, KeptServiceKey, ServiceKeyBook } from '../../institutions/institution-book.ts'
import type { Institution, InstitutionId } from '../../institutions/types.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The institutions themselves; what is founded with one goes into its own scope. */
export function openInstitutionBook(scopeOf: (id: InstitutionId) => MemoryScope, bySlug: Map<string, Institution>): InstitutionBook {
  return {
    async found({ institution, signingKey, ed25519Key, statusList }, act) {
      if (bySlug.has(institution.slug)) return false
      bySlug.set(institution.slug, institution)
      const scope = scopeOf(institution.id)
      for (const key of [signingKey, ed25519Key]) scope.tables.signingKeys.set(key.kid, key)
      scope.tables.statusLists.set(statusList.id, { ...statusList, signingKid: signingKey.kid, state: 'open', version: 0, createdAt: act.at })
      appendMemoryJournal(scope, act, [
        { action: 'institution.created', objectKind: 'institution', objectId: institution.id },
        { action: 'status-list.opened', objectKind: 'status-list', objectId: statusList.id },
      ])
      return true
    },
    findBySlug: async (slug) => bySlug.get(slug),
    list: async () => [...bySlug.values()].sort((one, other) => (one.slug < other.slug ? -1 : 1)),
  }
}

/** Keys of the service itself, one for each purpose. */
export function openServiceKeyBook(): ServiceKeyBook {
  const kept = new Map<string, KeptServiceKey>()
  return {
    async keep(purpose, candidate) {
      const standing = kept.get(purpose)
      if (standing !== undefined) return standing
      const made = await candidate()
      const first = kept.get(purpose)
      if (first !== undefined) return first
      kept.set(purpose, made)
      return made
    },
  }
}
