/** The standards that an achievement is judged by, a row each, in the order in which they are told. Another standard is another row. */
import { achievementRules, ruleSources } from '../achievement/rules.ts'
import { projectElm } from '../elm/project-elm.ts'
import { LEARNING_CREDENTIAL_VCT } from '../eudi/learning-claim-table.ts'
import { composeLearningCredentialClaims } from '../eudi/learning-credential.ts'
import { europeanElements } from '../european-elements.ts'
import { MICROCREDENTIAL_CONTEXT_PATH } from '../open-badges/context.ts'
import { projectOpenBadge } from '../open-badges/project-open-badge.ts'
import { microcredentialLosses } from '../sd-jwt-vc/compose-claims.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import { applyRulesOf, demand, institutionFaults, isRuledBy, recommend, shapeFaults } from './demands.ts'
import { edubadgesStandard } from './edubadges.ts'
import type { Standard } from './standard.ts'

const { europe, kaderHo, addendum, kaderMbo, eudi } = ruleSources
const elementsOfAchievement = europeanElements.filter(({ keptBy }) => keptBy === 'achievement').map(({ path }) => path)
const any = (): boolean => true

/** A standard of Dutch education: the rules that name it as their source. */
function framework(id: string, name: LocalizedText, sources: readonly [string, ...string[]]): Standard {
  const rules = achievementRules.filter(({ source }) => sources.includes(source))
  return {
    id, name, source: sources.join('; '),
    concerns: (draft) => isRuledBy(draft, rules),
    lacks: (draft, circumstances) => applyRulesOf(draft, sources, circumstances),
  }
}

export const standards: readonly Standard[] = [
  {
    id: 'european-recommendation', name: { nl: 'Europese aanbeveling over microcredentials', en: 'European recommendation on micro-credentials' }, source: europe,
    concerns: ({ kind }) => kind === undefined || kind === 'microcredential',
    lacks: (draft, circumstances) => [...demand(draft, elementsOfAchievement), ...institutionFaults(circumstances)],
  },
  framework('quality-framework-hbo-wo', { nl: 'Kwaliteitskader microcredentials hbo en wo', en: 'Quality framework microcredentials hbo and wo' }, [kaderHo, addendum]),
  framework('quality-framework-mbo', { nl: 'Kwaliteitskader microcredentials mbo', en: 'Quality framework microcredentials mbo' }, [kaderMbo]),
  edubadgesStandard,
  {
    id: 'microcredential-sd-jwt-vc', name: { nl: 'Microcredential als SD-JWT VC', en: 'Microcredential as SD-JWT VC' }, source: 'Eduwallet, /vct/microcredential/1',
    concerns: any,
    lacks: shapeFaults,
    project: ({ achievement, learner, awardedOn, institution }) => ({ losses: microcredentialLosses({ achievement, learner, awardedOn, institution }) }),
  },
  {
    id: 'open-badges-3', name: { nl: 'Open Badges 3.0', en: 'Open Badges 3.0' }, source: '1EdTech Open Badges 3.0, AchievementCredential',
    concerns: any,
    // A badge without a description or criteria says its title there.
    lacks: (draft) => [...shapeFaults(draft), ...recommend(draft, ['/description', '/criteria']).filter(({ code }) => code === 'MISSING')],
    project: (award, { on }) => projectOpenBadge({
      award, id: 'urn:uuid:00000000-0000-4000-8000-000000000000', issuerId: 'https://issuer.example', achievementId: 'https://issuer.example/achievements/1',
      contextUrl: `https://issuer.example${MICROCREDENTIAL_CONTEXT_PATH}`, validFrom: on, subject: { id: 'did:example:learner' }, language: 'nl',
    }),
  },
  {
    id: 'european-learning-model-3', name: { nl: 'Europass: European Learning Model 3', en: 'Europass: European Learning Model 3' }, source: 'European Learning Model 3, EDC application profile',
    concerns: any,
    lacks: shapeFaults,
    project: (award, { on }) => projectElm(award, { id: 'urn:credential:00000000-0000-4000-8000-000000000000', issuer: 'https://issuer.example', issuedAt: on.toISOString() }),
  },
  {
    id: 'eudi-learning-credential', name: { nl: 'EUDI learning credential', en: 'EUDI learning credential' }, source: `${eudi} (${LEARNING_CREDENTIAL_VCT})`,
    concerns: any,
    lacks: (draft) => [...shapeFaults(draft), ...demand(draft, ['/languages', '/workload', '/level/eqf', '/qualityAssurance'])],
    project: (award) => composeLearningCredentialClaims(award, { language: 'nl', learnerIdentification: award.learner.reference }),
  },
]
