import { findTextFault, parseAchievementDraft, textLimits, type AchievementDraft } from '@eduwallet/microcredential'
import { CatalogueError } from './errors.ts'

/** Offerings one achievement can be linked to at most. */
export const mostOfferings = 100

/** Foreign content as a draft. Throws CatalogueError ACHIEVEMENT_MALFORMED with every finding. */
export function readContent(content: unknown): AchievementDraft {
  const read = parseAchievementDraft(content)
  if (!read.ok) throw new CatalogueError('ACHIEVEMENT_MALFORMED', 'the achievement is malformed', read.findings.map((finding) => ({ ...finding, path: `/achievement${finding.path}` })))
  return read.achievement
}

/** Offering ids, each once and sorted. Throws CatalogueError ACHIEVEMENT_MALFORMED naming the first that cannot be one. */
export function readOfferingIds(offeringIds: readonly string[]): string[] {
  const wrong = offeringIds.findIndex((id) => id.trim() === '' || id.length > textLimits.reference || findTextFault(id, 'one') !== undefined)
  if (wrong >= 0 || offeringIds.length > mostOfferings) {
    throw new CatalogueError('ACHIEVEMENT_MALFORMED', 'an offering id is malformed', [{
      path: wrong >= 0 ? `/ooapiOfferings/${wrong}` : '/ooapiOfferings', code: wrong >= 0 ? 'WRONG_FORM' : 'TOO_MANY', severity: 'error',
      message: wrong >= 0
        ? { nl: 'Dit is geen id van een aanbod. Neem het "offeringId" uit uw eigen administratie over.', en: 'This is not the id of an offering. Copy the "offeringId" from your own administration.' }
        : { nl: `Te veel: hoogstens ${mostOfferings}.`, en: `Too many: at most ${mostOfferings}.` },
    }])
  }
  return [...new Set(offeringIds)].sort()
}
