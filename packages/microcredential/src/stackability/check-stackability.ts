import { z } from 'zod'
import { calendarDateOf } from '../calendar.ts'
import { scaled, unscaled } from '../decimal.ts'
import { fault } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { findingsOf } from '../schema-findings.ts'
import { safeParse } from '../safe-parse.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import { bestSelection } from './best-selection.ts'
import { amountInWords, reasonInWords } from './explanations.ts'
import type { CreditUnit, StackingReason } from './explanations.ts'
import { mostAwards, stackableAwardSchema, stackingRuleSchema } from './stacking-rule.ts'
import type { StackableAward, StackingRule } from './stacking-rule.ts'

/** What becomes of one award. */
export type StackedAward = {
  id: string
  /** Credits that count, in the unit of the rule; "0" when none do. */
  counts: string
  reason: StackingReason
  message: LocalizedText
  /** Awards that count and that this one is double with, by id. */
  doubleWith: string[]
  /** Needed learning outcomes it proves and mandatory parts it is, by id; also when its credits do not count. */
  learningOutcomes: string[]
  mandatory: string[]
}

export type Stacking = {
  reached: boolean
  credits: { unit: CreditUnit; needed: string; counted: string; missing: string }
  missing: { learningOutcomes: string[]; mandatory: string[] }
  summary: LocalizedText
  /** One for each award, sorted by id. */
  awards: StackedAward[]
}

/**
 * Whether the awards together are what the programme asks, on the day of `on` in the Netherlands. The same whatever the order of the
 * awards; an award more never makes what was reached unreached. Never throws; findings have pointers into `{rule, awards}`, and say so
 * when there are too many ways to choose for an answer that is certain.
 */
export function checkStackability(rule: StackingRule, awards: readonly StackableAward[], { on }: { on: Date }): { ok: true; stacking: Stacking } | { ok: false; findings: Finding[] } {
  const bounds = checkJsonBounds({ rule, awards })
  if (bounds) return { ok: false, findings: [bounds] }
  const parsed = safeParse(z.strictObject({ rule: stackingRuleSchema, awards: z.array(stackableAwardSchema).max(mostAwards) }), { rule, awards })
  if (!parsed.success) return { ok: false, findings: findingsOf(parsed.error.issues, { rule, awards }) }
  const twice = awards.findIndex(({ id }, at) => awards.slice(0, at).some((other) => other.id === id))
  if (twice >= 0) return { ok: false, findings: [fault(`/awards/${twice}/id`, 'INCONSISTENT', 'Dit id staat er twee keer in. Geef elk bewijs een eigen id.', 'This id is there twice. Give each award an id of its own.')] }

  const { unit, needed } = rule.credits
  const day = calendarDateOf(on)
  const judged = awards.map((award): Judged => ({ ...award, outcomes: new Set(award.learningOutcomes) }))
  const usable = judged.filter((award) => whyUnusable(award, rule, day) === undefined)
  const candidates = usable.filter((award) => amountOf(award, unit) > 0n)
  const selected = bestSelection(candidates.map((award) => ({
    id: award.id, institution: award.institution, amount: amountOf(award, unit),
    excludes: new Set(candidates.filter((other) => howDouble(award, other, rule) !== undefined).map(({ id }) => id)),
  })), (institution) => capOf(institution, rule))
  if (selected === undefined) return { ok: false, findings: [fault('/awards', 'TOO_LARGE', 'Er zijn te veel manieren om deze bewijzen te tellen. Beoordeel er minder tegelijk.', 'There are too many ways to count these awards. Judge fewer at a time.')] }

  const counted = candidates.filter(({ id }) => selected.has(id))
  const total = counted.reduce((sum, award) => sum + amountOf(award, unit), 0n)
  const missing = {
    learningOutcomes: (rule.learningOutcomes ?? []).map(({ id }) => id).filter((id) => !usable.some(({ outcomes }) => outcomes.has(id))),
    mandatory: (rule.mandatory ?? []).filter(({ achievements }) => !usable.some(({ achievement }) => achievements.includes(achievement))).map(({ id }) => id),
  }
  const short = scaled(needed) > total ? scaled(needed) - total : 0n
  const credits = { unit, needed, counted: unscaled(total), missing: unscaled(short) }
  const reached = short === 0n && missing.learningOutcomes.length === 0 && missing.mandatory.length === 0
  const stacked = judged.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((award) => stackedAward(award, whyUnusable(award, rule, day), counted, rule))
  return { ok: true, stacking: { reached, credits, missing, summary: summaryOf(credits, missing, reached), awards: stacked } }
}

/** With its learning outcomes as a set: they are compared with those of every other award. */
type Judged = StackableAward & { outcomes: ReadonlySet<string> }

