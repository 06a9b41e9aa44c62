import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { findingsOf } from '../schema-findings.ts'
import { achievementDraftSchema } from './achievement.ts'
import type { AchievementDraft } from './achievement.ts'
import { safeParse } from '../safe-parse.ts'

/**
 * A foreign value as a draft: everything may be absent, nothing may be malformed or unknown. Never throws, whatever it is given.
 */
export function parseAchievementDraft(value: unknown): { ok: true; achievement: AchievementDraft } | { ok: false; findings: Finding[] } {
  const bounds = checkJsonBounds(value)
  if (bounds) return { ok: false, findings: [bounds] }
  const parsed = safeParse(achievementDraftSchema, value)
  return parsed.success ? { ok: true, achievement: parsed.data } : { ok: false, findings: findingsOf(parsed.error.issues, value) }
}
