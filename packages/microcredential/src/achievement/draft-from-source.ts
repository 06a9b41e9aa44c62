import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import { safeParse } from '../safe-parse.ts'
import { achievementDraftSchema } from './achievement.ts'
import type { AchievementDraft } from './achievement.ts'

/** A field of a draft as a document of a standard gives it, whatever that is, with where it stood in the document. */
export type SourceField = { field: keyof AchievementDraft; value: unknown; path: string }

/** The draft of what a document says, always one that `parseAchievementDraft` takes: what the model cannot hold is left out with a warning. */
export function draftFromSource(fields: readonly SourceField[]): { draft: AchievementDraft; findings: Finding[] } {
  const taken = fields.filter(({ value }) => value !== undefined)
    .map(({ field, value, path }) => ({ field, path, parsed: safeParse(achievementDraftSchema.shape[field], value) }))
  return {
    draft: Object.fromEntries(taken.flatMap(({ field, parsed }) => (parsed.success ? [[field, parsed.data]] : []))),
    findings: taken.filter(({ parsed }) => !parsed.success).map(({ path }) => notTakenOver(path, 'Deze waarde past niet in een microcredential.', 'This value does not fit a microcredential.')),
  }
}
