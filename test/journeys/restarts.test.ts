/** A power cut between two steps: what was promised still holds afterwards. */
import { expect, it } from 'vitest'
import { listCredentials, makeOffer, revoke } from '../institution/index.ts'
import { createHolderKey, obtainToken, openOffer, readStatus, requestNonce, resolveRequest, prepareAnswer, postAnswer } from '../wallet/index.ts'
import { ask } from '../institution/index.ts'
import { holdCredential, verdictOf } from './ask-steps.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('restarts')

it('PRF-08 a nonce fetched before a restart is good after it, once; so are offer and token', async () => {
  const claim = await claimWithToken(world())
  const offer = await offerSomething(world())
  const nonce = await requestNonce(claim.wallet, claim.opened.issuer)
  await world().issuer.crash()
  await world().issuer.restart()
  const key = await createHolderKey()
  expect((await askForCredential(claim, { nonce, keys: [key] })).status).toBe(200)
  expectProtocolError(await askForCredential(claim, { nonce, keys: [await createHolderKey()] }), 400, 'invalid_nonce')
  const opened = await openOffer(world().wallet, offer.credentialOfferUri)
  expect((await obtainToken(world().wallet, opened, { transactionCode: offer.transactionCode })).value).not.toBe('')
}, 60_000)

it('STL-16 a revocation that was answered is in the next list, also when the power went right after the answer', async () => {
  const { held, awardId } = await holdCredential(world())
  await revoke(world().school, (await listCredentials(world().school, awardId))[0]!.id)
  await world().issuer.crash()
  await world().issuer.restart()
  await expect.poll(async () => (await readStatus(world().wallet, held)).status, { timeout: 60_000, interval: 200 }).toBe(1)
}, 90_000)

it('a request asked before a restart of the verifier is answered after it', async () => {
  const { held } = await holdCredential(world())
  const asked = await ask(world().employer)
  const request = await resolveRequest(world().wallet, asked.walletUrl)
  await world().verifier.crash()
  await world().verifier.restart()
  const answer = await postAnswer(world().wallet, request, (await prepareAnswer(world().wallet, request, [held])).vpToken)
  expect((await verdictOf(world(), { asked, answer })).verdict).toBe('confirmed')
}, 60_000)

it('an award can be offered again after all that', async () => {
  const { awardId } = await offerSomething(world())
  expect((await makeOffer(world().school, awardId)).claimUrl).toContain('/claim/')
})
