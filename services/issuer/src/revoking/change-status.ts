import type { AwardId, CredentialId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CredentialBook, CredentialRecord, CredentialSelection, StatusChange } from './credential-book.ts'
import { RevocationError } from './errors.ts'

type Needs = { credentials: Pick<CredentialBook, 'get' | 'changeStatus'> }

/** How many credentials a change was about, and how many were not so already. */
export type Changed = { credentials: number; changed: number }

/**
 * Revokes, suspends or restores a credential, with the reason (no learner data in it) kept in record and journal. Doing it twice is doing it once.
 * A revocation is final, because everybody who saw it would have to be told otherwise (Token Status List #section-7.1 `INVALID`; Bitstring
 * Status List v1.0 #bitstringstatuslistentry: a revocation is not reversible, a suspension is).
 * Throws RevocationError REVOCATION_CREDENTIAL_UNKNOWN, REVOCATION_FINAL, REVOCATION_UNSEEN (composed by the institution without such a status entry).
 */
export async function changeStatus(id: CredentialId, change: StatusChange, act: Act, { credentials }: Needs): Promise<CredentialRecord> {
  await changeAll({ ids: [id] }, change, act, { credentials })
  const credential = await credentials.get(id)
  if (credential === undefined) throw new RevocationError('REVOCATION_CREDENTIAL_UNKNOWN', 'this institution has no such credential')
  return credential
}

/**
 * The same for many credentials, all or none. Throws RevocationError REVOCATION_CREDENTIAL_UNKNOWN when one of them is not there,
 * REVOCATION_FINAL when one of them was revoked, REVOCATION_UNSEEN when one of them has no such status entry.
 */
export async function changeStatuses(ids: readonly CredentialId[], change: StatusChange, act: Act, needs: Needs): Promise<Changed> {
  return changeAll({ ids }, change, act, needs)
}

/**
 * The same for everything that was issued of one award, in whatever form; those of them that were revoked before stay so. Throws RevocationError
 * REVOCATION_AWARD_UNKNOWN, REVOCATION_FINAL when all of them were revoked.
 */
export async function changeStatusOfAward(awardId: AwardId, change: StatusChange, act: Act, needs: Needs): Promise<Changed> {
  return changeAll({ awardId }, change, act, needs)
}

async function changeAll(selection: CredentialSelection, change: StatusChange, act: Act, { credentials }: Needs): Promise<Changed> {
  const result = await credentials.changeStatus(selection, change, act)
  if (result.outcome === 'done') return { credentials: result.credentials, changed: result.changed }
  if (result.outcome === 'final') throw new RevocationError('REVOCATION_FINAL', 'a revoked credential stays revoked; make a new offer instead')
  if (result.outcome === 'unseen') throw new RevocationError('REVOCATION_UNSEEN', 'the credential does not say where such a status is to be read, so nobody would see it')
  throw 'awardId' in selection
    ? new RevocationError('REVOCATION_AWARD_UNKNOWN', 'this institution has no such award')
    : new RevocationError('REVOCATION_CREDENTIAL_UNKNOWN', 'this institution has no such credential')
}
