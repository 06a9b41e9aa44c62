/**
 * The claims of our microcredential as SD-JWT VC, one row each: the composer and the type metadata are both made from this table,
 * so they cannot disagree. Names follow the EUDI learning credential where it has one; assessment type, participation and
 * supervision are additions, because it lacks elements 9 and 10 of the European recommendation.
 */
import type { LocalizedText } from '../text/localized-text.ts'

export type ClaimRow = {
  name: string
  /** `always`: the learner decides whether to show it. `never`: part of every presentation. */
  sd: 'always' | 'never'
  /** In every credential of this type. */
  mandatory: boolean
  label: LocalizedText
  description?: LocalizedText
  /** `languages`: an object {nl, en}. `list`: a list. `languages-list`: a list of {nl, en}. Names of members otherwise. */
  form?: 'languages' | 'list' | 'languages-list' | readonly { name: string; label: LocalizedText; form?: 'languages' }[]
}

const text = (nl: string, en: string): LocalizedText => ({ nl, en })

export const claimTable = [
  { name: 'achievement_title', sd: 'never', mandatory: true, form: 'languages', label: text('Titel', 'Title'), description: text('Wat is behaald', 'What was achieved') },
  { name: 'issuing_authority', sd: 'never', mandatory: true, form: 'languages', label: text('Uitgegeven door', 'Issued by'), description: text('De instelling die de microcredential toekent', 'The institution that awards the microcredential') },
  { name: 'issuing_country', sd: 'never', mandatory: true, label: text('Land van uitgifte', 'Issuing country') },
  { name: 'date_of_issuance', sd: 'never', mandatory: true, label: text('Datum van toekenning', 'Date of issuance') },
  { name: 'date_of_expiry', sd: 'never', mandatory: false, label: text('Geldig tot en met', 'Valid until and including') },
  { name: 'given_name', sd: 'always', mandatory: true, label: text('Voornaam', 'Given name') },
  { name: 'family_name', sd: 'always', mandatory: true, label: text('Achternaam', 'Family name') },
  { name: 'achievement_description', sd: 'always', mandatory: false, form: 'languages', label: text('Beschrijving', 'Description') },
  { name: 'achievement_criteria', sd: 'always', mandatory: false, form: 'languages', label: text('Criteria', 'Criteria') },
  { name: 'learning_outcomes', sd: 'always', mandatory: false, form: 'languages-list', label: text('Leeruitkomsten', 'Learning outcomes') },
  { name: 'assessment_grade', sd: 'always', mandatory: false, label: text('Cijfer of beoordeling', 'Grade') },
  { name: 'language_of_classes', sd: 'always', mandatory: false, form: 'list', label: text('Voertaal', 'Language of classes') },
  { name: 'level_of_learning_experience', sd: 'always', mandatory: false, label: text('Niveau (EQF)', 'Level (EQF)') },
  {
    name: 'workload', sd: 'always', mandatory: false, label: text('Studielast', 'Workload'),
    form: [{ name: 'ects', label: text('EC', 'ECTS') }, { name: 'sbu', label: text('SBU', 'Study load hours (SBU)') }, { name: 'hours', label: text('Uren', 'Hours') }],
  },
  { name: 'assessment_type', sd: 'always', mandatory: false, form: 'list', label: text('Toetsvorm', 'Type of assessment') },
  { name: 'participation', sd: 'always', mandatory: false, form: 'list', label: text('Vorm van deelname', 'Form of participation') },
  {
    name: 'quality_assurance', sd: 'always', mandatory: false, label: text('Kwaliteitsborging', 'Quality assurance'),
    form: [{ name: 'name', label: text('Naam', 'Name'), form: 'languages' }, { name: 'description', label: text('Uitleg', 'Explanation'), form: 'languages' }, { name: 'url', label: text('Webadres', 'Web address') }],
  },
  {
    name: 'supervision', sd: 'always', mandatory: false, label: text('Toezicht bij de toets', 'Supervision during assessment'),
    form: [{ name: 'supervised', label: text('Onder toezicht', 'Supervised') }, { name: 'identity_verified', label: text('Identiteit gecontroleerd', 'Identity verified') }, { name: 'place', label: text('Online of op locatie', 'Online or on site') }],
  },
  { name: 'prerequisites', sd: 'always', mandatory: false, form: 'languages-list', label: text('Vooraf nodig', 'Prerequisites') },
  { name: 'stackable', sd: 'always', mandatory: false, label: text('Stapelbaar', 'Stackable') },
] as const satisfies readonly ClaimRow[]

/** The names of the claims in the table. */
export type ClaimName = (typeof claimTable)[number]['name']