function whyUnusable(award: StackableAward, rule: StackingRule, day: string): StackingReason | undefined {
  if (!rule.accepted.some((row) => accepts(row, award))) return 'NOT_ACCEPTED'
  if (award.awardedOn > day) return 'NOT_YET_AWARDED'
  if (rule.onlyWhileValid && award.validUntil !== undefined && award.validUntil < day) return 'EXPIRED'
  if (rule.notOlderThanDays !== undefined && daysBetween(award.awardedOn, day) > rule.notOlderThanDays) return 'TOO_OLD'
  return undefined
}

function accepts({ achievements, institutions, kinds, sectors, eqfAtLeast }: StackingRule['accepted'][number], award: StackableAward): boolean {
  return (achievements === undefined || achievements.includes(award.achievement))
    && (institutions === undefined || institutions.includes(award.institution))
    && (kinds === undefined || kinds.includes(award.kind))
    && (sectors === undefined || sectors.includes(award.sector))
    && (eqfAtLeast === undefined || (award.eqf !== undefined && award.eqf >= eqfAtLeast))
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}

function amountOf({ workload }: StackableAward, unit: CreditUnit): bigint {
  return scaled(workload[unit] ?? '0')
}

function capOf(institution: string, { atMostPerInstitution: cap }: StackingRule): bigint | undefined {
  return cap === undefined || cap.except?.includes(institution) ? undefined : scaled(cap.credits)
}

function howDouble(award: Judged, other: Judged, { overlappingOutcomes }: StackingRule): 'SAME_ACHIEVEMENT' | 'SAME_LEARNING_OUTCOME' | undefined {
  if (award.id === other.id) return undefined
  if (award.achievement === other.achievement) return 'SAME_ACHIEVEMENT'
  return overlappingOutcomes === 'count_once' && award.learningOutcomes.some((outcome) => other.outcomes.has(outcome)) ? 'SAME_LEARNING_OUTCOME' : undefined
}

function stackedAward(award: Judged, unusable: StackingReason | undefined, counted: readonly Judged[], rule: StackingRule): StackedAward {
  const { unit } = rule.credits
  const doubles = counted.flatMap((other) => howDouble(award, other, rule) ?? [])
  // What has credits and was left out of the best selection is double with something in it, or had no room: else there was a better one.
  const reason = unusable ?? (amountOf(award, unit) === 0n ? 'NO_CREDITS' : counted.includes(award) ? 'COUNTS' : doubles.find((how) => how === 'SAME_ACHIEVEMENT') ?? doubles[0] ?? 'ABOVE_CAP')
  const counts = reason === 'COUNTS' ? unscaled(amountOf(award, unit)) : '0'
  const proves = unusable === undefined
  return {
    id: award.id, counts, reason,
    message: reasonInWords(reason, unit, { amount: counts, cap: rule.atMostPerInstitution?.credits, days: rule.notOlderThanDays }),
    doubleWith: unusable === undefined ? counted.filter((other) => howDouble(award, other, rule) !== undefined).map(({ id }) => id).sort() : [],
    learningOutcomes: proves ? (rule.learningOutcomes ?? []).map(({ id }) => id).filter((id) => award.outcomes.has(id)) : [],
    mandatory: proves ? (rule.mandatory ?? []).filter(({ achievements }) => achievements.includes(award.achievement)).map(({ id }) => id) : [],
  }
}

function summaryOf(credits: Stacking['credits'], missing: Stacking['missing'], reached: boolean): LocalizedText {
  const inWords = (amount: string) => amountInWords(amount, credits.unit)
  if (reached) return { nl: `Voldoet: ${inWords(credits.counted).nl}, nodig is ${inWords(credits.needed).nl}.`, en: `Reached: ${inWords(credits.counted).en}, needed is ${inWords(credits.needed).en}.` }
  const parts: LocalizedText[] = [
    ...(credits.missing === '0' ? [] : [inWords(credits.missing)]),
    ...howMany(missing.learningOutcomes.length, { nl: ['leeruitkomst', 'leeruitkomsten'], en: ['learning outcome', 'learning outcomes'] }),
    ...howMany(missing.mandatory.length, { nl: ['verplicht onderdeel', 'verplichte onderdelen'], en: ['mandatory part', 'mandatory parts'] }),
  ]
  return { nl: `Voldoet nog niet. Er ontbreekt: ${parts.map(({ nl }) => nl).join('; ')}.`, en: `Not reached yet. Missing: ${parts.map(({ en }) => en).join('; ')}.` }
}

function howMany(count: number, { nl, en }: Record<'nl' | 'en', readonly [one: string, many: string]>): LocalizedText[] {
  const at = count === 1 ? 0 : 1
  return count === 0 ? [] : [{ nl: `${count} ${nl[at]}`, en: `${count} ${en[at]}` }]
}
