import { isEd25519, type SigningKeyBook } from '../../institutions/institution-book.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The signing keys of one institution, in memory. */
export function openSigningKeyBook(scope: MemoryScope): SigningKeyBook {
  const { signingKeys } = scope.tables
  return {
    list: async () => [...signingKeys.values()].sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime() || (one.kid < other.kid ? -1 : 1)),
    async addEd25519(key, act) {
      if ([...signingKeys.values()].some(isEd25519)) return false
      signingKeys.set(key.kid, key)
      appendMemoryJournal(scope, act, [{ action: 'signing-key.added', objectKind: 'institution', objectId: scope.institutionId, reason: `kid ${key.kid}` }])
      return true
    },
    async replaceCertificate(kid, certificatePem, act) {
      const key = signingKeys.get(kid)
      if (key === undefined || isEd25519(key)) return false
      signingKeys.set(kid, { ...key, certificatePem })
      appendMemoryJournal(scope, act, [{ action: 'certificate.replaced', objectKind: 'institution', objectId: scope.institutionId, reason: `kid ${kid}` }])
      return true
    },
  }
}
