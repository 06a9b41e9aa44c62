/** An unsigned ClrCredential (1EdTech Comprehensive Learner Record 2.0) as it is made here. */
import type { IdentityObject } from '../open-badges/identity.ts'
import type { BadgeAchievement, IssuerProfile, OpenBadgeCredential } from '../open-badges/open-badge-credential.ts'

/** How one achievement relates to another: the words of CLR that say something about microcredentials. */
export const clrAssociationTypes = ['exactMatchOf', 'isChildOf', 'isParentOf', 'isPartOf', 'isPeerOf', 'isRelatedTo', 'precedes', 'replacedBy'] as const
export type ClrAssociationType = (typeof clrAssociationTypes)[number]

export type ClrAssociation = { type: 'Association'; associationType: ClrAssociationType; sourceId: string; targetId: string }

/** A badge as it was issued: its own proof goes with it, where it has one inside. */
export type BundledBadge = OpenBadgeCredential & { readonly proof?: unknown }

export type ClrCredential = {
  '@context': string[]
  id: string
  type: ['VerifiableCredential', 'ClrCredential']
  name: string
  issuer: IssuerProfile
  validFrom: string
  credentialSubject: {
    id?: string
    type: ['ClrSubject']
    identifier?: IdentityObject[]
    verifiableCredential: BundledBadge[]
    achievement?: BadgeAchievement[]
    association?: ClrAssociation[]
  }
}

/** CLR 2.0.1, which stands between VCDM 2.0 and Open Badges. */
export const clrContext = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'
