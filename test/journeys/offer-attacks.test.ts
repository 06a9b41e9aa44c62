/** Offers, pre-authorized codes and transaction codes under attack (family OFR). */
import { describe, expect, it } from 'vitest'
import { listCredentials, schoolCall } from '../institution/index.ts'
import { createWallet, openOffer, postToken, requestNonce, send, withHooks, type OpenedOffer } from '../wallet/index.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('offer_attacks')
const token = (opened: OpenedOffer, transactionCode?: string, wallet = world().wallet) => postToken(wallet, { ...opened, transactionCode })
const wrongCode = (code: string) => code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))

async function open(options: { transactionCode?: boolean; expiresInSeconds?: number } = {}) {
  const offer = await offerSomething(world(), options)
  return { offer, opened: await openOffer(world().wallet, offer.credentialOfferUri) }
}

describe('a pre-authorized code', () => {
  it('OFR-01 is redeemed once (the second time: invalid_grant)', async () => {
    const { opened } = await open({ transactionCode: false })
    expect((await token(opened)).status).toBe(200)
    expectProtocolError(await token(opened), 400, 'invalid_grant')
  })

  it('OFR-02 is redeemed once by two wallets at the same moment (one process; replicas are tested with the faults)', async () => {
    const { opened } = await open({ transactionCode: false })
    const answers = await Promise.all(Array.from({ length: 20 }, () => token(opened)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectProtocolError(answer, 400, 'invalid_grant')
  })

  it('OFR-03 is refused after its time (invalid_grant, nothing issued)', async () => {
    const { offer, opened } = await open({ transactionCode: false, expiresInSeconds: 1 })
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expectProtocolError(await token(opened), 400, 'invalid_grant')
    expect(await listCredentials(world().school, offer.awardId)).toHaveLength(0)
  })

  it('OFR-04 is refused when it is unknown, empty or enormous', async () => {
    const { opened } = await open({ transactionCode: false })
    const withCode = (preAuthorizedCode: string) => token({ ...opened, offer: { ...opened.offer, preAuthorizedCode } })
    const unknown = await withCode('A'.repeat(43))
    expectProtocolError(unknown, 400, 'invalid_grant')
    expectProtocolError(await withCode(''), 400, 'invalid_request')
    expect((await withCode('A'.repeat(1_200_000))).status).toBe(413)
    await token(opened)
    expect((await token(opened)).text).toBe(unknown.text)
  })

  it('OFR-17 is worth nothing once the institution has withdrawn the offer', async () => {
    const { offer, opened } = await open({ transactionCode: false })
    expect((await schoolCall(world().school, 'DELETE', `/api/v1/offers/${offer.offerId}`)).status).toBe(204)
    expectProtocolError(await token(opened), 400, 'invalid_grant')
    expect(await listCredentials(world().school, offer.awardId)).toHaveLength(0)
  })

  it('TOK-21 sent twice in one request is refused (invalid_request), and not used up', async () => {
    const { opened } = await open({ transactionCode: false })
    for (const name of ['pre-authorized_code', 'grant_type', 'client_id']) {
      const twice = withHooks(world().wallet, { tokenParameters: (parameters) => { parameters.append(name, parameters.get(name) ?? 'x'); parameters.append(name, 'second'); return parameters } })
      expectProtocolError(await token(opened, undefined, twice), 400, 'invalid_request')
    }
    expect((await token(opened)).status).toBe(200)
  })
})

describe('a transaction code', () => {
  it('OFR-05 that is missing is asked for (invalid_request), and the code stays good', async () => {
    const { offer, opened } = await open()
    expectProtocolError(await token(opened), 400, 'invalid_request')
    expect((await token(opened, offer.transactionCode)).status).toBe(200)
  })

  it('OFR-06 that nobody asked for is refused (invalid_request), and the code stays good', async () => {
    const { opened } = await open({ transactionCode: false })
    expectProtocolError(await token(opened, '123456'), 400, 'invalid_request')
    expect((await token(opened)).status).toBe(200)
  })

  it('OFR-07 that is wrong once may be corrected (invalid_grant, then a token)', async () => {
    const { offer, opened } = await open()
    expectProtocolError(await token(opened, wrongCode(offer.transactionCode!)), 400, 'invalid_grant')
    expect((await token(opened, offer.transactionCode)).status).toBe(200)
  })

  it('OFR-08 that is wrong five times closes the offer, also for the right one, and a new offer can be made', async () => {
    const { offer, opened } = await open()
    for (let guess = 0; guess < 5; guess++) expectProtocolError(await token(opened, wrongCode(offer.transactionCode!)), 400, 'invalid_grant')
    expectProtocolError(await token(opened, offer.transactionCode), 400, 'invalid_grant')
    expect((await schoolCall(world().school, 'POST', `/api/v1/awards/${offer.awardId}/offers`, {})).status).toBe(201)
  })

  it('OFR-09 guessed in parallel is compared at most five times (in the database, not in memory)', async () => {
    const { offer, opened } = await open()
    const guesses = Array.from({ length: 40 }, (_, index) => String((Number(offer.transactionCode) + 1 + index) % 1_000_000).padStart(offer.transactionCode!.length, '0'))
    const answers = await Promise.all(guesses.map((guess) => token(opened, guess)))
    for (const answer of answers) expectProtocolError(answer, 400, 'invalid_grant')
    expectProtocolError(await token(opened, offer.transactionCode), 400, 'invalid_grant')
  })
})

describe('an offer link', () => {
  it('OFR-11 gives the same offer as often as it is fetched, until it is redeemed (then 404 or 410)', async () => {
    const { offer, opened } = await open({ transactionCode: false })
    const address = new URL(offer.credentialOfferUri).searchParams.get('credential_offer_uri')!
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(fetch, address)))
    expect(answers.map(({ status, contentType, body }) => ({ status, contentType, body }))).toEqual(Array.from({ length: 5 }, () => ({ status: 200, contentType: 'application/json', body: opened.offer.raw })))
    expect((await token(opened)).status).toBe(200)
    const after = await send(fetch, address)
    expect([404, 410]).toContain(after.status)
    expect(after.contentType).toBe('application/problem+json')
  })

  it('OFR-12 opened twenty times by mail scanners and chat previews uses up nothing', async () => {
    const { offer, opened } = await open()
    const address = new URL(offer.credentialOfferUri).searchParams.get('credential_offer_uri')!
    const agents = ['Mozilla/5.0 (compatible; SafeLinks)', 'WhatsApp/2.23', 'Slackbot-LinkExpanding 1.0', 'Twitterbot/1.0', 'facebookexternalhit/1.1']
    for (const agent of Array.from({ length: 4 }, () => agents).flat()) {
      for (const url of [offer.claimUrl, address]) {
        for (const method of ['GET', 'HEAD'] as const) {
          const answer = await send(fetch, url, { method, headers: { 'user-agent': agent, accept: '*/*' } })
          expect(answer.status, `${method} ${new URL(url).pathname.split('/')[2]}`).toBe(200)
        }
      }
    }
    expect((await token(opened, offer.transactionCode)).status).toBe(200)
  })

  it('OFR-13 carries at least 128 bits nobody can guess, and is no UUID', async () => {
    const { offer } = await open()
    const secret = new URL(offer.claimUrl).pathname.split('/').at(-1)!
    expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16)
    expect(secret).not.toMatch(/^[0-9a-f]{8}-/)
    expect((await send(fetch, offer.claimUrl.replace(secret, 'A'.repeat(43)))).status).toBe(404)
  })

  it('OFR-14 says nothing about the learner, nor does its address', async () => {
    const { offer, opened } = await open()
    const said = JSON.stringify(opened.offer.raw) + offer.credentialOfferUri + offer.claimUrl
    for (const personal of ['Noor', 'Wit', 's1000', 'result-', 'grade', '"8"']) expect(said).not.toContain(personal)
  })

  it('OFR-21 and everything that follows it may not be cached', async () => {
    const { offer } = await open()
    const address = new URL(offer.credentialOfferUri).searchParams.get('credential_offer_uri')!
    const claim = await claimWithToken({ ...world(), wallet: createWallet() })
    const nonce = await send(fetch, claim.opened.issuer.nonce_endpoint!, { method: 'POST' })
    const credential = await askForCredential(claim, { nonce: await requestNonce(claim.wallet, claim.opened.issuer) })
    const { opened } = await open({ transactionCode: false })
    for (const answer of [await send(fetch, address), nonce, credential, await token(opened), await send(fetch, offer.claimUrl)]) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control'), new URL(answer.url).pathname.split('/')[2]).toContain('no-store')
    }
  })
})

it('OFR-18 a token is good for what was offered and nothing else', async () => {
  const claim = await claimWithToken(world())
  const asked = await askForCredential(claim, { wallet: withHooks(claim.wallet, { credentialRequest: (body) => ({ ...body as object, credential_configuration_id: 'something_else' }) }) })
  expectProtocolError(asked, 400, 'unknown_credential_configuration')
  expect(await listCredentials(world().school, claim.offer.awardId)).toHaveLength(0)
})

it('OFR-20 a token that is bound to no key lives at most 300 seconds', async () => {
  const { token: access } = await claimWithToken(world())
  expect(access.expiresInSeconds).toBeLessThanOrEqual(300)
})
