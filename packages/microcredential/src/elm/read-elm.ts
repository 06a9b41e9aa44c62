/** Reading a European Digital Credential for Learning: ours, and those of others, in the form of VCDM 1.1 or 2.0. */
import type { AwardDraft } from '../award/award-draft.ts'
import { concludeReading } from '../award/conclude-reading.ts'
import { checkReference, namesNationalIdentityNumber } from '../award/national-identity-number.ts'
import { calendarDateFrom } from '../calendar.ts'
import { fault, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { listOf, memberAt, memberOf, stringOf } from '../json-members.ts'
import type { Reading } from '../projection.ts'
import { daysBetween } from '../sd-jwt-vc/read-claims.ts'
import { conceptIds, sameInEveryLanguage, textFrom } from './concept.ts'
import type { Node } from './concept.ts'
import { countryFrom } from './languages-and-countries.ts'
import { subjectId } from './notes.ts'
import { identifierSchemes } from './organisation.ts'
import { hoursOf, knownConcepts, readCreditPoints, readSpecification } from './read-specification.ts'
import { assessmentTypeConcepts, modeConcepts, supervisionConcepts } from './vocabularies.ts'

/**
 * What the credential says of one achievement: the first. Takes any JSON and never throws. Whether it is sealed, by whom, and whether
 * that still holds, is not looked at here.
 */
export function readElm(document: unknown): Reading<AwardDraft> {
  const nothing = { nationalIdentityNumbers: 0, fields: 0 }
  const bounds = checkJsonBounds(document)
  if (bounds) return { ok: false, findings: [bounds], dropped: nothing }
  if (!listOf(memberOf(document, 'type')).includes('EuropeanDigitalCredential')) {
    return { ok: false, findings: [fault('/type', 'NOT_ALLOWED_VALUE', 'Dit is geen European Digital Credential. Geef een document met dat type.', 'This is no European Digital Credential. Give a document of that type.')], dropped: nothing }
  }
  const findings: Finding[] = []
  const person = memberOf(document, 'credentialSubject')
  const claims = placed(memberOf(person, 'hasClaim'), '/credentialSubject/hasClaim')
  const achievements = claims.filter(({ value }) => memberOf(value, 'type') === 'LearningAchievement')
  const [claim = { value: undefined, path: '/credentialSubject/hasClaim' }] = achievements
  if (achievements.length > 1) findings.push(warning('/credentialSubject/hasClaim', 'TOO_MANY', 'Alleen het eerste resultaat is overgenomen.', 'Only the first achievement was taken over.'))

  const specification = readSpecification(memberOf(claim.value, 'specifiedBy'), `${claim.path}/specifiedBy`, findings)
  const assessments = placed(memberOf(claim.value, 'provenBy'), `${claim.path}/provenBy`)
  const activities = [...placed(memberOf(claim.value, 'influencedBy'), `${claim.path}/influencedBy`), ...claims.filter(({ value }) => memberOf(value, 'type') === 'LearningActivity')]
  const [organisation] = listOf(memberAt(claim.value, 'awardedBy', 'awardingBody') ?? memberOf(document, 'issuer'))
  const awardedOn = dayOf(memberAt(claim.value, 'awardedBy', 'awardingDate'))
  const draft = {
    achievement: {
      ...specification,
      title: memberAt(claim.value, 'specifiedBy', 'title') === undefined ? textFrom(memberOf(claim.value, 'title')) : specification['title'],
      ...readEffort(specification, claim.value, activities, findings),
      ...readAssessments(assessments, findings),
      validForDays: daysBetween(awardedOn, dayOf(memberOf(document, 'expirationDate') ?? memberOf(document, 'validUntil'))),
    },
    learner: readLearner(person, findings),
    awardedOn,
    grade: gradeOf(assessments[0]?.value),
    evidence: listOf(memberOf(claim.value, 'supplementaryDocument')).map((resource) => ({ name: sameInEveryLanguage(memberOf(resource, 'title')), url: memberOf(resource, 'contentURL') })),
    institution: readInstitution(organisation),
  }
  const sources = { '/achievement': claim.path, '/learner': '/credentialSubject', '/institution': '/issuer', '/evidence': `${claim.path}/supplementaryDocument`, '/grade': `${claim.path}/provenBy`, '/awardedOn': `${claim.path}/awardedBy/awardingDate` }
  return concludeReading(document, { draft, sources, findings })
}

type Placed = { value: unknown; path: string }

/** A member that is one node or a list of them, each with its place. */
function placed(value: unknown, path: string): Placed[] {
  return Array.isArray(value) ? value.map((item: unknown, at) => ({ value: item, path: `${path}/${at}` })) : listOf(value).map((item) => ({ value: item, path }))
}

/** Form and size, which others say of the activities or of the credits received instead of the specification. */
function readEffort(specification: Node, claim: unknown, activities: readonly Placed[], findings: Finding[]): Node {
  const workload = specification['workload'] as Node
  const credits = readCreditPoints(memberOf(claim, 'creditReceived'))
  const { ects = credits['ects'], sbu = credits['sbu'] } = workload
  const ofActivities = activities.length === 1 && workload['hours'] === undefined && sbu === undefined ? activities : []
  const hours = workload['hours'] ?? ofActivities.map(({ value, path }) => hoursOf(memberAt(value, 'specifiedBy', 'volumeOfLearning'), `${path}/specifiedBy/volumeOfLearning`, findings))[0]
  const modes = specification['participation'] as unknown[]
  const participation = modes.length > 0 ? modes : [...new Set(activities.flatMap(({ value, path }) => knownConcepts(memberAt(value, 'specifiedBy', 'mode'), `${path}/specifiedBy/mode`, modeConcepts.from, findings)))]
  return { workload: { ects, sbu, hours }, participation }
}

function readAssessments(assessments: readonly Placed[], findings: Finding[]): Node {
  const specifications = assessments.flatMap(({ value, path }) => placed(memberOf(value, 'specifiedBy'), `${path}/specifiedBy`))
  const scheme = memberOf(specifications.map(({ value }) => memberOf(value, 'gradingScheme')).find((candidate) => candidate !== undefined), 'identifier')
  const bound = (name: string) => memberOf(listOf(scheme).find((identifier) => memberOf(identifier, 'schemeName') === name), 'notation')
  const [supervision] = assessments.flatMap(({ value, path }) => knownConcepts(memberOf(value, 'idVerification'), `${path}/idVerification`, supervisionConcepts.from, findings))
  return {
    assessmentTypes: [...new Set(specifications.flatMap(({ value, path }) => knownConcepts(memberOf(value, 'dcType'), `${path}/dcType`, assessmentTypeConcepts.from, findings)))],
    supervision,
    gradeScale: { minimum: bound('minimum'), maximum: bound('maximum'), required: bound('required') },
  }
}

function gradeOf(assessment: unknown): unknown {
  const note = memberOf(assessment, 'grade')
  return memberAt(note, 'subject', 'id') === subjectId('passed-without-grade') ? undefined : sameInEveryLanguage(memberOf(note, 'noteLiteral'))
}

/** Names, and the number the institution itself uses; what is named a national identity number is none. */
function readLearner(person: unknown, findings: Finding[]): Node {
  const own = placed(memberOf(person, 'identifier'), '/credentialSubject/identifier').find(({ value }) => !namesNationalIdentityNumber(stringOf(memberOf(value, 'schemeName')) ?? ''))
  const reference = stringOf(memberOf(own?.value, 'notation'))
  if (own && reference !== undefined) findings.push(...checkReference(`${own.path}/notation`, reference))
  return { reference, givenName: sameInEveryLanguage(memberOf(person, 'givenName')), familyName: sameInEveryLanguage(memberOf(person, 'familyName')) }
}

function readInstitution(organisation: unknown): Node {
  const addresses = listOf(memberOf(organisation, 'location')).flatMap((location) => listOf(memberOf(location, 'address')))
  const countries = addresses.flatMap((address) => conceptIds(memberOf(address, 'countryCode'))).map(({ id }) => countryFrom(id))
  const identifiers = listOf(memberOf(organisation, 'identifier'))
  const inRegister = (schemeName: string) => memberOf(identifiers.find((identifier) => memberOf(identifier, 'schemeName') === schemeName), 'notation')
  const registration = memberOf(organisation, 'registration')
  return {
    name: textFrom(memberOf(organisation, 'legalName')),
    country: countries.find((country) => country !== undefined),
    identifiers: {
      ...Object.fromEntries(Object.entries(identifierSchemes).map(([register, schemeName]) => [register, inRegister(schemeName)])),
      kvk: memberOf(registration, 'schemeName') === 'KvK' ? memberOf(registration, 'notation') : undefined,
    },
  }
}

function dayOf(moment: unknown): string | undefined {
  return typeof moment === 'string' ? calendarDateFrom(moment) : undefined
}
