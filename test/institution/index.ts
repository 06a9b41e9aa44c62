/**
 * The world around the services, as far as it has systems of its own: institutions that send results and make offers,
 * and employers that ask. They know the services by their HTTP surface only.
 */
export { makeJpeg, makePng } from './images.ts'
export { waterMicrocredential } from './microcredential.ts'
export { okeAssociation, okeResultPatch, type OkeLearner } from './oke-messages.ts'
export { createSchool, createSchoolClient, everyScope, operatorCall, requestSchoolToken, schoolCall, schoolToken, type IssuerAccess, type School } from './school.ts'
export { awardOne, changeAward, listAwards, listCredentials, makeOffer, publishAchievement, resultRow, revoke, sendOkeResult, sendResults, type BatchAnswer, type OfferMade, type ResultRow } from './award.ts'
export { ask, createEmployer, employerCall, readCase, trustSchool, type Asked, type CaseReading, type Check, type Employer, type Prefix, type Verdict, type VerifierAccess } from './employer.ts'
export { expectStatus, UnexpectedAnswerError } from './expect-status.ts'
