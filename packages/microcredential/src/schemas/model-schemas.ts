/**
 * The schemas of the model that institutions and readers meet, each with the name in its address. A published version never changes
 * what it takes: another shape is another version.
 */
import type { z } from 'zod'
import { achievementDraftSchema, achievementSchema } from '../achievement/achievement.ts'
import { awardedAchievementSchema } from '../award/awarded-achievement.ts'
import { learnerSchema } from '../award/learner.ts'
import { reportedResultSchema } from '../award/reported-result.ts'
import { resultRowSchema } from '../award/result-row.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import type { LocalizedText } from '../text/localized-text.ts'

type ModelSchema = {
  schema: z.ZodType
  title: LocalizedText
  description: LocalizedText
  /** Where the field guide has its fields. */
  guide: '' | '/learner'
}

const rules: LocalizedText = {
  nl: 'Welke velden er moeten zijn en binnen welke grenzen, hangt ook af van soort, sector en dag. Dat zegt een JSON Schema niet; vraag het de issuer (POST /{slug}/api/v1/achievement-checks) of "npm run -s check-achievement". Hetzelfde geldt voor een cijferschaal waarvan het laagste niet onder het hoogste ligt, en voor teksten die samen meer dan 56.000 bytes zijn.',
  en: 'Which fields must be there and within which limits also depends on kind, sector and day. A JSON Schema does not say that; ask the issuer (POST /{slug}/api/v1/achievement-checks) or "npm run -s check-achievement". The same goes for a scale of grades whose lowest is not below its highest, and for texts of more than 56,000 bytes together.',
}
const numbers: LocalizedText = {
  nl: 'Een burgerservicenummer mag nergens staan; dat ziet een JSON Schema niet.',
  en: 'A national identity number may stand nowhere; a JSON Schema does not see that.',
}

const both = (one: LocalizedText, other: LocalizedText): LocalizedText => ({ nl: `${one.nl} ${other.nl}`, en: `${one.en} ${other.en}` })

export const modelSchemas = {
  'achievement': {
    schema: achievementSchema, guide: '',
    title: { nl: 'Wat kan worden behaald', en: 'Achievement' },
    description: both({ nl: 'Wat kan worden toegekend: één vorm voor mbo, hbo en wo, waaruit elke standaard wordt gemaakt.', en: 'What may be awarded: one form for mbo, hbo and wo, from which every standard is made.' }, rules),
  },
  'achievement-draft': {
    schema: achievementDraftSchema, guide: '',
    title: { nl: 'Concept', en: 'Achievement draft' },
    description: { nl: 'Hetzelfde terwijl het wordt geschreven: alles mag ontbreken, niets mag een verkeerde vorm hebben.', en: 'The same while it is being written: everything may be absent, nothing may be malformed.' },
  },
  'awarded-achievement': {
    schema: awardedAchievementSchema, guide: '',
    title: { nl: 'Toekenning', en: 'Awarded achievement' },
    description: both({ nl: 'Eén microcredential zoals één instelling die aan één deelnemer heeft toegekend.', en: 'One achievement as one institution awarded it to one learner.' }, both(rules, numbers)),
  },
  'awarding-institution': {
    schema: awardingInstitutionSchema, guide: '',
    title: { nl: 'Instelling', en: 'Awarding institution' },
    description: { nl: 'De instelling die toekent, en hoe registers haar kennen. Andere velden worden niet gelezen.', en: 'The institution that awards, and how registers know it. Other fields are not read.' },
  },
  'learner': {
    schema: learnerSchema, guide: '/learner',
    title: { nl: 'Deelnemer', en: 'Learner' },
    description: both({ nl: 'De deelnemer zoals de instelling die kent. Andere velden worden niet gelezen.', en: 'The learner as the institution knows them. Other fields are not read.' }, numbers),
  },
  'reported-result': {
    schema: reportedResultSchema, guide: '',
    title: { nl: 'Gemeld resultaat', en: 'Reported result' },
    description: { nl: 'Wat een instelling over een resultaat zegt, voor zover dat nodig is om toe te kennen.', en: 'What an institution says about a result, as far as awarding needs it.' },
  },
  'result-row': {
    schema: resultRowSchema, guide: '',
    title: { nl: 'Regel met een resultaat', en: 'Result row' },
    description: both({ nl: 'Eén resultaat zoals een instelling het inlevert. Andere velden worden weggegooid en geteld.', en: 'One result as an institution hands it in. Other fields are thrown away and counted.' }, numbers),
  },
} as const satisfies Record<string, ModelSchema>

export type ModelSchemaName = keyof typeof modelSchemas

/** The names of the schemas, in the order of the documentation. */
export const modelSchemaNames = Object.keys(modelSchemas) as ModelSchemaName[]

/** Where the issuer serves a schema, below its public URL. */
export function modelSchemaPath(name: ModelSchemaName): `/schemas/${ModelSchemaName}/1` {
  return `/schemas/${name}/1`
}
