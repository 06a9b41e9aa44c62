/** Steps that the presentation tests repeat. */
import { expect } from 'vitest'
import { ask, readCase, type Asked, type Employer, type Prefix, type Verdict } from '../institution/index.ts'
import { redeemOffer, resolveRequest, postAnswer, prepareAnswer, readAnswer, type HeldCredential, type HttpAnswer, type PresentationRequest, type Wallet } from '../wallet/index.ts'
import { offerSomething } from './claim-steps.ts'
import type { TestWorld } from './test-world.ts'

/** A fresh credential in the wallet, with the award it came from. */
export async function holdCredential(world: TestWorld, options: { school?: TestWorld['school']; achievementId?: string } = {}): Promise<{ held: HeldCredential; awardId: string }> {
  const offer = await offerSomething(world, { transactionCode: false, ...options })
  const { credentials } = await redeemOffer(world.wallet, offer.credentialOfferUri)
  return { held: credentials[0]!, awardId: offer.awardId }
}

/** A request made and answered, honestly unless the wallet has other manners. */
export type Answered = { asked: Asked; request: PresentationRequest; answer: HttpAnswer }

/** The employer asks, the wallet answers; what the verifier said to the wallet is given back unjudged. */
export async function askAndAnswer(world: TestWorld, held: readonly HeldCredential[], options: { wallet?: Wallet; employer?: Employer; flow?: 'cross_device' | 'same_device'; clientIdPrefix?: Prefix; method?: 'get' | 'post' } = {}): Promise<Answered> {
  const wallet = options.wallet ?? world.wallet
  const { flow = 'cross_device', clientIdPrefix, method } = options
  const asked = await ask(options.employer ?? world.employer, { flow, ...(clientIdPrefix === undefined ? {} : { clientIdPrefix }) })
  const request = await resolveRequest(wallet, asked.walletUrl, method === undefined ? {} : { method })
  const { vpToken } = await prepareAnswer(wallet, request, held)
  return { asked, request, answer: await postAnswer(wallet, request, vpToken) }
}

/** The employer asks and the wallet has read the question, but not answered. */
export async function askOnly(world: TestWorld): Promise<Asked & { request: PresentationRequest }> {
  const asked = await ask(world.employer)
  return { ...asked, request: await resolveRequest(world.wallet, asked.walletUrl) }
}

/** The verdict on an accepted answer. */
export async function verdictOf(world: TestWorld, { asked, answer }: Pick<Answered, 'asked' | 'answer'>, employer = world.employer): Promise<Verdict> {
  readAnswer(answer)
  const { state, verdict } = await readCase(employer, asked.id)
  expect(state).toBe('answered')
  expect(verdict).toBeDefined()
  return verdict!
}

/** Expects a rejection for exactly one reason, which shows nothing of the learner. */
export function expectRejected(verdict: Verdict, check: string, code: string | RegExp): void {
  const failed = verdict.checks.filter(({ outcome }) => outcome === 'failed')
  expect({ verdict: verdict.verdict, failed: failed.map(({ name }) => name) }, JSON.stringify(failed)).toEqual({ verdict: 'rejected', failed: [check] })
  expect(failed[0]!.code).toMatch(code)
  expect(verdict.credentials.map(({ claims }) => claims).filter((claims) => Object.keys(claims).length > 0)).toEqual([])
}

/** The outcome of one named check. */
export function outcomeOf(verdict: Verdict, name: string): string | undefined {
  return verdict.checks.find((check) => check.name === name)?.outcome
}
