import type { BitstringPurpose } from '@eduwallet/status-list'
import type { ApiClient, ApiGrant } from '../../institutions/client-book.ts'
import type { AnyKeptSigningKey } from '../../institutions/institution-book.ts'
import type { AchievementId, AwardId, CredentialId, Institution, InstitutionId, OfferId, StatusListId } from '../../institutions/types.ts'
import type { KeptImage } from '../../catalogue/image/image-book.ts'
import type { CatalogueEntry } from '../../catalogue/types.ts'
import type { Publication } from '../../publishing/status-list-book.ts'
import type { BatchRow, ResultBatch } from '../../results/result-batch-book.ts'
import type { Award } from '../../results/types.ts'
import type { MemoryAnswers } from './answers.ts'
import { hashJournalRow, type JournalRow } from '../../journal/hash-chain.ts'
import type { Act, JournalEntry } from '../../journal/types.ts'

/** Everything one institution has on record, as plain maps. The names are those of the tables in migrations/. */
export type MemoryTables = {
  signingKeys: Map<string, SigningKeyRow>
  apiClients: Map<string, ApiClientRow>
  apiTokens: Map<string, ApiTokenRow>
  achievements: Map<string, CatalogueEntry>
  /** Only of second and later versions. */
  laterVersions: Map<AchievementId, { lineage: AchievementId; version: number }>
  /** Of those that are shared, or were: with whom. */
  achievementShares: Map<AchievementId, readonly { id: InstitutionId; slug: string }[]>
  /** By the achievement in the own catalogue. */
  adoptions: Map<AchievementId, { owner: Institution; achievement: AchievementId; version: number }>
  /** by digest */
  images: Map<string, KeptImage>
  /** offering id → achievement id */
  achievementOfferings: Map<string, AchievementId>
  associations: Map<string, AssociationRow>
  awards: Map<string, Award>
  /** by `<achievement id>/<batch id>` */
  resultBatches: Map<string, ResultBatchRow>
  /** by `<achievement id>/<batch id>/<row>` */
  resultBatchRows: Map<string, BatchRow & { expiresAt: Date }>
  awardRevisions: { awardId: AwardId; revision: number; awardedOn: string; grade?: string; state: Award['state']; replacedAt: Date }[]
  offers: Map<string, OfferRow>
  /** by hex of the token hash */
  accessTokens: Map<string, AccessTokenRow>
  /** by `<kind>:<hex of the value hash>` */
  usedValues: Map<string, { expiresAt: Date }>
  statusLists: Map<string, StatusListRow>
  publications: Map<string, PublicationRow>
  credentials: Map<string, CredentialRow>
  notifications: { offerId: OfferId; event: string; receivedAt: Date }[]
  journal: JournalRow[]
  answers: MemoryAnswers
}

export type ResultBatchRow = { batch: ResultBatch; sender: string; digest: Uint8Array }
export type SigningKeyRow = AnyKeptSigningKey
export type ApiClientRow = ApiClient
export type ApiTokenRow = ApiGrant
export type AssociationRow = {
  associationId: string; offeringId: string; learnerReference: string; givenName: string; familyName: string; lastResult?: unknown; updatedAt: Date
}
export type OfferRow = {
  id: OfferId; awardId: AwardId; configurations: readonly string[]; secretHash: Uint8Array; codeHash: Uint8Array; transactionCodeHash?: Uint8Array; transactionCodeTries: number
  state: 'open' | 'redeemed' | 'withdrawn' | 'locked'; createdAt: Date; expiresAt: Date; redeemedAt?: Date
}
export type AccessTokenRow = { offerId: OfferId; keyThumbprint?: string; clientId?: string; expiresAt: Date }
export type StatusListRow = { id: StatusListId; size: number; signingKid: string; state: 'open' | 'closed'; version: number; createdAt: Date }
export type PublicationRow = Publication
export type CredentialRow = {
  id: CredentialId; configurationId: string
  /** Not of one that an institution composed itself. */
  awardId?: AwardId; awardRevision?: number
  /** Nor of a file. */
  offerId?: OfferId; holderKey?: string
  /** Only of one that an institution composed itself. */
  referenceHash?: Uint8Array; statusPurposes?: readonly BitstringPurpose[]
  listId: StatusListId; statusIndex: number; payloadDigest: string; saltSeed: Uint8Array; signingKid: string
  issuedAt: Date; expiresAt?: Date; state: 'intended' | 'issued' | 'revoked'; signedAt?: Date; revokedAt?: Date; revocationReason?: string; suspendedAt?: Date; suspensionReason?: string
}

/** All institutions, for what one shares with another. */
export type MemoryWorld = { institutions: ReadonlyMap<string, Institution>; scopeOf: (id: InstitutionId) => MemoryScope }

/** What the books of one institution share in memory. A book does its checks and then its writes without awaiting in between. */
export type MemoryScope = { institutionId: InstitutionId; tables: MemoryTables; world: MemoryWorld }

const nobody: MemoryWorld = { institutions: new Map(), scopeOf: openMemoryScope }

/** An institution with nothing on record yet. */
export function openMemoryScope(institutionId: InstitutionId, world = nobody): MemoryScope {
  return {
    institutionId,
    world,
    tables: {
      signingKeys: new Map(), apiClients: new Map(), apiTokens: new Map(), achievements: new Map(), laterVersions: new Map(), achievementShares: new Map(), adoptions: new Map(), images: new Map(), achievementOfferings: new Map(),
      associations: new Map(), awards: new Map(), resultBatches: new Map(), resultBatchRows: new Map(), awardRevisions: [], offers: new Map(), accessTokens: new Map(), usedValues: new Map(),
      statusLists: new Map(), publications: new Map(), credentials: new Map(), notifications: [], journal: [], answers: new Map(),
    },
  }
}

/** The journal in memory: the same chain as `journal_append` of the migrations makes. */
export function appendMemoryJournal(
  scope: MemoryScope, act: Act, notes: readonly (Omit<JournalEntry, 'actor' | 'reason'> & { reason?: string })[],
): void {
  for (const note of notes) {
    const last = scope.tables.journal.at(-1)
    const row = {
      ...note, reason: note.reason ?? '', actor: act.actor, at: act.at, atMicroseconds: act.at.getTime() * 1000, correlationId: act.correlationId,
      seq: (last?.seq ?? 0) + 1, previousHash: last?.hash ?? new Uint8Array(),
    }
    scope.tables.journal.push({ ...row, hash: hashJournalRow(scope.institutionId, row) })
  }
}
