import { achievementDraftSchema, webAddressSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, valueOf, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import type { Language } from '../text/localized-text.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { alignmentTypes, iscedAddress } from './vocabulary.ts'
import { unlessBare, unlessEmpty, withoutAbsent } from './without-absent.ts'

type Read = Pick<AchievementDraft, 'level' | 'learningOutcomes' | 'qualityAssurance' | 'fieldsOfStudy' | 'alignments'>

const line = plainText(textLimits.line)
const eqfLevel = achievementDraftSchema.shape.level.unwrap().shape.eqf.unwrap()
const nlqfLevel = achievementDraftSchema.shape.level.unwrap().shape.nlqf.unwrap()
const fieldOfStudy = achievementDraftSchema.shape.fieldsOfStudy.unwrap().element

/** The alignments that only an achievement in our words leaves to Open Badges; what we have fields for stands there in those words. */
export function readOwnAlignments(achievement: Place, findings: Finding[]): Pick<Read, 'fieldsOfStudy' | 'alignments'> {
  const said: unknown[] = [alignmentTypes.eqf, alignmentTypes.nlqf, alignmentTypes.esco, alignmentTypes.qualityAssurance]
  const places = items(member(achievement, 'alignment')).filter((place) => !said.includes(valueOf(member(place, 'targetType'))))
  return sort(places, undefined, findings)
}

/**
 * Everything that an achievement of others refers to. Names are texts in `language`; when that is not known they cannot be the name of a
 * quality framework or an outcome, which have one in each language, and they stay alignments.
 */
export function readAlignments(achievement: Place, language: Language | undefined, findings: Finding[]): Read {
  return sort(items(member(achievement, 'alignment')), language, findings)
}

function sort(places: readonly Place[], language: Language | undefined, findings: Finding[]): Read {
  const level: NonNullable<Read['level']> = {}
  const [outcomes, fields, others]: [NonNullable<Read['learningOutcomes']>, string[], NonNullable<Read['alignments']>] = [[], [], []]
  let qualityAssurance: Read['qualityAssurance']
  for (const place of places) {
    const text = (name: string) => take(line, member(place, name), findings)
    const [type, url] = [valueOf(member(place, 'targetType')), valueOf(member(place, 'targetUrl'))]
    const name = text('targetName')
    if (type === alignmentTypes.eqf) {
      const code = valueOf(member(place, 'targetCode'))
      const eqf = eqfLevel.safeParse(typeof code === 'string' && /^[1-8]$/.test(code) ? Number(code) : code)
      if (eqf.success) level.eqf = eqf.data
      else findings.push(warnAt(member(place, 'targetCode'), 'WRONG_FORM', 'Dit is geen EQF-niveau. Vul een cijfer van 1 tot en met 8 in.', 'This is not an EQF level. Give a digit from 1 to 8.'))
    } else if (type === alignmentTypes.nlqf) {
      const nlqf = take(nlqfLevel, member(place, 'targetCode'), findings)
      if (nlqf !== undefined) level.nlqf = nlqf
    } else if (type === alignmentTypes.fieldOfStudy || (typeof url === 'string' && url.startsWith(iscedAddress))) {
      const code = take(fieldOfStudy, member(place, 'targetCode'), findings)
      if (code !== undefined) fields.push(code)
    } else if (type === alignmentTypes.qualityAssurance && language !== undefined && qualityAssurance === undefined) {
      const description = take(plainText(textLimits.text, 'many'), member(place, 'targetDescription'), findings)
      qualityAssurance = withoutAbsent({ name: name === undefined ? undefined : { [language]: name }, description: description === undefined ? undefined : { [language]: description }, url: addressOf(place, findings) })
    } else if (name !== undefined && language !== undefined && isEsco(url)) {
      const skill = webAddressSchema.safeParse(url.replace(/^http:/, 'https:'))
      outcomes.push({ text: { [language]: name }, ...(skill.success ? { esco: [skill.data] } : {}) })
    } else if (name !== undefined) {
      others.push({ name, ...withoutAbsent({ framework: text('targetFramework') ?? frameworkOf(type), code: text('targetCode'), url: addressOf(place, findings) }) })
    }
  }
  return withoutAbsent({ level: unlessBare(level), learningOutcomes: unlessEmpty(outcomes), qualityAssurance, fieldsOfStudy: unlessEmpty(fields), alignments: unlessEmpty(others) })
}

const addressOf = (place: Place, findings: Finding[]) => take(webAddressSchema, member(place, 'targetUrl'), findings)

// ESCO names its concepts with http addresses, which lead to the same place with https.
const isEsco = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\/data\.europa\.eu\/esco\//.test(url)

/** edubadges writes the name of the framework in the type: ext:{framework}Alignment. */
function frameworkOf(type: unknown): string | undefined {
  const framework = typeof type === 'string' ? /^ext:(.+)Alignment$/s.exec(type)?.[1] : undefined
  const parsed = line.safeParse(framework)
  return parsed.success ? parsed.data : undefined
}
