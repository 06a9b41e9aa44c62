/** Clocks that are wrong: of one process, of all, ahead and behind. */
import { afterEach, describe, expect, it } from 'vitest'
import { listCredentials, revoke } from '../institution/index.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { openOffer, postToken, redeemOffer, send } from '../wallet/index.ts'
import { atProcess as onlyAt } from './at-process.ts'
import { issuerWithCrashPoints, tell } from './order.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('clocks', { verifiers: 0, entry: issuerWithCrashPoints })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Sets the clocks of both processes, in seconds ahead. */
async function setClocks(first: number, second: number): Promise<void> {
  const [one, two] = replicas().issuer.processes
  await tell(one!, { clockSeconds: first })
  await tell(two!, { clockSeconds: second })
}
const atProcess = <T>(at: 0 | 1, doing: () => Promise<T>): Promise<T> => onlyAt(replicas().issuer, at, doing)
const issued = (awardId: string): Promise<unknown[]> => replicas().witness.query('SELECT 1 FROM issuer.credentials WHERE award_id = $1', [awardId])
const readiness = (at: 0 | 1): Promise<[number, string]> =>
  send(fetch, `http://127.0.0.1:${replicas().issuer.processes[at]!.port}/readyz`).then(({ status, text }) => [status, text])

afterEach(() => setClocks(0, 0))

it('OFR-03 a code is refused from the end of its life on (invalid_grant, nothing issued), and good a moment before', async () => {
  const [early, late] = [await offerSomething(world(), { transactionCode: false, expiresInSeconds: 600 }), await offerSomething(world(), { transactionCode: false, expiresInSeconds: 600 })]
  const [openedEarly, openedLate] = [await openOffer(world().wallet, early.credentialOfferUri), await openOffer(world().wallet, late.credentialOfferUri)]
  await setClocks(590, 590)
  expect((await postToken(world().wallet, openedEarly)).status).toBe(200)
  await setClocks(601, 601)
  expectProtocolError(await postToken(world().wallet, openedLate), 400, 'invalid_grant')
  expect(await issued(late.awardId)).toEqual([])
})

describe('DUR-16 one process whose clock is', () => {
  it.each([['an hour ahead', 3600], ['an hour behind', -3600]])('%s: it says that it is not ready, and what is wrong', async (_what, seconds) => {
    expect((await readiness(1))[0]).toBe(200)
    await setClocks(0, seconds)
    expect(await readiness(1)).toEqual([503, expect.stringContaining('clock')])
    expect((await readiness(0))[0]).toBe(200)
  })

  it.each([['an hour ahead', 3600], ['an hour behind', -3600]])('%s: it takes no proof and no nonce of another time, and what was refused there is good elsewhere', async (_what, seconds) => {
    const claim = await claimWithToken(world())
    await setClocks(0, seconds)
    const there = await atProcess(1, () => askForCredential(claim))
    expect(there.status).toBeGreaterThanOrEqual(400)
    expect(await issued(claim.offer.awardId)).toEqual([])
    expect((await atProcess(0, () => askForCredential(claim))).status).toBe(200)
  })

  it.each([['ahead within the skew', 20], ['behind within the skew', -20]])('%s: it works as the other one does', async (_what, seconds) => {
    await setClocks(0, seconds)
    expect((await readiness(1))[0]).toBe(200)
    for (let n = 0; n < 3; n += 1) {
      const offer = await offerSomething(world(), { transactionCode: false })
      expect((await redeemOffer(world().wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
    }
  })

  it('set back: what it publishes afterwards is still the next list, and a revocation is in it', async () => {
    const claim = await claimWithToken(world())
    expect((await askForCredential(claim)).status).toBe(200)
    await setClocks(-20, -20)
    await revoke(world().school, (await listCredentials(world().school, claim.offer.awardId))[0]!.id)
  })
})
