/** What edubadges asks of a BadgeClass before it can be awarded (edubadges-server 9.1, serializers; its user interface for the workload). */
import type { AchievementDraft } from '../achievement/achievement.ts'
import { achievementRules, ruleSources } from '../achievement/rules.ts'
import type { AchievementKind } from '../achievement/vocabulary.ts'
import { assessmentTypeOf, languageOf, participationOf, wordFor } from '../edubadges/vocabulary.ts'
import { projectBadgeClass } from '../edubadges/project-badge-class.ts'
import { fault } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { applyRulesOf, demand, isRuledBy } from './demands.ts'
import type { Standard } from './standard.ts'

const every = ['/title', '/description', '/criteria', '/languages']
const demands: Readonly<Partial<Record<AchievementKind, readonly string[]>>> = {
  microcredential: [...every, '/learningOutcomes', '/level/eqf', '/participation', '/assessmentTypes', '/qualityAssurance/name', '/qualityAssurance/url', '/qualityAssurance/description'],
  regular: [...every, '/learningOutcomes', '/level/eqf', '/programmeIdentifiers'],
  extra_curricular: every,
}

const { kaderHo, addendum, edubadges } = ruleSources
const rules = achievementRules.filter(({ source }) => source === edubadges)
/** Of these only what they say of the size: that a field is there is demanded above, as edubadges does and not as our own publishing does. */
const limits = [kaderHo, addendum, edubadges]

export const edubadgesStandard: Standard = {
  id: 'edubadges',
  name: { nl: 'edubadges', en: 'edubadges' },
  source: edubadges,
  concerns: (draft) => isRuledBy(draft, rules),
  lacks: (draft, circumstances) => {
    if (draft.kind === undefined || draft.sector === undefined) return demand(draft, ['/kind', '/sector', ...every])
    const wanted = demand(draft, demands[draft.kind] ?? [])
    const limited = applyRulesOf(draft, limits, circumstances).filter(({ path, code }) => code !== 'MISSING' || path.startsWith('/workload'))
    return [...wanted, ...limited, ...wordless(draft)]
  },
  project: ({ achievement }) => projectBadgeClass({ achievement, id: 'https://api.edubadges.nl/public/assertions/1', issuer: 'https://api.edubadges.nl/public/issuers/1', language: 'nl' }),
}

/** A mandatory list of which edubadges knows no word is an empty list to it. */
function wordless({ kind, assessmentTypes = [], participation = [], languages = [] }: AchievementDraft): Finding[] {
  const lists = [
    { path: '/languages', values: languages, table: languageOf },
    ...(kind === 'microcredential' ? [{ path: '/assessmentTypes', values: assessmentTypes, table: assessmentTypeOf }, { path: '/participation', values: participation, table: participationOf }] : []),
  ]
  return lists.filter(({ values, table }) => values.length > 0 && values.every((value) => wordFor<string>(table, value) === undefined))
    .map(({ path, table }) => fault(path, 'NOT_ALLOWED_VALUE', `edubadges kent geen van deze waarden. Kies er ten minste één bij uit: ${Object.values(table).join(', ')}.`,
      `edubadges knows none of these values. Add at least one of: ${Object.values(table).join(', ')}.`))
}
