import { calendarDateOf } from '../calendar.ts'
import { compareDecimals, isDecimal, isMultipleOf, isTimes } from '../decimal.ts'
import type { Finding, FindingCode } from '../findings.ts'
import { fault, pointer, warning } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { findingsOf, valueAt } from '../schema-findings.ts'
import { hasBidiControl, isBlank } from '../text/plain-text.ts'
import { achievementSchema } from './achievement.ts'
import type { Achievement, AchievementDraft } from './achievement.ts'
import { missing } from './missing.ts'
import { rulesOn } from './rules.ts'
import type { AchievementRule } from './rules.ts'
import { achievementKinds, sectors } from './vocabulary.ts'
import { safeParse } from '../safe-parse.ts'

/**
 * Everything that is wrong with an achievement on the day of `on` in the Netherlands: shape, mandatory elements and limits, all
 * at once. Without an error among them the achievement is complete: `achievementSchema` parses it. Never throws, whatever it is given.
 */
export function checkAchievement(draft: AchievementDraft | Achievement, { on }: { on: Date }): Finding[] {
  const bounds = checkJsonBounds(draft)
  if (bounds) return [bounds]
  const parsed = safeParse(achievementSchema, draft)
  const findings = parsed.success ? [] : findingsOf(parsed.error.issues, draft)
  const kind = achievementKinds.find((known) => known === valueAt(draft, ['kind']))
  const sector = sectors.find((known) => known === valueAt(draft, ['sector']))
  const ruled = kind && sector ? rulesOn(calendarDateOf(on), kind, sector).flatMap((rule) => applyRule(rule, draft)) : []
  return withoutRepeats([...findings, ...ruled, ...checkScale(draft), ...checkSize(draft), ...bidiWarnings(draft)])
}

/** UTF-8 bytes of JSON. A credential says all of it, and is read as an SD-JWT VC only when no part has more than 65,536 bytes. */
const mostBytes = 56_000

/** What could be published but never issued would be found out by the learner, with the link already used. */
function checkSize(draft: unknown): Finding[] {
  const bytes = new TextEncoder().encode(JSON.stringify(draft)).byteLength
  if (bytes <= mostBytes) return []
  const [nl, en] = ['nl-NL', 'en-GB'].map((locale) => new Intl.NumberFormat(locale).format(mostBytes))
  return [fault('', 'TOO_LARGE', `De teksten zijn samen te lang voor een credential (${bytes} bytes; hoogstens ${nl}). Kort ze in.`, `Together the texts are too long for a credential (${bytes} bytes; at most ${en}). Shorten them.`)]
}

/** The achievement when it may be published on that day, else what stops it. Warnings come along in both cases. */
export function completeAchievement(draft: AchievementDraft, { on }: { on: Date }): { ok: true; achievement: Achievement; findings: Finding[] } | { ok: false; findings: Finding[] } {
  const findings = checkAchievement(draft, { on })
  const parsed = safeParse(achievementSchema, draft)
  if (!parsed.success || findings.some(({ severity }) => severity === 'error')) return { ok: false, findings }
  return { ok: true, achievement: parsed.data, findings }
}

/** What one rule finds in a draft, if anything. */
export function applyRule(rule: AchievementRule, draft: unknown): Finding[] {
  const found = (path: string, code: FindingCode, fallback = missing(path).message): Finding[] =>
    [{ path, code, severity: rule.severity, message: rule.message ?? fallback, rule: { id: rule.id, source: rule.source } }]
  switch (rule.demand) {
    case 'present':
      return isAbsent(valueAt(draft, rule.path.slice(1).split('/'))) ? found(rule.path, 'MISSING') : []
    case 'one-of': {
      if (rule.units.some((unit) => valueAt(draft, ['workload', unit]) !== undefined)) return []
      const workload = valueAt(draft, ['workload'])
      const path = isAbsent(workload) || rule.units.length > 1 ? rule.path : `${rule.path}/${rule.units[0] ?? ''}`
      return found(path, 'MISSING')
    }
    case 'at-least':
    case 'at-most':
    case 'multiple-of': {
      const value = valueAt(draft, ['workload', rule.unit])
      if (!isDecimal(value)) return []
      const path = `/workload/${rule.unit}`
      if (rule.demand === 'multiple-of') return isMultipleOf(value, rule.value) ? [] : found(path, 'WRONG_STEP')
      const difference = compareDecimals(value, rule.value)
      if (rule.demand === 'at-least') return difference < 0 ? found(path, 'BELOW_MINIMUM') : []
      return difference > 0 ? found(path, 'ABOVE_MAXIMUM') : []
    }
    case 'hours-per-ects': {
      const [hours, ects] = [valueAt(draft, ['workload', 'hours']), valueAt(draft, ['workload', 'ects'])]
      return isDecimal(hours) && isDecimal(ects) && !isTimes(hours, ects, rule.value) ? found('/workload/hours', 'INCONSISTENT') : []
    }
  }
}

/** Absent to a reader: not there, an empty list, an object without anything in it, a blank text. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return isBlank(value)
  return typeof value === 'object' && Object.values(value).every(isAbsent)
}

function checkScale(draft: unknown): Finding[] {
  const [minimum, maximum, required] = ['minimum', 'maximum', 'required'].map((name) => valueAt(draft, ['gradeScale', name]))
  const wrong = (isDecimal(minimum) && isDecimal(maximum) && compareDecimals(minimum, maximum) >= 0)
    || (isDecimal(required) && ((isDecimal(minimum) && compareDecimals(required, minimum) < 0) || (isDecimal(maximum) && compareDecimals(required, maximum) > 0)))
  return wrong
    ? [{ path: '/gradeScale', code: 'INCONSISTENT', severity: 'error', message: { nl: 'De schaal van het cijfer klopt niet. De laagste waarde is kleiner dan de hoogste, en de voldoende ligt ertussen.', en: 'The scale of the grade is not right. The lowest value is smaller than the highest, and the pass mark lies between them.' } }]
    : []
}

function bidiWarnings(draft: unknown): Finding[] {
  const findings: Finding[] = []
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      if (hasBidiControl(value)) findings.push(warning(pointer(path), 'TEXT_BIDI_CONTROL', 'Deze tekst bevat tekens die de leesrichting omdraaien. Haal ze weg als dat niet de bedoeling is.', 'This text holds characters that turn the reading direction. Remove them unless you mean it.'))
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, [...path, key])
    }
  }
  walk(draft, []) // bounded in depth: checkJsonBounds came first
  return findings.slice(0, 50)
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.code} ${finding.path}`
    const earlier = seen.get(key)
    // The same field is named once: an error outweighs a warning, and the finding that names its rule is the better one.
    if (!earlier || (earlier.severity === 'warning' && finding.severity === 'error') || (!earlier.rule && finding.rule && earlier.severity === finding.severity)) seen.set(key, finding)
  }
  return [...seen.values()]
}
