/**
 * What the sector's other issuers say in words of their own: educredentials (obv3-examples @a5a6b6d5) and the OB3 export of edubadges
 * (apps/ob3 @9a89bd01). We read these and never write them: their published context cannot be processed as JSON-LD. Their lists are shorter
 * than ours, and what means two things to us stays unknown.
 */
import type { AchievementKind, AssessmentType, ParticipationType } from '../achievement/vocabulary.ts'

/** Two of our words or more: which one was meant is not known. */
export const severalOfOurs = 'several'

/** educredentials says it in words, edubadges with its own values, which are ours. */
export const participationOfSector: Readonly<Record<string, ParticipationType | typeof severalOfOurs>> = {
  online: 'online', onsite: 'onsite', blended: 'blended', work_experience: 'work_experience',
  'onsite or blended': severalOfOurs,
  volunteering: 'volunteering',
  'work experience': 'work_experience',
  'personalized learning activities': 'personalized_learning',
}

export const assessmentOfSector: Readonly<Record<string, AssessmentType | typeof severalOfOurs>> = {
  testing: severalOfOurs, // written or oral
  'application of a skill': 'skills_test',
  portfolio: 'portfolio_assessment',
  'recognition of prior learning': 'recognition_of_prior_learning',
}

type KnownSupervision = { supervised: boolean; identityVerified?: boolean; place?: 'online' | 'onsite' }

/** The scale of Council Recommendation 2022/C 243/02 Annex I: "supervised online or onsite with identity verification" is its upper end. */
export const supervisionOfSector: Readonly<Record<string, KnownSupervision>> = {
  'unsupervised with no identity verification': { supervised: false, identityVerified: false },
  'supervised with no identity verification': { supervised: true, identityVerified: false },
  'supervised online': { supervised: true, place: 'online' },
  'onsite with identity verification': { supervised: true, identityVerified: true, place: 'onsite' },
}

/** The last part of a credentialSchema of educredentials. */
export const kindBySchema: Readonly<Record<string, AchievementKind>> = {
  'microcredential.json': 'microcredential', 'microcredential_ects.json': 'microcredential', 'microcredential_sbu.json': 'microcredential',
  'regular.json': 'regular', 'regular_ects.json': 'regular', 'regular_sbu.json': 'regular',
  'extracurricular.json': 'extra_curricular',
}
