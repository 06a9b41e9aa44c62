/** The checker finds what it is there to find: each fault is planted in a sound record, found, and taken back. */
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../database/index.ts'
import { awardOne, createSchool, listCredentials, makeOffer, publishAchievement, revoke, type School } from '../institution/index.ts'
import { startService, type RunningService } from '../journeys/start-services.ts'
import { createWallet, redeemOffer } from '../wallet/index.ts'
import { findBrokenInvariants, type Scene } from './check-invariants.ts'
import { startClientLog, type ClientLog, type Exchange } from './client-log.ts'
import { startForger } from './start-forger.ts'
import { waitUntil } from './wait-until.ts'
import { fingerprint, startWitness, type Witness } from './witness.ts'

let database: FreshDatabase
let issuer: RunningService
let witness: Witness
let log: ClientLog
let school: School
let scene: Scene

beforeAll(async () => {
  database = await freshDatabase('invariants')
  issuer = await startService('issuer', { databaseUrl: database.url, env: { ISSUER_STATUS_LIST_TTL_SECONDS: '1' } })
  witness = await startWitness(database.url)
  log = startClientLog(() => [issuer.url])
  school = await createSchool(issuer)
  const achievementId = await publishAchievement(school)
  for (const fate of ['kept', 'revoked']) {
    const awardId = await awardOne(school, achievementId, { learner: { reference: fate, givenName: 'Quirijn', familyName: 'van Kanarie' } })
    await redeemOffer(createWallet(), (await makeOffer(school, awardId, { transactionCode: false })).credentialOfferUri, { dpop: true })
    if (fate === 'revoked') await revoke(school, (await listCredentials(school, awardId))[0]!.id)
  }
  await waitUntil('both lists are published', async () => (await witness.query('SELECT 1 FROM issuer.status_list_publications WHERE version = 1')).length === 1)
  scene = {
    witness, exchanges: log.exchanges, logs: issuer.logs,
    issuer: { bases: [issuer.url], publicUrl: issuer.url },
    listSeconds: 5,
    bystander: { slug: school.slug, before: await fingerprint(witness, school.slug) },
  }
}, 120_000)

afterAll(async () => {
  log?.stop()
  await witness?.stop()
  await issuer?.stop()
  await database?.drop()
}, 60_000)

it('finds nothing in a sound record', async () => {
  expect(await findBrokenInvariants(scene)).toEqual([])
})

