/**
 * The values of the model in the words of the European controlled vocabularies (op.europa.eu/web/eu-vocabularies), both ways. Where a
 * vocabulary has no such word, or its code could not be verified, the concept is our own: nothing is given a meaning it has not.
 */
import { achievementKindLabels, achievementKinds, assessmentTypeLabels, assessmentTypes, educationCycles, nlqfLevels, participationTypeLabels, participationTypes, sectorLabels, sectors } from '../achievement/vocabulary.ts'
import type { AssessmentType, ParticipationType } from '../achievement/vocabulary.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import { concept, ownConcept } from './concept.ts'
import type { Node } from './concept.ts'

const snb = (vocabulary: string, code: string) => `http://data.europa.eu/snb/${vocabulary}/${code}`
const schemeOf = (vocabulary: string) => snb(vocabulary, '25831c2')
const european = (vocabulary: string, code: string, label: LocalizedText) => concept(snb(vocabulary, code), schemeOf(vocabulary), label)

/** Words of the model, each with its concept; and back from the id of the concept. */
export type Vocabulary<Word extends string> = { of: (word: Word) => Node; from: (id: string) => Word | undefined }

function vocabularyOf<Word extends string>(words: readonly Word[], of: (word: Word) => Node): Vocabulary<Word> {
  const byId = new Map(words.map((word) => [String(of(word)['id']), word]))
  return { of, from: (id) => byId.get(id) }
}

// Assessment type: those whose European word says the same. Behavioural assessment, development report, personalised assessment and
// recognition of prior learning have none.
const assessmentCodes: Partial<Record<AssessmentType, string>> = {
  written_exam: '6e6cb2cc78', report_paper: '2939dae15f', professional_product: 'de4d165a6c', portfolio_assessment: '4f03b91c0e', oral_exam: 'd30284d7df', skills_test: '6a4db9f11d',
}
export const assessmentTypeConcepts = vocabularyOf(assessmentTypes, (word) => {
  const [code, label] = [assessmentCodes[word], assessmentTypeLabels[word]]
  return code === undefined ? ownConcept(`assessment-${word.replaceAll('_', '-')}`, 'assessment-type', label) : european('assessment', code, label)
})

// Mode of learning and assessment: presential, online, blended, workbased.
const modeCodes: Partial<Record<ParticipationType, string>> = { online: '920fbb3cbe', onsite: '9191af2ed9', blended: 'e92d221e4d', work_experience: '729f3bed4b' }
export const modeConcepts = vocabularyOf(participationTypes, (word) => {
  const [code, label] = [modeCodes[word], participationTypeLabels[word]]
  return code === undefined ? ownConcept(`mode-${word.replaceAll('_', '-')}`, 'mode', label) : european('learning-assessment', code, label)
})

export const learningSettingConcepts = vocabularyOf(['formal', 'non-formal'], (word) => (word === 'formal'
  ? european('learning-setting', '6fd4685715', { nl: 'formeel leren', en: 'formal learning' })
  : european('learning-setting', 'e207a81fc7', { nl: 'non-formeel leren', en: 'non-formal learning' })))

const eqfLevels = ['1', '2', '3', '4', '5', '6', '7', '8'] as const
export const eqfConcepts = vocabularyOf<string>(eqfLevels, (level) => european('eqf', level, { nl: `Niveau ${level}`, en: `Level ${level}` }))

// The European list of national levels (qdr) has codes for the NLQF that could not be verified here, so these are our own.
export const nlqfConcepts = vocabularyOf(nlqfLevels, (level) => ownConcept(`nlqf-${level.replace('+', 'plus')}`, 'nlqf', { nl: `NLQF-niveau ${level}`, en: `NLQF level ${level}` }, level))

const cycleLabels = {
  short: { nl: 'korte cyclus', en: 'short cycle' }, first: { nl: 'eerste cyclus', en: 'first cycle' },
  second: { nl: 'tweede cyclus', en: 'second cycle' }, third: { nl: 'derde cyclus', en: 'third cycle' },
} as const
export const cycleConcepts = vocabularyOf(educationCycles, (cycle) => ownConcept(`qf-ehea-${cycle}`, 'qf-ehea', cycleLabels[cycle]))

