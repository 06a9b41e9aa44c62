/**
 * The rules of the sector as data: each with an id, its source, the days on which it holds (both inclusive, days in the
 * Netherlands), whom it concerns and how heavy it is. Limits differ by sector, by date and between sources, so a new framework
 * is a new row here, and an old date is still judged by the rows of that date.
 */
import type { Finding } from '../findings.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import type { AchievementKind, Sector } from './vocabulary.ts'

type WorkloadUnit = 'ects' | 'sbu' | 'hours'
type Demand =
  | { demand: 'present'; path: string }
  | { demand: 'one-of'; path: string; units: readonly WorkloadUnit[] }
  | { demand: 'at-least' | 'at-most' | 'multiple-of'; unit: WorkloadUnit; value: string }
  | { demand: 'hours-per-ects'; value: number }

export type AchievementRule = Demand & {
  id: string
  source: string
  /** YYYY-MM-DD, first day on which it holds; absent: always has. */
  validFrom?: string
  /** YYYY-MM-DD, last day on which it holds; absent: until further notice. */
  validUntil?: string
  kinds: readonly AchievementKind[]
  sectors: readonly Sector[]
  severity: Finding['severity']
  /** What is wrong and what to do. `present` rules without one take the words of the field. */
  message?: LocalizedText
}

/** What the rules come from. */
export const ruleSources = {
  europe: 'Council Recommendation 2022/C 243/02, Annex I',
  kaderHo: 'Kwaliteitskader Microcredentials voor Professionals hbo en wo (npuls.nl/doorbouwen-aan-microcredentials)',
  addendum: 'Addendum of 1 May 2025 to the Kwaliteitskader Microcredentials voor Professionals hbo en wo',
  kaderMbo: 'Kwaliteitskader voor pilot microcredentials mbo 2024-2025 (npuls.nl/microcredentials-mbo)',
  edubadges: 'edubadges-server 9.1, required fields of a BadgeClass',
  eudi: 'EUDI reference learning credential, urn:eu.europa.ec.eudi:learning:credential:1',
} as const
const { europe, kaderHo, addendum, kaderMbo, edubadges, eudi } = ruleSources

const all = ['mbo', 'hbo', 'wo'] as const
const ho = ['hbo', 'wo'] as const
const micro = ['microcredential'] as const
const formalKinds = ['microcredential', 'regular'] as const

const present = (id: string, path: string, source: string, kinds: readonly AchievementKind[], severity: Finding['severity']): AchievementRule =>
  ({ id, demand: 'present', path, source, kinds, sectors: all, severity })