const inTheRecord: [fault: string, plant: string, heal: string, found: string][] = [
  ['a credential that is not on record', `UPDATE witness.history SET content = content || '{"payload_digest": "other"}' WHERE what = 'credentials' AND content->>'state' IN ('intended', 'issued')`,
    `UPDATE witness.history h SET content = h.content || jsonb_build_object('payload_digest', c.payload_digest) FROM issuer.credentials c WHERE what = 'credentials' AND h.content->>'id' = c.id::text`, 'a credential was handed over that is not on record'],
  ['a credential of which only the intent is on record', `UPDATE witness.history SET content = content || '{"state": "intended", "was": "issued"}' WHERE what = 'credentials' AND content->>'state' = 'issued'`,
    `UPDATE witness.history SET content = content - 'was' || '{"state": "issued"}' WHERE content ? 'was'`, 'a credential was handed over of which it is not on record that it was signed'],
  ['a record that was written after the fact', `UPDATE witness.history SET at = at + interval '1 hour' WHERE what = 'credentials'`, `UPDATE witness.history SET at = at - interval '1 hour' WHERE what = 'credentials'`, 'a credential was handed over before it was on record'],
  ['a credential that was revoked and valid again', `INSERT INTO witness.history (what, operation, transaction, at, content) SELECT what, 'UPDATE', transaction, at, content || '{"state": "issued", "again": 1}' FROM witness.history WHERE what = 'credentials' AND content->>'state' = 'revoked'`,
    `DELETE FROM witness.history WHERE content ? 'again'`, 'a credential went through: intended issued revoked issued'],
  ['a result that became two awards', `ALTER TABLE issuer.awards DROP CONSTRAINT awards_institution_id_achievement_id_source_source_referenc_key; INSERT INTO issuer.awards SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'learner_reference', 'twin'))).* FROM issuer.awards a`,
    `DELETE FROM issuer.awards WHERE learner_reference = 'twin'`, 'a result became two awards'],
  ['intent and signature recorded together', `UPDATE witness.history SET transaction = '7' WHERE what = 'credentials'`, `UPDATE witness.history SET transaction = n::text::xid8 WHERE what = 'credentials'`, 'intent and signature of a credential went on record in one transaction'],
  ['an index that was given twice', `INSERT INTO witness.history (what, operation, transaction, at, content) SELECT what, operation, transaction, at, content || '{"id": "again"}' FROM witness.history WHERE what = 'credentials' AND operation = 'INSERT'`,
    `DELETE FROM witness.history WHERE content->>'id' = 'again'`, 'a status index is on record twice'],
  ['a revocation that was taken back', `ALTER TABLE issuer.credentials DISABLE TRIGGER revoked_is_final; UPDATE issuer.credentials SET state = 'issued', revoked_at = NULL, revocation_reason = NULL WHERE state = 'revoked'; ALTER TABLE issuer.credentials ENABLE TRIGGER revoked_is_final`,
    `UPDATE issuer.credentials SET state = 'revoked', revoked_at = now(), revocation_reason = 'x' WHERE award_id IN (SELECT id FROM issuer.awards WHERE learner_reference = 'revoked'); DELETE FROM witness.history WHERE n > (SELECT max(n) - 2 FROM witness.history)`, 'a revocation that was answered is not on record'],
  ['two tokens for one code', `INSERT INTO witness.history (what, operation, transaction, at, content) SELECT what, operation, transaction, at, content || '{"again": 1}' FROM witness.history WHERE what = 'access_tokens'`,
    `DELETE FROM witness.history WHERE content ? 'again'`, 'two access tokens were made for one offer'],
  ['a list that went back', `INSERT INTO witness.history (what, operation, transaction, at, content) SELECT what, operation, transaction, at, content || '{"sequence": 1, "again": 1}' FROM witness.history WHERE what = 'status_list_publications'`,
    `DELETE FROM witness.history WHERE content ? 'again'`, 'a published list did not move one forward'],
  ['a journal row that was edited', `UPDATE issuer.journal SET reason = reason || '!' WHERE seq = 3`, `UPDATE issuer.journal SET reason = left(reason, -1) WHERE seq = 3`, 'journal row 3 does not continue the chain'],
  ['a journal row that is missing', `CREATE TABLE witness.gone AS SELECT * FROM issuer.journal WHERE action = 'credential.revoked'; DELETE FROM issuer.journal WHERE action = 'credential.revoked'`,
    'INSERT INTO issuer.journal SELECT * FROM witness.gone', 'the journal does not tell once what happened to a credential that is revoked'],
  ['a suspension that the journal does not know', `UPDATE issuer.credentials SET suspended_at = now(), suspension_reason = 'x' WHERE state = 'issued'`, `UPDATE issuer.credentials SET suspended_at = NULL, suspension_reason = NULL WHERE state <> 'revoked'`,
    'the journal says something else of a suspension than the record'],
  ['another institution that changed', `UPDATE issuer.awards SET grade = '10'`, `UPDATE issuer.awards SET grade = '8'`, 'something of another institution changed: awards'],
]

it.each(inTheRecord)('finds %s', async (_fault, plant, heal, found) => {
  for (const statement of plant.split('; ')) await witness.query(statement)
  try {
    expect(await findBrokenInvariants(scene)).toEqual(expect.arrayContaining([expect.stringContaining(found)]))
  } finally {
    for (const statement of heal.split('; ')) await witness.query(statement)
  }
})

