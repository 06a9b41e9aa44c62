import type { AwardId, CredentialId, OfferId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'

/** What is on record of a credential. Its content is not. */
export type CredentialRecord = {
  id: CredentialId
  awardId: AwardId
  /** Which revision of the award it says. */
  awardRevision: number
  offerId: OfferId
  /** `intended`: written before the signature; whether it reached a wallet is not known. It can be revoked like any other. */
  state: 'intended' | 'issued' | 'revoked'
  listId: StatusListId
  statusIndex: number
  issuedAt: Date
  expiresAt?: Date
  /** When the signed credential was recorded; absent while only the intent is. */
  signedAt?: Date
  revokedAt?: Date
  revocationReason?: string
}

export type CredentialBook = {
  /** In order of issue; `after` is the id of the last one of the page before. */
  list(page: { awardId?: AwardId; after?: CredentialId; limit: number }): Promise<CredentialRecord[]>
  get(id: CredentialId): Promise<CredentialRecord | undefined>
  /**
   * Status, list version and journal in one transaction, and the end of the grant the credential was claimed with: whoever held
   * it cannot have another one made, with another key. Revoking again keeps the first moment and reason.
   */
  revoke(id: CredentialId, reason: string, act: Act): Promise<'revoked' | 'already_revoked' | 'unknown'>
}
