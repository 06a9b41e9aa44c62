import type { BitstringPurpose } from '@eduwallet/status-list'
import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId, CredentialId, OfferId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'

/** What is on record of a credential. Its content is not. */
export type CredentialRecord = {
  id: CredentialId
  /** Not of one that the institution composed itself. */
  awardId?: AwardId
  /** Which revision of the award it says. */
  awardRevision?: number
  /** Nor of a file: nobody claimed it. */
  offerId?: OfferId
  configurationId: ConfigurationId
  /** `intended`: written before the signature; whether it reached a wallet is not known. Its status can be changed like any other's. */
  state: 'intended' | 'issued' | 'revoked'
  listId: StatusListId
  statusIndex: number
  /** For which purposes it says where its status is, of one that the institution composed itself; all others say it for both. */
  statusPurposes?: readonly BitstringPurpose[]
  issuedAt: Date
  expiresAt?: Date
  /** When the signed credential was recorded; absent while only the intent is. */
  signedAt?: Date
  revokedAt?: Date
  revocationReason?: string
  /** Since when it is suspended. A credential that was revoked while suspended keeps it, and is revoked. */
  suspendedAt?: Date
  suspensionReason?: string
}

/** What the world is told of a credential, whatever its form. */
export type CredentialStatus = 'valid' | 'suspended' | 'revoked'

/** The status that follows from a record. */
export function statusOf({ state, suspendedAt }: Pick<CredentialRecord, 'state' | 'suspendedAt'>): CredentialStatus {
  if (state === 'revoked') return 'revoked'
  return suspendedAt === undefined ? 'valid' : 'suspended'
}

/** What a credential is to be from now on, and why, for record and journal. No learner data. */
export type StatusChange = { status: CredentialStatus; reason: string }

/** Which credentials: these, all of which must be there; or every one of an award. */
export type CredentialSelection = { ids: readonly CredentialId[] } | { awardId: AwardId }

/**
 * `done`: how many there are, and how many of them changed; the others were so already. `unknown`: one of these, or the award, is not
 * there. `final`: one of these was revoked, or all of the award were. `unseen`: one of these does not say where such a status is to be read. After anything but `done` nothing has changed.
 */
export type StatusChangeOutcome = { outcome: 'done'; credentials: number; changed: number } | { outcome: 'unknown' | 'final' | 'unseen' }

export type CredentialBook = {
  /** In order of issue; `after` is the id of the last one of the page before. */
  list(page: { awardId?: AwardId; after?: CredentialId; limit: number }): Promise<CredentialRecord[]>
  get(id: CredentialId): Promise<CredentialRecord | undefined>
  /**
   * Status, list versions and journal in one transaction, and, unless they are restored, the end of the grants the credentials were claimed
   * with: whoever held one cannot have another credential made, with another key. What is so already keeps its first moment and reason. Of an award,
   * those that were revoked before stay so and are not counted.
   */
  changeStatus(selection: CredentialSelection, change: StatusChange, act: Act): Promise<StatusChangeOutcome>
}