const inTheLogs: [fault: string, change: (scene: Scene) => Partial<Scene>, found: RegExp][] = [
  ['a code that was used twice', ({ exchanges }) => ({ exchanges: [...exchanges, exchanges.find(({ url, status }) => status === 200 && /[^h]\/token$/.test(url))!] }), /^a code was used twice$/],
  ['a nonce that was used twice', ({ exchanges }) => ({ exchanges: [...exchanges, exchanges.find(({ url }) => url.endsWith('/credential'))!] }), /^a nonce was used twice$/],
  ['a DPoP proof that was used twice', ({ exchanges }) => ({ exchanges: [...exchanges, exchanges.find(({ url }) => url.endsWith('/credential'))!] }), /^a dpop was used twice$/],
  ['a result with two awards', ({ exchanges }) => ({ exchanges: [...exchanges, otherAward(exchanges.find(({ url }) => url.endsWith('/results'))!)] }), /^one result was answered with two awards$/],
  ['an award that was answered and is not on record', ({ exchanges }) => ({ exchanges: exchanges.map((exchange) => exchange.url.endsWith('/results') ? otherAward(exchange) : exchange) }), /^an award that was answered is not on record$/],
  ['one index in two credentials', ({ exchanges }) => ({ exchanges: [...exchanges, otherHolder(exchanges.find(({ url }) => url.endsWith('/credential'))!)] }), /^two credentials have one status index$/],
  ['an answer to a request that was taken twice', ({ exchanges }) => ({ exchanges: [...exchanges, ...Array.from({ length: 2 }, () => ({ ...exchanges[0]!, status: 200, url: 'http://localhost/openid4vp/responses/1', requestBody: '' }))] }), /^a request was used twice$/],
  ['an access token in a log', ({ logs, exchanges }) => ({ logs: [...logs, exchanges.find(({ url }) => url.endsWith('/credential'))!.requestHeaders.get('authorization')!] }), /^a log holds/],
  ['a pre-authorized code in a log', ({ logs, exchanges }) => ({ logs: [...logs, exchanges.find(({ requestBody }) => requestBody.includes('pre-authorized_code='))!.requestBody] }), /^a log holds/],
  ['the secret of a link in a log', ({ logs, exchanges }) => ({ logs: [...logs, exchanges.find(({ url }) => url.includes('/credential-offers/'))!.url] }), /^a log holds/],
  ['a name in a log', ({ logs }) => ({ logs: [...logs, '{"msg":"Quirijn"}'] }), /^a log holds/],
]

it.each(inTheLogs)('finds %s', async (_fault, change, found) => {
  const broken = await findBrokenInvariants({ ...scene, ...change(scene) })
  expect(broken.some((sentence) => found.test(sentence)), broken.join('\n')).toBe(true)
})

it('still finds nothing: every planted fault was taken back', async () => {
  const { bystander: _, ...rest } = scene
  expect(await findBrokenInvariants(rest)).toEqual([])
})

/** Lists that a process could serve, signed with a key of its own: each is given out once, the last for ever. */
const inTheLists: [fault: string, lists: (place: number) => { issuedAt: number; revoked: number[]; suspended?: number[] }[], found: RegExp][] = [
  ['a revocation that is in no list', () => [{ issuedAt: 100, revoked: [] }], /^a revocation was in no list of http.* for 1 seconds$/],
  ['a list that revokes what is not revoked', (place) => [{ issuedAt: 100, revoked: [place, place + 1] }], /^a list revokes what is not revoked$/],
  ['a list that suspends what is not suspended', (place) => [{ issuedAt: 100, revoked: [place], suspended: [place + 1] }], /^no list of http.* said for 1 seconds what is suspended$/],
  ['an older list after a newer one', (place) => [{ issuedAt: 100, revoked: [] }, { issuedAt: 50, revoked: [place] }], /^a process served an older list after a newer one$/],
]

it.each(inTheLists)('finds %s', async (_fault, lists, found) => {
  const [list] = await witness.query<{ id: string; size: number; place: number }>(`SELECT l.id::text, l.size, c.status_index AS place FROM issuer.status_lists l JOIN issuer.credentials c ON c.list_id = l.id WHERE c.state = 'revoked'`)
  const path = `/${school.slug}/status-lists/${list!.id}`
  const forger = await startForger({ path, uri: `${issuer.url}${path}`, size: list!.size, lists: lists(list!.place) })
  try {
    const broken = await findBrokenInvariants({ ...scene, issuer: { ...scene.issuer, bases: [forger.url] }, listSeconds: 1 })
    expect(broken.some((sentence) => found.test(sentence)), broken.join('\n')).toBe(true)
  } finally {
    await forger.stop()
  }
})

/** The same credential, bound to somebody else. */
function otherHolder(exchange: Exchange): Exchange {
  const { credentials } = JSON.parse(exchange.responseBody) as { credentials: { credential: string }[] }
  const forged = credentials.map(({ credential }) => {
    const [jwt = '', ...disclosures] = credential.split('~')
    const [header, , signature] = jwt.split('.')
    const payload = { ...decodeJwt(jwt), cnf: { jwk: { x: 'another' } } }
    return { credential: [`${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`, ...disclosures].join('~') }
  })
  return { ...exchange, requestHeaders: new Headers(), requestBody: '{}', responseBody: JSON.stringify({ credentials: forged }) }
}

function otherAward(exchange: Exchange): Exchange {
  return { ...exchange, responseBody: exchange.responseBody.replaceAll(/"awardId":"[^"]+"/g, '"awardId":"00000000-0000-4000-8000-000000000000"') }
}
