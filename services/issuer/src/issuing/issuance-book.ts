import type { Achievement } from '@eduwallet/microcredential'
import type { OneTimeValue, TokenOnRecord } from '../claiming/claim-book.ts'
import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId, CredentialId, OfferId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Award } from '../results/types.ts'

/** A credential as it is on record: enough to make the very same one again, and none of its content. */
export type IntendedCredential = {
  id: CredentialId
  configurationId: ConfigurationId
  /** RFC 7638 thumbprint of the key it is bound to; absent from a credential that anybody may hand on. */
  holderKey?: string
  awardRevision: number
  listId: StatusListId
  statusIndex: number
  /** SHA-256 of the payload that is (or will be) signed, base64url. */
  payloadDigest: string
  /** 32 bytes from which every salt of its disclosures is derived. */
  saltSeed: Uint8Array
  signingKid: string
  /** Whole seconds: the credential's `iat`. */
  issuedAt: Date
  expiresAt?: Date
}
export type CredentialOnRecord = IntendedCredential & { state: 'intended' | 'issued' | 'revoked' }

/** Random whole numbers: each, modulo the size of the open list, is a status index that is tried until `wanted` are free. */
export type IndexDraws = { candidates: readonly number[]; wanted: number }

/** What an access token opens, read at one moment. */
export type ClaimOnRecord = {
  token: TokenOnRecord
  /** When the offer was made: an award corrected later is not the one that was offered. */
  offerCreatedAt: Date
  /** In which forms the award was offered. */
  configurations: readonly ConfigurationId[]
  award: Award
  achievement: Achievement
  /** Every credential of this offer so far. */
  credentials: CredentialOnRecord[]
  /** The list new credentials go into, and free indexes of it: as many as were wanted, fewer when the draws hit too few. */
  statusList: { id: StatusListId; size: number; freeIndexes: number[] }
}

/** Everything that goes on record before a key is touched. */
export type Intent = {
  tokenHash: Uint8Array
  offerId: OfferId
  award: { id: AwardId; revision: number }
  /** Of all `credentials`. */
  configurationId: ConfigurationId
  nonce: OneTimeValue
  dpopProof?: OneTimeValue
  /** Empty when every key has its credential already: then only the nonce is spent. */
  credentials: IntendedCredential[]
  /** How many credentials of this form one offer may ever have. */
  limit: number
}

/**
 * `intended`: all of it is on record. `raced`: somebody took an index or a key of this offer in the meantime; read again and
 * try again. After any outcome but `intended` nothing has changed.
 */
export type IntentOutcome = 'intended' | 'raced' | 'token_gone' | 'award_changed' | 'limit_reached' | 'nonce_used' | 'dpop_replayed'

export type IssuanceBook = {
  /**
   * What the token opens; undefined for a token that is not on record. Which status indexes are free is tried with the draws.
   */
  open(tokenHash: Uint8Array, draws: IndexDraws): Promise<ClaimOnRecord | undefined>
  /** One transaction: token and award still as they were read, nonce and DPoP proof marked as used, credentials `intended`, journal. */
  intend(intent: Intent, act: Act): Promise<IntentOutcome>
  /**
   * Records that these were signed, with the journal. False when one of them was revoked in the meantime: then it must not be
   * handed over. Saying it again changes nothing.
   */
  recordIssued(ids: readonly CredentialId[], act: Act): Promise<boolean>
  /** Closes a list that is full and opens the next one, with the journal; does nothing when another process just did. */
  replaceStatusList(full: StatusListId, next: { id: StatusListId; size: number; signingKid: string }, act: Act, reason?: string): Promise<void>
}
