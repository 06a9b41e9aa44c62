/** What Open Badges and the model call the same things. */
import type { Achievement } from '../achievement/achievement.ts'
import type { AchievementKind } from '../achievement/vocabulary.ts'
import type { AwardingInstitution } from '../institution.ts'

/** AchievementType of Open Badges 3.0. A regular edubadge is given for a course of a programme; only our own `kind` tells the two apart. */
export const achievementTypes = {
  microcredential: 'MicroCredential',
  regular: 'Course',
  extra_curricular: 'CoCurricular',
  course: 'Course',
  programme: 'LearningProgram',
} as const satisfies Record<AchievementKind, string>

/** What an achievement type of others says of the kind. A "Badge", a "Certificate" or a "Diploma" may be any of ours. */
export const kindsByAchievementType: Readonly<Record<string, AchievementKind>> = {
  MicroCredential: 'microcredential', CoCurricular: 'extra_curricular', Course: 'course', LearningProgram: 'programme',
}

type Scheme = NonNullable<Achievement['programmeIdentifiers']>[number]['scheme']

/** identifierType of an achievement's otherIdentifier. */
export const programmeIdentifierTypes = { rio: 'ext:RIO', crebo: 'ext:CREBO', croho: 'ext:CROHO' } as const satisfies Record<Scheme, string>

/** identifierType of an issuer's otherIdentifier. `ext:BRIN` is the sector's own. */
export const institutionIdentifierTypes = {
  brin: 'ext:BRIN', schacHome: 'ext:schacHomeOrganization', rio: 'ext:RIO', kvk: 'ext:KvK', eckid: 'ext:ECKiD',
} as const satisfies Record<keyof AwardingInstitution['identifiers'], string>

/** targetType of the alignments that say what the model has a field for. `ext:EQF` and `ext:QualityAssurance` are the sector's own. */
export const alignmentTypes = { eqf: 'ext:EQF', nlqf: 'ext:NLQF', esco: 'ext:ESCO', qualityAssurance: 'ext:QualityAssurance', fieldOfStudy: 'ext:ISCED-F' } as const

/** Concept of the EU's ISCED-F 2013 vocabulary, followed by the code. */
export const iscedAddress = 'http://data.europa.eu/snb/isced-f/'
