/** What standards ask of an achievement, as findings. */
import { achievementSchema } from '../achievement/achievement.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { applyRule, isAbsent } from '../achievement/check-achievement.ts'
import { missing } from '../achievement/missing.ts'
import { rulesOn } from '../achievement/rules.ts'
import type { AchievementRule } from '../achievement/rules.ts'
import { achievementKinds, sectors } from '../achievement/vocabulary.ts'
import { calendarDateOf } from '../calendar.ts'
import type { Finding } from '../findings.ts'
import { checkInstitution } from '../institution.ts'
import { safeParse } from '../safe-parse.ts'
import { findingsOf, valueAt } from '../schema-findings.ts'
import type { Circumstances } from './standard.ts'

/** What keeps a draft from being an achievement: only a whole one can be projected. */
export function shapeFaults(draft: AchievementDraft): Finding[] {
  const parsed = safeParse(achievementSchema, draft)
  return parsed.success ? [] : findingsOf(parsed.error.issues, draft)
}

/** Of these fields, those that are not there; and of those that are, what of them is not whole. */
export function demand(draft: AchievementDraft, paths: readonly string[]): Finding[] {
  const faults = shapeFaults(draft)
  return paths.flatMap((path) => (isAbsent(valueAt(draft, path.slice(1).split('/'))) ? [missing(path)] : faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}/`))))
}

/** The same, of fields that a standard can do without. */
export function recommend(draft: AchievementDraft, paths: readonly string[]): Finding[] {
  return demand(draft, paths).map((finding) => ({ ...finding, severity: 'warning' as const }))
}

/**
 * The rules of these sources, as they hold on the day for this kind and sector; without kind or sector there is nothing to go by. That the
 * size is said in the unit of the sector is part of every framework: of what does not say its size, no limit can be checked.
 */
export function applyRulesOf(draft: AchievementDraft, sources: readonly string[], { on }: Circumstances): Finding[] {
  const { kind, sector } = draft
  if (kind === undefined || sector === undefined) return demand(draft, ['/kind', '/sector'])
  return rulesOn(calendarDateOf(on), kind, sector).filter(({ source, demand: wanted }) => sources.includes(source) || wanted === 'one-of').flatMap((rule) => applyRule(rule, draft))
}

/** Whether any of these rules, on any day, is about such an achievement. */
export function isRuledBy(draft: AchievementDraft, rules: readonly AchievementRule[]): boolean {
  const kinds = draft.kind === undefined ? achievementKinds : [draft.kind]
  const ofSectors = draft.sector === undefined ? sectors : [draft.sector]
  return rules.some((rule) => kinds.some((kind) => rule.kinds.includes(kind)) && ofSectors.some((sector) => rule.sectors.includes(sector)))
}

/** What is wrong with the institution, when it is known. */
export function institutionFaults({ institution }: Circumstances): Finding[] {
  return institution === undefined ? [] : checkInstitution(institution).map((finding) => ({ ...finding, path: `/institution${finding.path}` }))
}
