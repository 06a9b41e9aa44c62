/** Achievements as an institution's catalogue sends them: the eleven elements of Council Recommendation 2022/C 243/02, in Dutch and English. */

/** A complete microcredential of a university of applied sciences. A fresh copy each time: tests may change it. */
export function waterMicrocredential(): Record<string, unknown> {
  return {
    kind: 'microcredential',
    sector: 'hbo',
    title: { nl: 'Waterveiligheid in de praktijk', en: 'Flood safety in practice' },
    description: {
      nl: 'Je leert hoe een waterkering wordt beoordeeld en hoe je een dijkinspectie uitvoert.',
      en: 'You learn how a flood defence is assessed and how to carry out a dike inspection.',
    },
    criteria: {
      nl: 'Het portfolio en de praktijktoets zijn voldoende beoordeeld.',
      en: 'The portfolio and the practical test are both rated sufficient.',
    },
    learningOutcomes: [
      { text: { nl: 'Voert een dijkinspectie uit volgens de handreiking.', en: 'Carries out a dike inspection according to the guideline.' } },
      { text: { nl: 'Beoordeelt de sterkte van een waterkering.', en: 'Assesses the strength of a flood defence.' } },
    ],
    workload: { ects: '5', hours: '140' },
    level: { eqf: 6, nlqf: '6', cycle: 'first' },
    languages: ['nl'],
    assessmentTypes: ['portfolio_assessment', 'skills_test'],
    participation: ['blended'],
    qualityAssurance: {
      name: { nl: 'Kwaliteitskader microcredentials hbo', en: 'Quality framework microcredentials hbo' },
      description: { nl: 'Getoetst door de examencommissie.', en: 'Reviewed by the examination board.' },
      url: 'https://npuls.nl/doorbouwen-aan-microcredentials',
    },
    supervision: { supervised: true, identityVerified: true, place: 'onsite' },
    prerequisites: [{ nl: 'Mbo niveau 4 of gelijkwaardig.', en: 'Vocational level 4 or equivalent.' }],
    stackability: { stackable: true, explanation: { nl: 'Telt mee voor de minor Deltatechniek.', en: 'Counts towards the minor Delta Technology.' } },
  }
}
