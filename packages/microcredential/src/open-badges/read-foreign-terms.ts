import { achievementDraftSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { isDecimal } from '../decimal.ts'
import type { Decimal } from '../decimal.ts'
import type { Finding } from '../findings.ts'
import { items, member, textsIn, valueOf, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { safeParse } from '../safe-parse.ts'
import { assessmentOfSector, kindBySchema, participationOfSector, severalOfOurs, supervisionOfSector } from './sector-terms.ts'
import { kindsByAchievementType } from './vocabulary.ts'
import { unlessBare, unlessEmpty, withoutAbsent } from './without-absent.ts'

type Read = Pick<AchievementDraft, 'kind' | 'workload' | 'programmeIdentifiers' | 'participation' | 'assessmentTypes' | 'supervision'>

/**
 * What educredentials and edubadges say with words of their own, in ours. Credits of others (`creditsAvailable`) are not read as EC: in most
 * of the world they are something else.
 */
export function readForeignTerms(credential: Place, achievement: Place, findings: Finding[]): Read {
  const decimal = (name: string) => decimalAt(member(achievement, name), findings)
  return withoutAbsent({
    kind: kindOf(credential, achievement),
    workload: unlessBare(withoutAbsent({ ects: decimal('ECTS'), sbu: decimal('SBU'), hours: decimal('timeInvestment') })),
    programmeIdentifiers: unlessEmpty(items(member(achievement, 'educationProgramIdentifier')).flatMap((place) => programmeAt(place, findings))),
    participation: unlessEmpty(wordsAt(member(achievement, 'participationType'), participationOfSector, findings)),
    assessmentTypes: unlessEmpty(wordsAt(member(achievement, 'assessmentType'), assessmentOfSector, findings)),
    supervision: unlessBare(supervisionOf(achievement, findings)),
  })
}

function kindOf(credential: Place, achievement: Place): AchievementDraft['kind'] {
  const type = valueOf(member(achievement, 'achievementType'))
  if (typeof type === 'string' && Object.hasOwn(kindsByAchievementType, type)) return kindsByAchievementType[type]
  if (!textsIn(member(achievement, 'type')).includes('EducredentialAchievement')) return undefined
  const schemas = items(member(credential, 'credentialSchema')).map((place) => valueOf(member(place, 'id'))).filter((id) => typeof id === 'string')
  const kinds = new Set(schemas.map((id) => id.slice(id.lastIndexOf('/') + 1)).filter((name) => Object.hasOwn(kindBySchema, name)).map((name) => kindBySchema[name]))
  return kinds.size === 1 ? [...kinds][0] : undefined
}

function decimalAt(place: Place, findings: Finding[]): Decimal | undefined {
  const value = valueOf(place)
  if (value === undefined || value === null) return undefined
  const text = typeof value === 'number' ? String(value) : value
  if (isDecimal(text)) return text
  findings.push(warnAt(place, 'NOT_A_DECIMAL', 'Dit is geen getal dat wij kunnen lezen. Vul een getal in, zoals 2.5.', 'This is not a number we can read. Give a number, such as 2.5.'))
  return undefined
}

/** edubadges writes the number as text. Which register it is from, neither says. */
function programmeAt(place: Place, findings: Finding[]): { code: string }[] {
  const value = valueOf(place)
  const parsed = safeParse(achievementDraftSchema.shape.programmeIdentifiers.unwrap().element, { code: typeof value === 'number' ? String(value) : value })
  if (parsed.success && parsed.data.code !== undefined) return [{ code: parsed.data.code }]
  findings.push(warnAt(place, 'WRONG_FORM', 'Dit is geen code van een opleiding. Geef de code uit RIO.', 'This is not the code of a programme. Give the code from RIO.'))
  return []
}

/** Words of a table, as a list or with commas between them; each of ours once. */
function wordsAt<Word extends string>(place: Place, table: Readonly<Record<string, Word | typeof severalOfOurs>>, findings: Finding[]): Word[] {
  const found = new Set<Word>()
  for (const item of items(place)) {
    const value = valueOf(item)
    for (const word of typeof value === 'string' ? value.split(',').map((part) => part.trim()) : ['']) {
      const known = Object.hasOwn(table, word) ? table[word] : undefined
      if (known === severalOfOurs) findings.push(warnAt(item, 'COARSER_THAN_OURS', 'Dit woord kan bij ons meer dan één ding betekenen. Kies zelf wat het was.', 'This word can mean more than one thing to us. Choose what it was.'))
      else if (known === undefined) findings.push(warnAt(item, 'NOT_ALLOWED_VALUE', `Dit woord kennen wij niet. Kies uit: ${Object.keys(table).join(', ')}.`, `We do not know this word. Choose from: ${Object.keys(table).join(', ')}.`))
      else found.add(known)
    }
  }
  return [...found]
}

function supervisionOf(achievement: Place, findings: Finding[]): NonNullable<AchievementDraft['supervision']> {
  const place = member(achievement, 'supervisionType')
  const word = valueOf(place)
  const known = typeof word === 'string' && Object.hasOwn(supervisionOfSector, word) ? supervisionOfSector[word] : undefined
  if (word !== undefined && word !== null && known === undefined) findings.push(warnAt(place, 'NOT_ALLOWED_VALUE', `Dit woord kennen wij niet. Kies uit: ${Object.keys(supervisionOfSector).join(', ')}.`, `We do not know this word. Choose from: ${Object.keys(supervisionOfSector).join(', ')}.`))
  const checked = valueOf(member(achievement, 'identityChecked'))
  if (typeof checked !== 'boolean') return { ...known }
  const { identityVerified = checked, ...rest } = known ?? {}
  if (identityVerified === checked) return { ...rest, identityVerified }
  findings.push(warnAt(member(achievement, 'identityChecked'), 'INCONSISTENT', 'Of de identiteit is gecontroleerd, zegt het toezicht anders. Verbeter een van beide.', 'The supervision says otherwise about whether the identity was checked. Correct one of the two.'))
  return rest
}
