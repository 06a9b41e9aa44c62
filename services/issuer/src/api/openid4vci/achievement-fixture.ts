import type { Achievement } from '@eduwallet/microcredential'

/** A complete achievement for tests. */
export function achievement(title: string): Achievement {
  return {
    kind: 'microcredential',
    sector: 'hbo',
    title: { nl: title, en: `${title} (en)` },
    description: { nl: 'Je leert een dijk inspecteren.', en: 'You learn to inspect a dike.' },
    learningOutcomes: [
      { text: { nl: 'Voert een dijkinspectie uit.', en: 'Carries out a dike inspection.' } },
      { text: { nl: 'Beoordeelt een waterkering.', en: 'Assesses a flood defence.' } },
    ],
    workload: { ects: '5' },
    level: { eqf: 6 },
    languages: ['nl'],
    assessmentTypes: ['portfolio_assessment'],
    participation: ['blended'],
    qualityAssurance: { name: { nl: 'Kwaliteitskader', en: 'Quality framework' }, url: 'https://example.org/kader' },
    supervision: { supervised: true, identityVerified: true, place: 'onsite' },
    stackability: { stackable: true },
  }
}
