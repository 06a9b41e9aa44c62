/** What cannot be written does not happen, and what was written while the answer was lost happens once. */
import { describe, expect, it } from 'vitest'
import { awardOne, listAwards, listCredentials, makeOffer, resultRow, revoke, schoolCall, sendResults } from '../institution/index.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething, type ClaimUnderWay } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createHolderKey, openOffer, postToken, redeemOffer, requestNonce, type HolderKey } from '../wallet/index.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('lost_writes', { issuers: 1, verifiers: 0 })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Does something while the database refuses every such write to a table of the issuer. */
async function refusing<T>(write: 'INSERT' | 'UPDATE', table: string, doing: () => Promise<T>): Promise<T> {
  const { query } = replicas().witness
  await query(`CREATE OR REPLACE FUNCTION witness.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '53100'; END $$`)
  await query(`CREATE TRIGGER refuse BEFORE ${write} ON issuer.${table} FOR EACH ROW EXECUTE FUNCTION witness.refuse()`)
  try {
    return await doing()
  } finally {
    await query(`DROP TRIGGER refuse ON issuer.${table}`)
  }
}

const onRecord = (awardId: string): Promise<{ state: string }[]> =>
  replicas().witness.query<{ state: string }>('SELECT state FROM issuer.credentials WHERE award_id = $1', [awardId])

/** What a wallet sends to get one credential, the same each time. */
type Asking = { claim: ClaimUnderWay; keys: HolderKey[]; nonce: string }
async function prepare(): Promise<Asking> {
  const claim = await claimWithToken(world())
  return { claim, keys: [await createHolderKey()], nonce: await requestNonce(claim.wallet, claim.opened.issuer) }
}

describe('a write that fails', () => {
  it('DUR-03 of the intent: nothing is signed, no index and no nonce is spent (503), and the same request works later', async () => {
    const { claim, keys, nonce } = await prepare()
    const refused = await refusing('INSERT', 'credentials', () => askForCredential(claim, { keys, nonce }))
    expectProtocolError(refused, 503, 'temporarily_unavailable')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await onRecord(claim.offer.awardId)).toEqual([])
    expect((await askForCredential(claim, { keys, nonce })).status).toBe(200)
    expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'issued' }])
  })

  it('DUR-04 after the signature: the wallet gets nothing (503), the intent stands, and the institution can revoke it by its id', async () => {
    const { claim, keys, nonce } = await prepare()
    expectProtocolError(await refusing('UPDATE', 'credentials', () => askForCredential(claim, { keys, nonce })), 503, 'temporarily_unavailable')
    const [intended] = await listCredentials(world().school, claim.offer.awardId)
    expect(intended).toMatchObject({ status: 'valid', handedOver: false })
    await revoke(world().school, intended!.id)
    expect((await askForCredential(claim, { keys })).status).toBe(401)
    expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'revoked' }])
  })

  it('DUR-04 after the signature: the wallet that asks again gets the credential of that intent', async () => {
    const { claim, keys, nonce } = await prepare()
    await refusing('UPDATE', 'credentials', () => askForCredential(claim, { keys, nonce }))
    expect((await askForCredential(claim, { keys })).status).toBe(200)
    expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'issued' }])
  })

  it('DUR-08 of the journal: what it should tell of does not happen (result, offer, token, credential, revocation)', async () => {
    const { school, wallet } = world()
    const { claim, keys, nonce } = await prepare()
    const offered = await offerSomething(world(), { transactionCode: false })
    const opened = await openOffer(wallet, offered.credentialOfferUri)
    const held = await prepare()
    await askForCredential(held.claim, held)
    const [credential] = await listCredentials(school, held.claim.offer.awardId)
    const awards = await listAwards(school)
    const row = resultRow()
    await refusing('INSERT', 'journal', async () => {
      const answers = [
        await schoolCall(school, 'POST', `/api/v1/achievements/${world().achievementId}/results`, { results: [row] }),
        await schoolCall(school, 'POST', `/api/v1/awards/${offered.awardId}/offers`, {}),
        await postToken(wallet, opened),
        await askForCredential(claim, { keys, nonce }),
        await schoolCall(school, 'PUT', `/api/v1/credentials/${credential!.id}/status`, { status: 'revoked', reason: 'x' }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503])
    })
    expect(await listAwards(school)).toEqual(awards)
    expect(await onRecord(claim.offer.awardId)).toEqual([])
    expect(await onRecord(held.claim.offer.awardId)).toEqual([{ state: 'issued' }])
    expect((await postToken(wallet, opened)).status).toBe(200)
    expect((await sendResults(school, world().achievementId, [row])).summary.awarded).toBe(1)
  })
})

