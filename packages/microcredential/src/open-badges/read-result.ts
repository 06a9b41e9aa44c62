import { achievementDraftSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { decimalFromWriting } from '../decimal.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, valueOf, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { unlessBare, withoutAbsent } from './without-absent.ts'

const scale = achievementDraftSchema.shape.gradeScale.unwrap()

/** The scale of the one result that is described with numbers; of more than one, which is the grade is not known. */
export function readGradeScale(achievement: Place, findings: Finding[]): AchievementDraft['gradeScale'] {
  const described = items(member(achievement, 'resultDescription'))
  if (described.length !== 1 || described[0] === undefined) return undefined
  const [description] = described
  const number = (name: string) => {
    const value = valueOf(member(description, name))
    return typeof value === 'string' ? decimalFromWriting(value) : undefined
  }
  const parsed = scale.safeParse(withoutAbsent({ minimum: number('valueMin'), maximum: number('valueMax'), required: number('requiredValue') }))
  if (!parsed.success) findings.push(warnAt(description, 'WRONG_FORM', 'De schaal is niet te lezen. Vul de laagste en de hoogste waarde in.', 'The scale cannot be read. Give the lowest and the highest value.'))
  return parsed.success ? unlessBare(parsed.data) : undefined
}

/** The one grade of the learner. A result that is not completed is no reason not to read the badge, and one to look at it. */
export function readGrade(subject: Place, findings: Finding[]): string | undefined {
  const results = items(member(subject, 'result'))
  for (const result of results) {
    const status = valueOf(member(result, 'status'))
    if (status !== undefined && status !== null && status !== 'Completed') findings.push(warnAt(member(result, 'status'), 'RESULT_NOT_COMPLETED', 'Dit resultaat is niet afgerond. Vraag de uitgever wat er is behaald.', 'This result is not completed. Ask the issuer what was achieved.'))
  }
  const graded = results.map((result) => member(result, 'value')).filter((value) => valueOf(value) !== undefined && valueOf(value) !== null)
  if (graded.length > 1) findings.push(warnAt(member(subject, 'result'), 'TOO_MANY', 'Er is meer dan één resultaat. Welk het cijfer is, weten wij niet. Bekijk ze zelf.', 'There is more than one result. Which is the grade, we do not know. Look at them yourself.'))
  return graded.length === 1 && graded[0] !== undefined ? take(plainText(textLimits.grade), graded[0], findings) : undefined
}
