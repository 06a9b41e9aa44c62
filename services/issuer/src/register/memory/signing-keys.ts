import type { SigningKeyBook } from '../../institutions/institution-book.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The signing keys of one institution, in memory. */
export function openSigningKeyBook(scope: MemoryScope): SigningKeyBook {
  const { signingKeys } = scope.tables
  return {
    list: async () => [...signingKeys.values()].sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
    async replaceCertificate(kid, certificatePem, act) {
      const key = signingKeys.get(kid)
      if (key === undefined) return false
      signingKeys.set(kid, { ...key, certificatePem })
      appendMemoryJournal(scope, act, [{ action: 'certificate.replaced', objectKind: 'institution', objectId: scope.institutionId, reason: `kid ${kid}` }])
      return true
    },
  }
}