describe('DUR-05 a commit whose answer is lost on the way from the database', () => {
  it.each(['redeem', 'intend', 'issued'])('of the step %s: 503, and what comes of asking again is one credential', async (step) => {
    const offer = await offerSomething(world(), { transactionCode: false })
    const opened = await openOffer(world().wallet, offer.credentialOfferUri)
    const keys = [await createHolderKey()]
    const lost = replicas().network.cutAfter(`"do":"${step}"`)
    if (step === 'redeem') {
      expect((await postToken(world().wallet, opened)).status).toBe(503)
      await lost
      // The code was spent with an answer that nobody heard: the learner needs a new offer.
      expectProtocolError(await postToken(world().wallet, opened), 400, 'invalid_grant')
      const next = await makeOffer(world().school, offer.awardId, { transactionCode: false })
      await redeemOffer(world().wallet, next.credentialOfferUri)
    } else {
      const claim = await claimWithToken(world())
      expectProtocolError(await askForCredential(claim, { keys }), 503, 'temporarily_unavailable')
      await lost
      expect((await askForCredential(claim, { keys })).status).toBe(200)
      expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'issued' }])
    }
  })

  it('of a revocation: 503, and revoking again is 200 with one line in the journal', async () => {
    const { claim, keys, nonce } = await prepare()
    await askForCredential(claim, { keys, nonce })
    const [credential] = await listCredentials(world().school, claim.offer.awardId)
    const path = `/api/v1/credentials/${credential!.id}/status`
    const lost = replicas().network.cutAfter('COMMIT', `SET state = 'revoked'`)
    expect((await schoolCall(world().school, 'PUT', path, { status: 'revoked', reason: 'x' })).status).toBe(503)
    await lost
    expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'revoked' }])
    expect((await schoolCall(world().school, 'PUT', path, { status: 'revoked', reason: 'x' })).status).toBe(200)
  })

  it('of a batch of results: 503, and the batch sent again is unchanged', async () => {
    const rows = [resultRow(), resultRow()]
    const lost = replicas().network.cutAfter('COMMIT', 'INSERT INTO awards')
    expect((await schoolCall(world().school, 'POST', `/api/v1/achievements/${world().achievementId}/results`, { results: rows })).status).toBe(503)
    await lost
    expect((await sendResults(world().school, world().achievementId, rows)).summary).toMatchObject({ awarded: 0, unchanged: 2 })
  })

  it('before the commit arrives: 503, nothing happened, and asking again does it once', async () => {
    const rows = [resultRow()]
    const lost = replicas().network.cutBefore('COMMIT', 'INSERT INTO awards')
    expect((await schoolCall(world().school, 'POST', `/api/v1/achievements/${world().achievementId}/results`, { results: rows })).status).toBe(503)
    await lost
    expect((await sendResults(world().school, world().achievementId, rows)).summary).toMatchObject({ awarded: 1, unchanged: 0 })
  })
})

describe('an answer that is lost on the way to the wallet', () => {
  it('DUR-06 with the credential: who asks again with the same token and key gets the same one, with the same index', async () => {
    const { claim, keys, nonce } = await prepare()
    replicas().issuer.balancer.loseAnswerTo(/\/credential$/)
    await expect(askForCredential(claim, { keys, nonce })).rejects.toThrow(/no answer/)
    const [record] = await replicas().witness.query<{ payload_digest: string }>('SELECT payload_digest FROM issuer.credentials WHERE award_id = $1', [claim.offer.awardId])
    expect((await askForCredential(claim, { keys })).status).toBe(200)
    expect(await replicas().witness.query('SELECT payload_digest, state FROM issuer.credentials WHERE award_id = $1', [claim.offer.awardId])).toEqual([{ ...record, state: 'issued' }])
  })

  it('OFR-19 with the token: the code is spent (invalid_grant), no index is, and one new offer mends it', async () => {
    const offer = await offerSomething(world(), { transactionCode: false })
    const opened = await openOffer(world().wallet, offer.credentialOfferUri)
    replicas().issuer.balancer.loseAnswerTo(/\/token$/)
    await expect(postToken(world().wallet, opened)).rejects.toThrow(/no answer/)
    expectProtocolError(await postToken(world().wallet, opened), 400, 'invalid_grant')
    expect(await onRecord(offer.awardId)).toEqual([])
    const next = await makeOffer(world().school, offer.awardId, { transactionCode: false })
    expect((await redeemOffer(world().wallet, next.credentialOfferUri)).credentials).toHaveLength(1)
  })
})

it('awards can still be given after all that', async () => {
  expect(await awardOne(world().school, world().achievementId)).toMatch(/^[0-9a-f-]{36}$/)
})
