/** Steps that the claim tests repeat: an award with an offer, an opened offer with a token, and reading protocol errors. */
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { awardOne, makeOffer, type OfferMade, type School } from '../institution/index.ts'
import { createHolderKey, obtainToken, openOffer, postCredential, requestNonce, type AccessToken, type HolderKey, type HttpAnswer, type OpenedOffer, type Wallet } from '../wallet/index.ts'
import type { TestWorld } from './test-world.ts'

/** A fresh award of the world's institution, offered. */
export async function offerSomething(world: TestWorld, options: { transactionCode?: boolean; expiresInSeconds?: number; school?: School; achievementId?: string } = {}): Promise<OfferMade & { awardId: string }> {
  const { school = world.school, achievementId = world.achievementId, ...offer } = options
  const awardId = await awardOne(school, achievementId)
  return { awardId, ...await makeOffer(school, awardId, offer) }
}

/** A claim under way: the offer is opened and the token is in hand. */
export type ClaimUnderWay = { wallet: Wallet; opened: OpenedOffer; token: AccessToken; offer: OfferMade & { awardId: string } }

/** Goes through a claim up to the token, without a transaction code. */
export async function claimWithToken(world: TestWorld, options: { dpop?: boolean; wallet?: Wallet; school?: School; achievementId?: string } = {}): Promise<ClaimUnderWay> {
  const { wallet = world.wallet, dpop = false, ...where } = options
  const offer = await offerSomething(world, { transactionCode: false, ...where })
  const opened = await openOffer(wallet, offer.credentialOfferUri)
  return { wallet, opened, offer, token: await obtainToken(wallet, opened, { dpop }) }
}

/** Asks for the credential of a claim under way, with a fresh nonce and key unless given. */
export async function askForCredential(claim: ClaimUnderWay, options: { wallet?: Wallet; nonce?: string; keys?: readonly HolderKey[]; token?: AccessToken } = {}): Promise<HttpAnswer> {
  const { opened, token } = claim
  const wallet = options.wallet ?? claim.wallet
  const keys = options.keys ?? [await createHolderKey()]
  return postCredential(wallet, { ...opened, token: options.token ?? token, keys, nonce: options.nonce ?? await requestNonce(wallet, opened.issuer) })
}

/**
 * Expects an OAuth/OpenID error answer: status, `error`, JSON, not cacheable, and words that only use the characters
 * RFC 6749 #section-5.2 allows.
 */
export function expectProtocolError(answer: HttpAnswer, status: number, error: string | readonly string[]): void {
  const body = answer.body as { error?: unknown; error_description?: unknown; credentials?: unknown; access_token?: unknown } | undefined
  expect({ status: answer.status, error: body?.error }, answer.text.slice(0, 500)).toEqual({ status, error: typeof error === 'string' ? error : expect.toBeOneOf([...error]) as unknown })
  expect(answer.contentType).toBe('application/json')
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(body?.credentials).toBeUndefined()
  expect(body?.access_token).toBeUndefined()
  if (body?.error_description !== undefined) expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/)
}

/** The `error` word a bearer challenge carries (RFC 6750 #section-3.1), or undefined. */
export function challengeError(answer: HttpAnswer): string | undefined {
  return /error="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1]
}

/** The status index and list of an issued credential. */
export function statusReferenceOf(compact: string): { idx: number; uri: string } {
  return (decodeJwt(compact.split('~')[0]!)['status'] as { status_list: { idx: number; uri: string } }).status_list
}
