/** The institution's everyday work: publish, send results, look up awards, make offers, revoke. */
import { expectStatus } from './expect-status.ts'
import { waterMicrocredential } from './microcredential.ts'
import { okeAssociation, okeResultPatch, type OkeLearner } from './oke-messages.ts'
import { schoolCall, type School } from './school.ts'

/** An offer as the issuer answers it. */
export type OfferMade = { offerId: string; claimUrl: string; credentialOfferUri: string; transactionCode?: string; expiresAt: string }

/** One result of the JSON batch. */
export type ResultRow = { reference: string; learner: { reference: string; givenName: string; familyName: string }; passed: boolean; final: boolean; achievedOn: string; grade?: string }

/** What the issuer answers to a batch. */
export type BatchAnswer = {
  summary: { awarded: number; unchanged: number; corrected: number; notAwarded: number; rejected: number }
  rows: { row: number; reference?: string; outcome: string; awardId?: string; reasons: { field: string; code: string; message: { nl: string; en: string } }[] }[]
}

/** Creates and publishes a microcredential; `ooapiOfferings` are the offerings whose results count for it. */
export async function publishAchievement(school: School, options: { achievement?: Record<string, unknown>; ooapiOfferings?: string[] } = {}): Promise<string> {
  const body = { achievement: options.achievement ?? waterMicrocredential(), ...(options.ooapiOfferings === undefined ? {} : { ooapiOfferings: options.ooapiOfferings }) }
  const { id } = expectStatus(await schoolCall(school, 'POST', '/api/v1/achievements', body), 201) as { id: string }
  expectStatus(await schoolCall(school, 'POST', `/api/v1/achievements/${id}/publish`), 200)
  return id
}

/** Sends a batch of results for an achievement. */
export async function sendResults(school: School, achievementId: string, results: readonly unknown[]): Promise<BatchAnswer> {
  return expectStatus(await schoolCall(school, 'POST', `/api/v1/achievements/${achievementId}/results`, { results }), 200) as BatchAnswer
}

/** A good row of a batch; a fresh learner each time unless told otherwise. */
export function resultRow(overrides: Partial<ResultRow> = {}): ResultRow {
  const number = ++rows
  return { reference: `result-${number}`, learner: { reference: `s${1_000_000 + number}`, givenName: 'Noor', familyName: 'de Wit' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8', ...overrides }
}
let rows = 0

/** A batch of one good row. @returns the id of the award it made */
export async function awardOne(school: School, achievementId: string, overrides: Partial<ResultRow> = {}): Promise<string> {
  const answer = await sendResults(school, achievementId, [resultRow(overrides)])
  const awardId = answer.rows[0]?.awardId
  if (awardId === undefined) throw new Error(`no award: ${JSON.stringify(answer)}`)
  return awardId
}

/** Sends the two OKE messages that end in a final, passed result. @returns the answers of PUT and PATCH */
export async function sendOkeResult(school: School, { associationId, offering, learner, resultDate = '2026-06-30', score = '9' }: { associationId: string; offering: string; learner: OkeLearner; resultDate?: string; score?: string }) {
  const path = `/ooapi/v5/associations/${associationId}`
  return {
    put: await schoolCall(school, 'PUT', path, okeAssociation({ associationId, offering, learner })),
    patch: await schoolCall(school, 'PATCH', path, okeResultPatch({ score, resultDate })),
  }
}

/** The awards of the institution, first page. */
export async function listAwards(school: School): Promise<{ id: string }[]> {
  const body = expectStatus(await schoolCall(school, 'GET', '/api/v1/awards'), 200) as { awards?: { id: string }[]; items?: { id: string }[] }
  return body.awards ?? body.items ?? []
}

/** Makes an offer for an award. */
export async function makeOffer(school: School, awardId: string, options: { transactionCode?: boolean; expiresInSeconds?: number; configurations?: readonly string[] } = {}): Promise<OfferMade> {
  return expectStatus(await schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, options), 201) as OfferMade
}

/** The credentials issued for an award. */
export async function listCredentials(school: School, awardId: string): Promise<{ id: string; status?: string }[]> {
  const body = expectStatus(await schoolCall(school, 'GET', `/api/v1/credentials?awardId=${encodeURIComponent(awardId)}`), 200) as { credentials?: { id: string }[]; items?: { id: string }[] }
  return body.credentials ?? body.items ?? []
}

/** Revokes a credential. */
export async function revoke(school: School, credentialId: string, reason = 'Toegekend aan de verkeerde deelnemer.'): Promise<void> {
  expectStatus(await schoolCall(school, 'PUT', `/api/v1/credentials/${credentialId}/status`, { status: 'revoked', reason }), 200)
}

/** Revokes, suspends or restores everything that was issued of an award. @returns how many credentials that are */
export async function changeAward(school: School, awardId: string, status: 'revoked' | 'suspended' | 'valid', reason = 'Onderzoek.'): Promise<number> {
  return (expectStatus(await schoolCall(school, 'PUT', `/api/v1/awards/${awardId}/credentials/status`, { status, reason }), 200) as { credentials: number }).credentials
}
