import type { RecognisedIssuer } from '../../judging/index.ts'
import type { TrustedIssuerBook } from '../../trust/index.ts'

/** The registry of issuers in memory, for tests: the same contract as the one in Postgres. */
export function memoryTrustedIssuers(): TrustedIssuerBook {
  const issuers = new Map<string, RecognisedIssuer>()
  return {
    async put(issuer) {
      issuers.set(issuer.identifier, structuredClone(issuer))
    },
    async find(identifier) {
      const issuer = issuers.get(identifier)
      return issuer && structuredClone(issuer)
    },
    async list() {
      return [...issuers.values()].sort((a, b) => (a.identifier < b.identifier ? -1 : 1)).map((issuer) => structuredClone(issuer))
    },
    async remove(identifier) {
      return issuers.delete(identifier)
    },
  }
}
