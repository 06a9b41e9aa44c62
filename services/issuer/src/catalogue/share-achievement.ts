import { fault, type Finding } from '@eduwallet/microcredential'
import type { AchievementId, Institution } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import type { SharingBook } from './sharing-book.ts'
import type { CataloguedAchievement } from './types.ts'

/** Institutions one achievement can be shared with at most. */
export const mostReceivers = 100

/**
 * Says which other institutions may award this version too; none: it is not shared any more. From the first time on the content stands,
 * because others may have adopted it. Who is taken off can adopt it no more, and what it adopted gets no new awards there, while all that
 * was awarded goes on. Nothing of the other institution is touched: it is asked anew with each result whether the achievement is shared.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_NOT_PUBLISHED, ACHIEVEMENT_ADOPTED (only its owner shares), RECEIVERS_UNKNOWN
 * with a finding for each.
 */
export async function shareAchievement(
  { id, receivers }: { id: AchievementId; receivers: readonly string[] },
  act: Act,
  { own, institutions, sharing }: {
    /** The slug of who shares. */
    own: string
    institutions: { findBySlug(slug: string): Promise<Pick<Institution, 'id' | 'slug'> | undefined> }
    sharing: Pick<SharingBook, 'share'>
  },
): Promise<CataloguedAchievement> {
  const found = new Map<string, Pick<Institution, 'id' | 'slug'>>()
  const findings: Finding[] = []
  for (const [index, slug] of receivers.entries()) {
    const institution = slug === own ? undefined : found.get(slug) ?? await institutions.findBySlug(slug)
    if (institution !== undefined) found.set(slug, institution)
    else findings.push(fault(`/institutions/${index}`, 'NOT_ALLOWED_VALUE',
      'Hier geeft geen andere instelling onder deze naam uit. Neem het laatste deel van haar uitgever-adres over.', 'No other institution issues here under this name. Copy the last part of its issuer address.'))
  }
  if (findings.length > 0) throw new CatalogueError('RECEIVERS_UNKNOWN', 'an institution cannot be shared with', findings)
  const sorted = [...found.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const outcome = await sharing.share(id, sorted, ({ entry }) => {
    if (entry.state === 'draft') throw new CatalogueError('ACHIEVEMENT_NOT_PUBLISHED', 'a draft is not shared')
    if (entry.adoptedFrom !== undefined) throw new CatalogueError('ACHIEVEMENT_ADOPTED', 'only its owner shares it')
  }, act)
  if (outcome === 'unknown') throw achievementUnknown()
  return outcome
}