export const achievementRules: readonly AchievementRule[] = [
  // The elements of the European recommendation that belong to the achievement; the others belong to award and institution.
  present('eu-learning-outcomes', '/learningOutcomes', europe, formalKinds, 'error'),
  present('eu-level', '/level/eqf', europe, formalKinds, 'error'),
  present('eu-assessment-type', '/assessmentTypes', europe, micro, 'error'),
  present('eu-participation', '/participation', europe, micro, 'error'),
  present('eu-quality-assurance', '/qualityAssurance', europe, micro, 'error'),
  { id: 'ho-workload-unit', demand: 'one-of', path: '/workload', units: ['ects', 'hours'], source: europe, kinds: formalKinds, sectors: ho, severity: 'error' },
  { id: 'mbo-workload-unit', demand: 'one-of', path: '/workload', units: ['sbu'], source: edubadges, kinds: formalKinds, sectors: ['mbo'], severity: 'error' },

  // Elements that a register or another standard wants as well.
  present('edubadges-description', '/description', edubadges, ['regular', 'extra_curricular'], 'error'),
  present('edubadges-criteria', '/criteria', edubadges, ['regular', 'extra_curricular'], 'error'),
  present('edubadges-language', '/languages', edubadges, ['regular', 'extra_curricular'], 'error'),
  present('edubadges-programme', '/programmeIdentifiers', edubadges, ['regular'], 'error'),
  present('edubadges-description-micro', '/description', edubadges, micro, 'warning'),
  present('edubadges-criteria-micro', '/criteria', edubadges, micro, 'warning'),
  present('eudi-language', '/languages', eudi, micro, 'warning'),

  // Size in higher education.
  {
    id: 'hbo-at-least-3-ec', demand: 'at-least', unit: 'ects', value: '3', source: kaderHo, kinds: micro, sectors: ['hbo'], severity: 'error',
    message: { nl: 'Een microcredential van het hbo is ten minste 3 EC. Maak hem groter of kies een andere soort edubadge.', en: 'A microcredential of a university of applied sciences is at least 3 ECTS. Make it larger or choose another kind of edubadge.' },
  },
  {
    id: 'wo-at-least-3-ec-before-addendum', demand: 'at-least', unit: 'ects', value: '3', source: kaderHo, validUntil: '2025-04-30', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is op deze datum ten minste 3 EC. Maak hem groter of kies een andere soort edubadge.', en: 'A microcredential of a research university is at least 3 ECTS on this date. Make it larger or choose another kind of edubadge.' },
  },
  {
    id: 'wo-at-least-1-ec', demand: 'at-least', unit: 'ects', value: '1', source: addendum, validFrom: '2025-05-01', validUntil: '2027-04-30', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is ten minste 1 EC. Maak hem groter of kies een andere soort edubadge.', en: 'A microcredential of a research university is at least 1 ECTS. Make it larger or choose another kind of edubadge.' },
  },
  {
    id: 'wo-at-least-3-ec-after-addendum', demand: 'at-least', unit: 'ects', value: '3', source: kaderHo, validFrom: '2027-05-01', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is sinds 1 mei 2027 weer ten minste 3 EC. Maak hem groter of kies een andere soort edubadge.', en: 'Since 1 May 2027 a microcredential of a research university is at least 3 ECTS again. Make it larger or choose another kind of edubadge.' },
  },
  {
    id: 'ho-at-most-30-ec', demand: 'at-most', unit: 'ects', value: '30', source: kaderHo, kinds: micro, sectors: ho, severity: 'error',
    message: { nl: 'Een microcredential is hoogstens 30 EC. Splits hem of maak hem kleiner.', en: 'A microcredential is at most 30 ECTS. Split it or make it smaller.' },
  },
  {
    id: 'hbo-at-least-84-hours', demand: 'at-least', unit: 'hours', value: '84', source: kaderHo, kinds: micro, sectors: ['hbo'], severity: 'error',
    message: { nl: 'Een microcredential van het hbo is ten minste 84 uur (3 EC van 28 uur).', en: 'A microcredential of a university of applied sciences is at least 84 hours (3 ECTS of 28 hours).' },
  },
  {
    id: 'wo-at-least-84-hours-before-addendum', demand: 'at-least', unit: 'hours', value: '84', source: kaderHo, validUntil: '2025-04-30', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is op deze datum ten minste 84 uur (3 EC van 28 uur).', en: 'A microcredential of a research university is at least 84 hours (3 ECTS of 28 hours) on this date.' },
  },
  {
    id: 'wo-at-least-28-hours', demand: 'at-least', unit: 'hours', value: '28', source: addendum, validFrom: '2025-05-01', validUntil: '2027-04-30', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is ten minste 28 uur (1 EC).', en: 'A microcredential of a research university is at least 28 hours (1 ECTS).' },
  },
  {
    id: 'wo-at-least-84-hours-after-addendum', demand: 'at-least', unit: 'hours', value: '84', source: kaderHo, validFrom: '2027-05-01', kinds: micro, sectors: ['wo'], severity: 'error',
    message: { nl: 'Een microcredential van het wo is sinds 1 mei 2027 weer ten minste 84 uur (3 EC van 28 uur).', en: 'Since 1 May 2027 a microcredential of a research university is at least 84 hours (3 ECTS of 28 hours) again.' },
  },
  {
    id: 'ho-at-most-840-hours', demand: 'at-most', unit: 'hours', value: '840', source: kaderHo, kinds: micro, sectors: ho, severity: 'error',
    message: { nl: 'Een microcredential is hoogstens 840 uur (30 EC van 28 uur).', en: 'A microcredential is at most 840 hours (30 ECTS of 28 hours).' },
  },
  {
    id: 'ho-half-ec', demand: 'multiple-of', unit: 'ects', value: '0.5', source: edubadges, kinds: ['microcredential', 'regular', 'extra_curricular'], sectors: all, severity: 'error',
    message: { nl: 'EC gaan in stappen van een half punt. Rond af op een heel of een half punt.', en: 'European credits go in steps of a half. Use a whole or a half credit.' },
  },
  {
    id: 'regular-at-least-half-ec', demand: 'at-least', unit: 'ects', value: '0.5', source: edubadges, kinds: ['regular'], sectors: ho, severity: 'error',
    message: { nl: 'Een reguliere edubadge is ten minste 0,5 EC.', en: 'A regular edubadge is at least 0.5 ECTS.' },
  },
  {
    id: 'regular-at-most-240-ec', demand: 'at-most', unit: 'ects', value: '240', source: edubadges, kinds: ['regular'], sectors: ho, severity: 'error',
    message: { nl: 'Een reguliere edubadge is hoogstens 240 EC.', en: 'A regular edubadge is at most 240 ECTS.' },
  },
  {
    id: 'ho-28-hours-per-ec', demand: 'hours-per-ects', value: 28, source: edubadges, kinds: formalKinds, sectors: ho, severity: 'warning',
    message: { nl: 'De uren en de EC passen niet bij elkaar: 1 EC is 28 uur. Controleer beide.', en: 'Hours and ECTS do not match: 1 ECTS is 28 hours. Check both.' },
  },

  // Size in vocational education. The framework says "in principle"; its pilot leaves room for smaller.
  {
    id: 'mbo-240-sbu-in-principle', demand: 'at-least', unit: 'sbu', value: '240', source: kaderMbo, kinds: micro, sectors: ['mbo'], severity: 'warning',
    message: { nl: 'Een microcredential van het mbo is in principe ten minste 240 SBU. Kleiner mag alleen binnen de pilot: leg vast waarom.', en: 'A microcredential of vocational education is in principle at least 240 study load hours (sbu). Smaller is only for the pilot: record why.' },
  },
  {
    id: 'mbo-at-least-1-sbu', demand: 'at-least', unit: 'sbu', value: '1', source: edubadges, kinds: formalKinds, sectors: ['mbo'], severity: 'error',
    message: { nl: 'De studielast is ten minste 1 SBU.', en: 'The workload is at least 1 study load hour (sbu).' },
  },
]

/** The rules that hold on this day (YYYY-MM-DD in the Netherlands) for this kind and sector. */
export function rulesOn(day: string, kind: AchievementKind, sector: Sector): AchievementRule[] {
  return achievementRules.filter((rule) => rule.kinds.includes(kind) && rule.sectors.includes(sector)
    && (rule.validFrom === undefined || rule.validFrom <= day) && (rule.validUntil === undefined || day <= rule.validUntil))
}
