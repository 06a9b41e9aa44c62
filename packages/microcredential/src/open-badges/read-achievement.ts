import { isDeepStrictEqual } from 'node:util'
import { achievementDraftSchema, achievementSchema, webAddressSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, valueOf, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { languages } from '../text/localized-text.ts'
import type { Language } from '../text/localized-text.ts'
import { projectCore } from './project-achievement.ts'
import { readAlignments, readOwnAlignments } from './read-alignments.ts'
import { hasDutchTerms, readDutchTerms } from './read-dutch-terms.ts'
import { readForeignTerms } from './read-foreign-terms.ts'
import { readGradeScale } from './read-result.ts'
import { programmeIdentifierTypes } from './vocabulary.ts'
import { unlessEmpty, withoutAbsent } from './without-absent.ts'

const { shape } = achievementDraftSchema

/** The language of the model that a tag is of: "nl-NL" and edubadges' "nl_NL" are Dutch. */
export function languageOf(tag: string | undefined): Language | undefined {
  const first = tag?.split(/[-_]/, 1)[0]?.toLowerCase()
  return languages.find((language) => language === first)
}

/** What the achievement of a badge says in the words of the model. Only what it says: everything else is absent. */
export function readAchievement(credential: Place, achievement: Place, language: Language | undefined, findings: Finding[]): AchievementDraft {
  const ours = hasDutchTerms(credential, achievement)
  const image = take(webAddressSchema, imageAddress(achievement), findings)
  const gradeScale = readGradeScale(achievement, findings)
  const registered = unlessEmpty(items(member(achievement, 'otherIdentifier')).flatMap((entry) => programmeAt(entry, findings)))
  const draft: AchievementDraft = {
    ...(ours ? readDutchTerms(achievement, findings) : { ...textsOf(achievement, language, findings), ...readForeignTerms(credential, achievement, findings) }),
    ...(ours ? readOwnAlignments(achievement, findings) : readAlignments(achievement, language, findings)),
    ...withoutAbsent({ gradeScale, image: image === undefined ? undefined : { url: image }, programmeIdentifiers: registered }),
  }
  const fitting = withinLimits(draft, achievement, findings)
  if (ours) findings.push(...contradictions(fitting, achievement, language))
  return fitting
}

function textsOf(achievement: Place, language: Language | undefined, findings: Finding[]): AchievementDraft {
  if (language === undefined) return {}
  const inLanguage = (text: string | undefined) => (text === undefined ? undefined : { [language]: text })
  const plain = (schema: typeof shape.title, place: Place) => take(schema.unwrap().shape[language].unwrap(), place, findings)
  return withoutAbsent({
    title: inLanguage(plain(shape.title, member(achievement, 'name'))),
    description: inLanguage(plain(shape.description, member(achievement, 'description'))),
    criteria: inLanguage(plain(shape.criteria, member(achievement, 'criteria', 'narrative'))),
  })
}

/** An image is an object with its address, or (OB 3.0 before it was final) the address. */
function imageAddress(achievement: Place): Place {
  const image = member(achievement, 'image')
  return typeof valueOf(image) === 'string' ? image : member(image, 'id')
}

function programmeAt(entry: Place, findings: Finding[]): NonNullable<AchievementDraft['programmeIdentifiers']> {
  const type = valueOf(member(entry, 'identifierType'))
  const scheme = (['rio', 'crebo', 'croho'] as const).find((known) => programmeIdentifierTypes[known] === type)
  if (scheme === undefined) return []
  const code = take(shape.programmeIdentifiers.unwrap().element.shape.code.unwrap(), member(entry, 'identifier'), findings)
  return code === undefined ? [] : [{ scheme, code }]
}

/** Each field as the model can hold it: what is longer than that is left out as a whole, because a part would be another statement. */
function withinLimits(draft: AchievementDraft, achievement: Place, findings: Finding[]): AchievementDraft {
  const parsed = achievementDraftSchema.safeParse(draft)
  if (parsed.success) return parsed.data
  const tooMuch = new Set(parsed.error.issues.map(({ path }) => path[0]))
  findings.push(warnAt(achievement, 'TOO_MANY', `Dit bewijs noemt meer dan wij kunnen overnemen: ${[...tooMuch].join(', ')}. Bekijk het zelf.`, `This badge names more than we can take over: ${[...tooMuch].join(', ')}. Look at it yourself.`))
  return achievementDraftSchema.parse(Object.fromEntries(Object.entries(draft).filter(([name]) => !tooMuch.has(name))))
}

/**
 * Our words must say what the words of the standard say: people are shown one and software may act on the other. A field that differs
 * is named; which of the two is right, nobody here can know. What cannot be compared is named too: it is not the same for want of proof.
 */
function contradictions(draft: AchievementDraft, achievement: Place, language: Language | undefined): Finding[] {
  const complete = achievementSchema.safeParse(draft)
  const id = valueOf(member(achievement, 'id'))
  if (!complete.success || language === undefined || typeof id !== 'string') {
    return [warnAt(achievement, 'INCONSISTENT', 'De Nederlandse velden van dit bewijs zijn niet compleet. Of ze hetzelfde zeggen als de rest, is niet na te gaan. Vraag het de uitgever.', 'The Dutch fields of this badge are not complete. Whether they say the same as the rest cannot be told. Ask the issuer.')]
  }
  return Object.entries(projectCore(complete.data, id, language)).filter(([name, said]) => !isDeepStrictEqual(valueOf(member(achievement, name)), said))
    .map(([name]) => warnAt(member(achievement, name), 'INCONSISTENT', 'Dit zegt iets anders dan de Nederlandse velden van hetzelfde bewijs. Vraag de uitgever wat klopt.', 'This says something else than the Dutch fields of the same badge. Ask the issuer which is right.'))
}
