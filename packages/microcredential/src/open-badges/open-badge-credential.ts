/** An unsigned OpenBadgeCredential (Open Badges 3.0 AchievementCredential) as it is made here; the words of our own context are not spelled out. */
import type { IdentityObject } from './identity.ts'

export type IdentifierEntry = { type: 'IdentifierEntry'; identifier: string; identifierType: string }

export type Alignment = {
  type: ['Alignment']
  targetName: string
  targetUrl: string
  targetDescription?: string
  targetFramework?: string
  targetCode?: string
  targetType?: string
}

export type IssuerProfile = {
  id: string
  type: ['Profile', 'DutchInstitution']
  name: string
  nameByLanguage: Record<string, string>
  address: { type: ['Address']; addressCountryCode: string }
  otherIdentifier?: IdentifierEntry[]
}

export type BadgeAchievement = {
  id: string
  type: ['Achievement', 'DutchAchievement']
  name: string
  description: string
  criteria: { narrative?: string }
} & Readonly<Record<string, unknown>>

export type OpenBadgeCredential = {
  '@context': string[]
  id: string
  type: ['VerifiableCredential', 'OpenBadgeCredential']
  name: string
  issuer: IssuerProfile
  validFrom: string
  validUntil?: string
  awardedDate: string
  credentialSubject: {
    id?: string
    type: ['AchievementSubject']
    identifier?: IdentityObject[]
    creditsEarned?: number
    achievement: BadgeAchievement
    result?: { type: ['Result']; resultDescription?: string; status: 'Completed'; value: string }[]
  }
  evidence?: { id?: string; type: ['Evidence']; name: string; description?: string }[]
}
