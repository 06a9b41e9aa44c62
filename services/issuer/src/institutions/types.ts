import type { LocalizedText } from '@eduwallet/microcredential'

declare const brand: unique symbol
/** A string that names one kind of thing, so that an offer id cannot be passed where an award id is meant. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }
export type InstitutionId = Id<'institution'>
export type AchievementId = Id<'achievement'>
export type AwardId = Id<'award'>
export type ResultBatchId = Id<'result-batch'>
export type OfferId = Id<'offer'>
export type CredentialId = Id<'credential'>
export type StatusListId = Id<'status-list'>

/** An institution that issues here. `slug` is the last part of its credential issuer identifier and of its did:web. */
export type Institution = {
  id: InstitutionId
  slug: string
  name: LocalizedText
  /** ISO 3166-1 alpha-2. */
  country: string
  identifiers: { brin?: string; schacHome?: string; rio?: string; kvk?: string }
  createdAt: Date
}

/** What a client of an institution may do; the scope words of its access tokens. */
export const apiScopes = ['catalogue:write', 'results:write', 'offers:write', 'credentials:issue', 'revocations:write', 'read'] as const
export type ApiScope = (typeof apiScopes)[number]
