/** An edubadges BadgeClass as JSON: Open Badges 2.0 with the extensions of edubadges, and the plain attributes its public address adds. */

/** Where edubadges serves the context of each extension; another installation has its own root. */
export const extensionsRoot = 'https://api.edubadges.nl/static'

export type ExtensionName = 'ECTS' | 'EQF' | 'LearningOutcome' | 'Language' | 'StudyLoad' | 'TimeInvestment' | 'EducationProgramIdentifier'
export type Extension = { '@context': string; type: readonly string[] } & Partial<Record<ExtensionName, string | number | readonly number[]>>

export type BadgeClassAlignment = { targetName: string; targetUrl: string; targetFramework?: string; targetCode?: string }

export type BadgeClassDocument = {
  '@context': 'https://w3id.org/openbadges/v2'
  type: 'BadgeClass'
  id: string
  issuer: string
  name: string
  description: string
  image?: string
  /** Markdown. */
  criteria: { narrative?: string }
  alignment: BadgeClassAlignment[]
  tags: string[]
  typeBadgeClass: 'micro_credential' | 'regular' | 'extra_curricular'
  participation?: string
  assessmentType?: string
  assessmentSupervised?: boolean
  assessmentIdVerified?: boolean
  qualityAssuranceName?: string
  qualityAssuranceUrl?: string
  /** Markdown. */
  qualityAssuranceDescription?: string
  stackable?: boolean
  eqfNlqfLevelVerified?: boolean
  formal?: boolean
  /** Days. */
  expirationPeriod?: number
} & { [Name in `extensions:${ExtensionName}Extension`]?: Extension }

/** One extension in the form in which edubadges keeps it. */
export function extension(name: ExtensionName, value: string | number | readonly number[], root: string): Extension {
  return { '@context': `${root}/extensions/${name}Extension/context.json`, type: ['Extension', `extensions:${name}Extension`], [name]: value }
}
