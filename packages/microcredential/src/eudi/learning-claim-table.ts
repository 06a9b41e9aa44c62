/**
 * The claims of the EUDI learning credential, one row each: composer and type metadata are made from this table. Names, sd rules and
 * what is mandatory are those of the reference issuer (eu-digital-identity-wallet/eudi-srv-pid-issuer, LearningCredential.kt and
 * vct/learning_credential.json). It has no word for elements 9 and 10 of Council Recommendation 2022/C 243/02, type of assessment and
 * form of participation: `assessment_type` and `participation` are our additions, with the values of our own microcredential.
 */
import type { LocalizedText } from '../text/localized-text.ts'
import type { ClaimRow } from '../sd-jwt-vc/claim-table.ts'

export const LEARNING_CREDENTIAL_VCT = 'urn:eu.europa.ec.eudi:learning:credential:1'

const text = (nl: string, en: string): LocalizedText => ({ nl, en })

export const learningClaimTable = [
  { name: 'issuing_authority', sd: 'never', mandatory: true, label: text('Uitgegeven door', 'Issuing authority') },
  { name: 'issuing_country', sd: 'never', mandatory: true, label: text('Land van uitgifte', 'Issuing country') },
  { name: 'date_of_issuance', sd: 'never', mandatory: true, label: text('Datum van toekenning', 'Date of issuance') },
  { name: 'date_of_expiry', sd: 'never', mandatory: false, label: text('Geldig tot en met', 'Date of expiry') },
  { name: 'family_name', sd: 'always', mandatory: true, label: text('Achternaam', 'Family name') },
  { name: 'given_name', sd: 'always', mandatory: false, label: text('Voornaam', 'Given name') },
  { name: 'achievement_title', sd: 'never', mandatory: true, label: text('Titel', 'Achievement title') },
  { name: 'achievement_description', sd: 'never', mandatory: false, label: text('Beschrijving', 'Achievement description') },
  { name: 'learning_outcomes', sd: 'always', mandatory: false, form: 'list', label: text('Leeruitkomsten', 'Learning outcomes') },
  { name: 'assessment_grade', sd: 'always', mandatory: false, label: text('Cijfer of beoordeling', 'Assessment grade') },
  { name: 'language_of_classes', sd: 'never', mandatory: true, form: 'list', label: text('Voertaal', 'Language of classes') },
  { name: 'learner_identification', sd: 'always', mandatory: true, label: text('Nummer van de deelnemer', 'Learner identification') },
  { name: 'expected_study_time', sd: 'always', mandatory: true, label: text('Verwachte studietijd', 'Expected study time') },
  { name: 'level_of_learning_experience', sd: 'always', mandatory: true, label: text('Niveau (EQF)', 'Level of learning experience (EQF)') },
  { name: 'types_of_quality_assurance', sd: 'always', mandatory: true, form: 'list', label: text('Kwaliteitsborging', 'Types of quality assurance') },
  { name: 'prerequisites_to_enroll', sd: 'always', mandatory: false, form: 'list', label: text('Vooraf nodig', 'Prerequisites to enroll') },
  { name: 'integration_stackability_options', sd: 'always', mandatory: false, label: text('Stapelbaar', 'Integration or stackability options') },
  { name: 'assessment_type', sd: 'always', mandatory: false, form: 'list', label: text('Toetsvorm', 'Type of assessment') },
  { name: 'participation', sd: 'always', mandatory: false, form: 'list', label: text('Vorm van deelname', 'Form of participation') },
] as const satisfies readonly ClaimRow[]

export type LearningClaimName = (typeof learningClaimTable)[number]['name']
