import type { CredentialId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CredentialBook, CredentialRecord } from './credential-book.ts'
import { RevocationError } from './errors.ts'

/**
 * Revokes a credential, with the reason (no learner data in it) kept in record and journal. Revoking twice is once.
 * Throws RevocationError REVOCATION_CREDENTIAL_UNKNOWN.
 */
export async function revokeCredential(
  id: CredentialId, reason: string, act: Act, { credentials }: { credentials: Pick<CredentialBook, 'get' | 'revoke'> },
): Promise<CredentialRecord> {
  const outcome = await credentials.revoke(id, reason, act)
  if (outcome === 'unknown') throw unknown()
  return recordOf(id, credentials)
}

/**
 * Answers a wish to have a credential valid: it is, or it never will be again. A revocation is final, because everybody
 * who saw it would have to be told otherwise (Token Status List #section-7.1 `INVALID`).
 * Throws RevocationError REVOCATION_CREDENTIAL_UNKNOWN, REVOCATION_FINAL.
 */
export async function confirmValid(id: CredentialId, { credentials }: { credentials: Pick<CredentialBook, 'get'> }): Promise<CredentialRecord> {
  const credential = await recordOf(id, credentials)
  if (credential.state === 'revoked') throw new RevocationError('REVOCATION_FINAL', 'a revoked credential stays revoked; make a new offer instead')
  return credential
}

async function recordOf(id: CredentialId, credentials: Pick<CredentialBook, 'get'>): Promise<CredentialRecord> {
  const credential = await credentials.get(id)
  if (credential === undefined) throw unknown()
  return credential
}

function unknown(): RevocationError {
  return new RevocationError('REVOCATION_CREDENTIAL_UNKNOWN', 'this institution has no such credential')
}
