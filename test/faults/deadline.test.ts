/** A request takes longer than its deadline: the caller is told to come back, the work goes on, and nothing is done twice. */
import { expect, it } from 'vitest'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createHolderKey, openOffer, postToken, type HttpAnswer } from '../wallet/index.ts'
import { issuerWithCrashPoints, tell, type Order } from './order.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('deadline', { verifiers: 0, entry: issuerWithCrashPoints })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** A handler may take 20 seconds; what is slowed down here takes longer, and ends while the test goes on. */
const deadlineSeconds = 20
const slowSeconds = 23

const tellAll = (order: Order): Promise<unknown> => Promise.all(replicas().issuer.processes.map((process) => tell(process, order)))
const stateOf = async (awardId: string): Promise<string[]> =>
  (await replicas().witness.query<{ state: string }>('SELECT state FROM issuer.credentials WHERE award_id = $1', [awardId])).map(({ state }) => state)
/** How often a process said that work was finished (or failed) that nobody waited for any more. */
const ghosts = (): number => replicas().issuer.processes.flatMap(({ logs }) => logs).filter((line) => line.includes('after its deadline')).length

function expectLate(answer: HttpAnswer): void {
  expectProtocolError(answer, 503, 'temporarily_unavailable')
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
}

/** Where the work is held up, and what is on record by then. */
const points = [
  ['while it signs', 'after issuance.intend', 'intended'],
  ['when it is signed and not yet on record as issued', 'before issuance.recordIssued', 'intended'],
  ['when all is on record', 'after issuance.recordIssued', 'issued'],
] as const

it('OVR-14 a claim that is late: 503, and whoever asks again, before or after the work ends, has the one credential; a redeemed code gave one token', async () => {
  const start = performance.now()
  const late: { awardId: string; answer: Promise<HttpAnswer>; again: () => Promise<HttpAnswer> }[] = []
  for (const [, point, state] of points) {
    const claim = await claimWithToken(world())
    const keys = [await createHolderKey()]
    await tellAll({ slowAt: point, slowSeconds })
    const answer = askForCredential(claim, { keys })
    late.push({ awardId: claim.offer.awardId, answer, again: () => askForCredential(claim, { keys }) })
    await waitUntil(`the claim is ${state}`, async () => (await stateOf(claim.offer.awardId)).join() === state)
    // The request is past the point only when it has read the order.
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  const offer = await offerSomething(world(), { transactionCode: false })
  const opened = await openOffer(world().wallet, offer.credentialOfferUri)
  await tellAll({ slowAt: 'before claims.redeem', slowSeconds })
  const token = postToken(world().wallet, opened)
  await new Promise((resolve) => { setTimeout(resolve, 500) })
  await tellAll({ slowAt: '' })

  for (const { answer } of late) expectLate(await answer)
  expectLate(await token)
  expect((performance.now() - start) / 1000).toBeGreaterThan(deadlineSeconds)
  expect(ghosts()).toBe(0)
  // While the work still goes on.
  for (const { again, awardId } of late) {
    expect((await again()).status).toBe(200)
    expect(await stateOf(awardId)).toEqual(['issued'])
  }
  expect((await postToken(world().wallet, opened)).status).toBe(200)
  await waitUntil('all that was late has ended', async () => ghosts() === points.length + 1)
  // After it has ended. That nothing was done twice, signed without record or told twice in the journal is for the invariants to say.
  for (const { again, awardId } of late) {
    expect((await again()).status).toBe(200)
    expect(await stateOf(awardId)).toEqual(['issued'])
  }
  expectProtocolError(await postToken(world().wallet, opened), 400, 'invalid_grant')
}, 90_000)
