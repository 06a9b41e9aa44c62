import { z } from 'zod'
import { achievementDraftSchema, webAddressSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, textsIn } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { localizedTextDraft } from '../text/localized-text.ts'
import { textLimits } from '../text/plain-text.ts'
import { MICROCREDENTIAL_CONTEXT_PATH } from './context.ts'
import { unlessBare, unlessEmpty, withoutAbsent } from './without-absent.ts'

const { shape } = achievementDraftSchema
const level = shape.level.unwrap().shape
const workload = shape.workload.unwrap().shape
const supervision = shape.supervision.unwrap().shape
const longText = localizedTextDraft(textLimits.text, 'many')
const outcomeText = localizedTextDraft(textLimits.outcome, 'many')

/** True for an achievement in our words: our type, and our context whoever serves it. The words of others are never taken for ours. */
export function hasDutchTerms(credential: Place, achievement: Place): boolean {
  return textsIn(member(achievement, 'type')).includes('DutchAchievement')
    && textsIn(member(credential, '@context')).some((url) => url.endsWith(MICROCREDENTIAL_CONTEXT_PATH))
}

/** What `projectDutchTerms` says. A field that is malformed is left out, with a warning. */
export function readDutchTerms(achievement: Place, findings: Finding[]): AchievementDraft {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema) => take(schema, member(achievement, name), findings)
  const listOf = (name: string) => items(member(achievement, name))
  const each = <Schema extends z.ZodType>(places: readonly Place[], schema: Schema) => unlessEmpty(places.map((place) => take(schema, place, findings)).filter((value) => value !== undefined))
  const assurance = member(achievement, 'qualityAssurance')
  return withoutAbsent({
    kind: read('kind', shape.kind.unwrap()),
    sector: read('sector', shape.sector.unwrap()),
    title: read('titleByLanguage', shape.title.unwrap()),
    description: read('descriptionByLanguage', longText),
    criteria: read('criteriaByLanguage', longText),
    learningOutcomes: unlessEmpty(listOf('learningOutcome').map((outcome) => withoutAbsent({
      text: take(outcomeText, member(outcome, 'textByLanguage'), findings),
      esco: each(items(member(outcome, 'esco')), webAddressSchema),
    }))),
    workload: unlessBare(withoutAbsent({ ects: read('ects', workload.ects.unwrap()), sbu: read('sbu', workload.sbu.unwrap()), hours: read('studyHours', workload.hours.unwrap()) })),
    level: unlessBare(withoutAbsent({
      eqf: read('eqfLevel', level.eqf.unwrap()), nlqf: read('nlqfLevel', level.nlqf.unwrap()),
      cycle: read('educationCycle', level.cycle.unwrap()), verified: read('levelVerified', z.boolean()),
    })),
    languages: each(listOf('instructionLanguage'), shape.languages.unwrap().element),
    assessmentTypes: each(listOf('assessmentForm'), shape.assessmentTypes.unwrap().element),
    participation: each(listOf('participationForm'), shape.participation.unwrap().element),
    qualityAssurance: unlessBare(withoutAbsent({
      name: take(localizedTextDraft(textLimits.line), member(assurance, 'nameByLanguage'), findings),
      description: take(longText, member(assurance, 'descriptionByLanguage'), findings),
      url: take(webAddressSchema, member(assurance, 'page'), findings),
    })),
    supervision: unlessBare(withoutAbsent({
      supervised: read('supervised', z.boolean()), identityVerified: read('identityVerified', z.boolean()),
      place: read('assessmentPlace', supervision.place.unwrap().unwrap()),
    })),
    prerequisites: each(listOf('prerequisite').map((place) => member(place, 'textByLanguage')), outcomeText),
    stackability: unlessBare(withoutAbsent({ stackable: read('stackable', z.boolean()), explanation: read('stackabilityByLanguage', outcomeText) })),
    formal: read('formal', z.boolean()),
    validForDays: read('validForDays', shape.validForDays.unwrap()),
    awardableUntil: read('awardableUntil', shape.awardableUntil.unwrap()),
    furtherInformation: unlessBare(withoutAbsent({ text: read('furtherInformationByLanguage', longText), url: read('furtherInformationPage', webAddressSchema) })),
  })
}