export const kindConcepts = vocabularyOf(achievementKinds, (kind) => ownConcept(`kind-${kind.replaceAll('_', '-')}`, 'achievement-kind', achievementKindLabels[kind]))
export const sectorConcepts = vocabularyOf(sectors, (sector) => ownConcept(`sector-${sector}`, 'education-sector', sectorLabels[sector]))

/** Supervision and identity check of the model, as one word: `supervised-identified-online`. */
export type Supervision = { supervised: boolean; identityVerified: boolean; place?: 'online' | 'onsite' | undefined }
const supervisionWord = ({ supervised, identityVerified, place }: Supervision) => `${supervised ? 'supervised' : 'unsupervised'}-${identityVerified ? 'identified' : 'unidentified'}${place === undefined ? '' : `-${place}`}`
const supervisions = [true, false].flatMap((supervised) => [true, false].flatMap((identityVerified) => ([undefined, 'online', 'onsite'] as const).map((place): Supervision => ({ supervised, identityVerified, ...(place && { place }) }))))
const supervisionByWord = new Map(supervisions.map((supervision) => [supervisionWord(supervision), supervision]))

// Of supervision-verification only these two codes were seen in documents of others, with their meaning; they say nothing of place.
const supervisionCodes: Readonly<Record<string, string>> = { 'unsupervised-unidentified': 'c598449d64', 'unsupervised-identified': 'df2880c5cb' }
const supervisionVocabulary = vocabularyOf([...supervisionByWord.keys()], (word) => {
  const label = supervisionLabel(supervisionByWord.get(word) as Supervision)
  const code = supervisionCodes[word]
  return code === undefined ? ownConcept(`supervision-${word}`, 'supervision-verification', label) : european('supervision-verification', code, label)
})
export const supervisionConcepts = {
  of: (supervision: Supervision) => supervisionVocabulary.of(supervisionWord(supervision)),
  from: (id: string) => supervisionByWord.get(supervisionVocabulary.from(id) ?? ''),
}

function supervisionLabel({ supervised, identityVerified, place }: Supervision): LocalizedText {
  const where = place === undefined ? { nl: '', en: '' } : { online: { nl: ', online', en: ', online' }, onsite: { nl: ', op locatie', en: ', on site' } }[place]
  return {
    nl: `${supervised ? 'Met' : 'Zonder'} toezicht, ${identityVerified ? 'met' : 'zonder'} controle van de identiteit${where.nl}`,
    en: `${supervised ? 'Supervised' : 'Unsupervised'} ${identityVerified ? 'with' : 'without'} ID verification${where.en}`,
  }
}

/** ISCED-F 2013, whose codes are the ends of the ids. */
export function fieldOfStudyConcept(code: string): Node {
  return european('isced-f', code, { nl: code, en: code })
}
export function fieldOfStudyFrom(id: string): string | undefined {
  return /^http:\/\/data\.europa\.eu\/snb\/isced-f\/(\d{2,4})$/.exec(id)?.[1]
}

export const creditFrameworks = vocabularyOf(['ects', 'sbu'], (unit) => (unit === 'ects'
  ? european('education-credit', '6fcec5c5af', { nl: 'European Credit Transfer System', en: 'European Credit Transfer System' })
  : ownConcept('credit-sbu', 'education-credit', { nl: 'Studiebelastingsuren (SBU)', en: 'Study load hours (SBU)' })))

export const genericProfile = european('credential', 'e34929035b', { nl: 'Generiek', en: 'Generic' })
export const programmeQualityAssurance = european('accreditation', '820101cba6', { nl: 'Kwaliteitsborging van het programma', en: 'Programme quality assurance' })
export const base64Encoding = european('encoding', '6146cde7dd', { nl: 'base64', en: 'base64' })
export const svgFileType = concept('http://publications.europa.eu/resource/authority/file-type/SVG', 'http://publications.europa.eu/resource/authority/file-type', { nl: 'SVG', en: 'SVG' })

// ESCO's own ids begin with http:; the model keeps web addresses, which begin with https:.
const escoAddress = 'https://data.europa.eu/esco/'
export function escoConcept(address: string): Node {
  return concept(address.startsWith(escoAddress) ? address.replace('https:', 'http:') : address, 'http://data.europa.eu/esco/concept-scheme/skills')
}
export function escoAddressFrom(id: string): string {
  return id.startsWith(escoAddress.replace('https:', 'http:')) ? id.replace('http:', 'https:') : id
}
