/**
 * A European Digital Credential for Learning: European Learning Model 3 in the form Europass takes, W3C Verifiable Credentials Data
 * Model 1.1 with the context of the EDC application profile. Unsigned: an organisation seals it (JAdES).
 */
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { leftOut } from '../left-out.ts'
import type { Loss, Projection } from '../projection.ts'
import { cardTemplate } from '../sd-jwt-vc/card-template.ts'
import { composeMicrocredentialClaims, lastValidDay } from '../sd-jwt-vc/compose-claims.ts'
import { renderSvgTemplate } from '../sd-jwt-vc/render-svg-template.ts'
import { microcredentialTypeMetadata } from '../sd-jwt-vc/type-metadata.ts'
import { languages } from '../text/localized-text.ts'
import { learningAchievementOf } from './achievement.ts'
import { node, nodeIds } from './concept.ts'
import type { Node } from './concept.ts'
import { hasCountry, languageConcept, languageOf } from './languages-and-countries.ts'
import { organisationOf } from './organisation.ts'
import { durationOf, lastMomentOf } from './time.ts'
import { base64Encoding, genericProfile, svgFileType } from './vocabularies.ts'

export type ElmDocument = Node

export type ElmIssuance = {
  /** Of the credential: `urn:credential:<uuid>`. */
  id: string
  /** Of the institution, a URI: its DID. */
  issuer: string
  /** RFC 3339 date-time of issuing, with its offset. */
  issuedAt: string
}

export const studentIdentifierScheme = 'Student ID'

/** The award as European Digital Credential, in Dutch and English throughout. */
export function projectElm(award: AwardedAchievement, { id, issuer, issuedAt }: ElmIssuance): Projection<ElmDocument> {
  const { achievement, awardedOn, learner } = award
  const nextId = nodeIds()
  const organisation = organisationOf(award.institution, issuer, nextId)
  const name = (text: string) => ({ nl: text })
  const document = node({
    '@context': ['https://www.w3.org/2018/credentials/v1', 'http://data.europa.eu/snb/model/context/edc-ap'],
    id,
    type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
    credentialProfiles: [genericProfile],
    credentialSchema: [{ id: 'http://data.europa.eu/snb/model/ap/edc-generic-full', type: 'ShaclValidator2017' }],
    displayParameter: displayOf(award, nextId),
    issuer: organisation,
    issuanceDate: issuedAt,
    issued: issuedAt,
    validFrom: issuedAt,
    expirationDate: achievement.validForDays === undefined ? undefined : lastMomentOf(lastValidDay(awardedOn, achievement.validForDays)),
    credentialSubject: {
      id: nextId('person'),
      type: 'Person',
      identifier: [{ id: nextId('identifier'), type: 'Identifier', notation: learner.reference, schemeName: studentIdentifierScheme }],
      givenName: name(learner.givenName),
      familyName: name(learner.familyName),
      fullName: name(`${learner.givenName} ${learner.familyName}`),
      hasClaim: [learningAchievementOf(award, organisation, nextId)],
    },
  })
  return { document, losses: lossesOf(award) }
}

/** How Europass shows it: title and text, and our card as a picture in each language. */
function displayOf(award: AwardedAchievement, nextId: (kind: string) => string): Node {
  const type = microcredentialTypeMetadata('')
  const { achievement, learner, awardedOn, institution } = award
  const { claims } = composeMicrocredentialClaims({ achievement, learner, awardedOn, institution })
  return node({
    id: nextId('displayParameter'),
    type: 'DisplayParameter',
    title: { ...award.achievement.title },
    description: award.achievement.description && { ...award.achievement.description },
    language: languages.map(languageConcept),
    primaryLanguage: languageConcept('nl'),
    individualDisplay: languages.map((language) => ({
      id: nextId('individualDisplay'), type: 'IndividualDisplay', language: languageConcept(language),
      displayDetail: [{
        id: nextId('displayDetail'), type: 'DisplayDetail', page: 1,
        image: {
          id: nextId('mediaObject'), type: 'MediaObject', contentType: svgFileType, contentEncoding: base64Encoding,
          content: Buffer.from(renderSvgTemplate(cardTemplate(language), type, claims)).toString('base64'),
        },
      }],
    })),
  })
}

function lossesOf(award: AwardedAchievement): Loss[] {
  const { achievement, evidence = [], institution } = award
  const none = (path: string): Loss => ({ path, kind: 'left-out' })
  const seen = new Set<string>()
  const ofLanguages = (achievement.languages ?? []).flatMap((tag, at): Loss[] => {
    const path = `/achievement/languages/${at}`
    const known = languageOf(tag)
    const twice = known !== undefined && seen.has(known.language)
    if (known === undefined || twice) return [none(path)]
    seen.add(known.language)
    return known.exact ? [] : [{ path, kind: 'coarser' }]
  })
  const { hours } = achievement.workload ?? {}
  return [
    ...leftOut(award, ['achievement.alignments', 'achievement.awardableUntil', 'achievement.image']),
    ...ofLanguages,
    ...(hours !== undefined && durationOf(hours) === undefined ? [none('/achievement/workload/hours')] : []),
    ...evidence.flatMap(({ url, description }, at) => (url === undefined ? [none(`/evidence/${at}`)] : description === undefined ? [] : [none(`/evidence/${at}/description`)])),
    ...(hasCountry(institution.country) ? [] : [none('/institution/country')]),
  ]
}
