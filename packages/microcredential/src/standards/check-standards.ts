import { achievementSchema } from '../achievement/achievement.ts'
import type { Achievement, AchievementDraft } from '../achievement/achievement.ts'
import { calendarDateOf } from '../calendar.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { hasErrors } from '../findings.ts'
import type { Finding } from '../findings.ts'
import type { Loss } from '../projection.ts'
import { safeParse } from '../safe-parse.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import type { Circumstances, Standard } from './standard.ts'
import { standards } from './standards.ts'

export type StandardCheck = {
  id: string
  name: LocalizedText
  source: string
  outcome: 'satisfied' | 'lacking' | 'not_applicable'
  /** What is missing or wrong (error) and what deserves a look (warning), with what to do. */
  findings: Finding[]
  /** What of the achievement its documents would not say; absent when there is no such document. */
  losses?: Loss[]
}

/**
 * A well-formed draft or achievement held against every standard on the day of `on` in the Netherlands, as if it were awarded that day:
 * nothing is made or kept. What only an award has (learner, date) is not judged. Paths point into the achievement, those of the
 * institution start at `/institution`.
 */
export function checkStandards(draft: AchievementDraft, circumstances: Circumstances): StandardCheck[] {
  const parsed = safeParse(achievementSchema, draft)
  const award = parsed.success ? exampleAward(parsed.data, circumstances) : undefined
  return standards.map((standard) => checkStandard(standard, draft, award, circumstances))
}

function checkStandard(standard: Standard, draft: AchievementDraft, award: AwardedAchievement | undefined, circumstances: Circumstances): StandardCheck {
  const { id, name, source } = standard
  if (!standard.concerns(draft)) return { id, name, source, outcome: 'not_applicable', findings: [] }
  const findings = withoutRepeats(standard.lacks(draft, circumstances))
  return {
    id, name, source, findings,
    outcome: hasErrors(findings) ? 'lacking' : 'satisfied',
    ...(standard.project === undefined || award === undefined ? {} : { losses: ofAchievement(standard.project(award, circumstances).losses) }),
  }
}

/** Learner and institution of it are nobody's: what a standard says of an achievement does not depend on them. */
function exampleAward(achievement: Achievement, { on, institution }: Circumstances): AwardedAchievement {
  return {
    achievement,
    learner: { reference: 'example', givenName: 'Example', familyName: 'Learner' },
    awardedOn: calendarDateOf(on),
    institution: institution ?? { name: { nl: 'Voorbeeld', en: 'Example' }, country: 'NL', identifiers: {} },
  }
}

const within = '/achievement'

/** Losses of an achievement, whether they were found in it or in its award. */
function ofAchievement(losses: readonly Loss[]): Loss[] {
  return losses.flatMap(({ path, kind }) => (path.startsWith(`${within}/`) ? [{ path: path.slice(within.length), kind }] : /^\/(?:learner|institution)(?:\/|$)/.test(path) ? [] : [{ path, kind }]))
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ path, code }) => !seen.has(`${code} ${path}`) && seen.add(`${code} ${path}`))
}
