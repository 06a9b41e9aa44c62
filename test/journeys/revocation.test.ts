/** A revocation reaches an employer, and what happens when it cannot (family STL). */
import { describe, expect, it } from 'vitest'
import { isDeepStrictEqual } from 'node:util'
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import { changeAward, listCredentials, makeOffer, revoke, schoolCall } from '../institution/index.ts'
import { checkBadge, readBitstring, readStatus, redeemOffer, send } from '../wallet/index.ts'
import { askAndAnswer, expectRejected, holdCredential, outcomeOf, verdictOf } from './ask-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('revocation')

async function waitFor<T>(work: () => Promise<T | undefined>, seconds: number): Promise<T> {
  const until = Date.now() + seconds * 1000
  for (;;) {
    const found = await work()
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error(`nothing within ${seconds} seconds`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('a revocation', () => {
  it('STL-17 is in the published list within 60 seconds, and in the next verdict (rejected: revoked)', async () => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const neighbour = await holdCredential(world())
    expect((await verdictOf(world(), await askAndAnswer(world(), [held]))).verdict).toBe('confirmed')
    const credential = (await listCredentials(school, awardId))[0]!
    await revoke(school, credential.id)
    await waitFor(async () => (await readStatus(wallet, held)).status === 1 || undefined, 60)
    const verdict = await waitFor(async () => {
      const judged = await verdictOf(world(), await askAndAnswer(world(), [held]))
      return judged.verdict === 'confirmed' ? undefined : judged
    }, 60)
    expectRejected(verdict, 'status', 'revoked')
    expect((await readStatus(wallet, neighbour.held)).status).toBe(0)
    expect((await verdictOf(world(), await askAndAnswer(world(), [neighbour.held]))).verdict).toBe('confirmed')
  }, 90_000)

  it('STL-06 is for ever (409)', async () => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const { id } = (await listCredentials(school, awardId))[0]!
    await revoke(school, id)
    const answer = await schoolCall(school, 'PUT', `/api/v1/credentials/${id}/status`, { status: 'valid', reason: 'Vergissing.' })
    expect(answer.status).toBe(409)
    expect(answer.contentType).toBe('application/problem+json')
    await waitFor(async () => (await readStatus(wallet, held)).status === 1 || undefined, 60)
  })

  it.each([[undefined], [''], ['   ']])('needs a reason (not %j)', async (reason) => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const { id } = (await listCredentials(school, awardId))[0]!
    const answer = await schoolCall(school, 'PUT', `/api/v1/credentials/${id}/status`, { status: 'revoked', ...(reason === undefined ? {} : { reason }) })
    expect([400, 422]).toContain(answer.status)
    expect((await readStatus(wallet, held)).status).toBe(0)
  })

  it('makes room for a new credential of the same award, for instance on a new phone (409 before it)', async () => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const early = await schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, { transactionCode: false })
    expect(early.status).toBe(409)
    await revoke(school, (await listCredentials(school, awardId))[0]!.id, 'Telefoon kwijt.')
    const offer = await makeOffer(school, awardId, { transactionCode: false })
    const { credentials } = await redeemOffer(wallet, offer.credentialOfferUri)
    expect(credentials[0]!.visible['status']).not.toEqual(held.visible['status'])
    expect((await readStatus(wallet, credentials[0]!)).status).toBe(0)
  })

  it('is in the journal with its reason', async () => {
    const { school } = world()
    const { awardId } = await holdCredential(world())
    const { id } = (await listCredentials(school, awardId))[0]!
    await revoke(school, id, 'Examencommissie 2026-11: toegekend op de verkeerde opdracht.')
    let after = ''
    let text = ''
    for (let page = 0; page < 20; page++) {
      const answer = await schoolCall(school, 'GET', `/api/v1/journal?limit=100${after}`)
      text += answer.text
      const { next } = answer.body as { next?: string | number }
      if (next === undefined || next === null) break
      after = `&after=${encodeURIComponent(String(next))}`
    }
    expect(text).toContain('Examencommissie 2026-11')
    expect(text).toContain(id)
  })
})

describe('a suspension', () => {
  it('reaches the verdict in the words of a suspension, and its end makes the credential good again; so do the lists of both standards', async () => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const { uri, idx } = (held.visible['status'] as { status_list: { uri: string; idx: number } }).status_list
    const lists = async () => ({
      token: (await readStatus(wallet, held)).status,
      revocation: (await readBitstring(wallet, { url: `${uri}/revocation`, issuer: held.issuer, purpose: 'revocation', index: idx })).isSet,
      suspension: (await readBitstring(wallet, { url: `${uri}/suspension`, issuer: held.issuer, purpose: 'suspension', index: idx })).isSet,
    })
    const told = async (wanted: Awaited<ReturnType<typeof lists>>) => await waitFor(async () => (isDeepStrictEqual(await lists(), wanted) ? wanted : undefined), 60)
    const verdict = async (isIt: (word: string) => boolean) => await waitFor(async () => {
      const judged = await verdictOf(world(), await askAndAnswer(world(), [held]))
      return isIt(judged.verdict) ? judged : undefined
    }, 60)
    await told({ token: 0, revocation: false, suspension: false })
    expect(await changeAward(school, awardId, 'suspended')).toBe(1)
    await told({ token: 2, revocation: false, suspension: true })
    expectRejected(await verdict((word) => word !== 'confirmed'), 'status', 'suspended')
    expect(await changeAward(school, awardId, 'valid')).toBe(1)
    await told({ token: 0, revocation: false, suspension: false })
    await verdict((word) => word === 'confirmed')
    expect(await changeAward(school, awardId, 'suspended')).toBe(1)
    expect(await changeAward(school, awardId, 'revoked')).toBe(1)
    await told({ token: 1, revocation: true, suspension: true })
    expectRejected(await verdict((word) => word !== 'confirmed'), 'status', 'revoked')
  }, 120_000)

  it('leaves no room for another credential of the award, as a revocation does (409)', async () => {
    const { school } = world()
    const { awardId } = await holdCredential(world())
    await changeAward(school, awardId, 'suspended')
    expect((await schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, { transactionCode: false })).status).toBe(409)
  })
})

describe('the published list', () => {
  it('STL-21 is shared: no credential can be followed by its address', async () => {
    const references: { status_list: { idx: number; uri: string } }[] = []
    for (let count = 0; count < 4; count++) references.push((await holdCredential(world())).held.visible['status'] as { status_list: { idx: number; uri: string } })
    expect(new Set(references.map(({ status_list: { uri } }) => uri)).size).toBe(1)
    expect(new Set(references.map(({ status_list: { idx } }) => idx)).size).toBe(4)
    expect(references[0]!.status_list.uri).not.toMatch(/[?#]/)
  })

  it('STL-02 gives places that follow no order', async () => {
    const places: number[] = []
    for (let count = 0; count < 8; count++) places.push(((await holdCredential(world())).held.visible['status'] as { status_list: { idx: number } }).status_list.idx)
    const steps = places.slice(1).map((place, index) => place - places[index]!)
    expect(steps.every((step) => step === 1)).toBe(false)
    expect(steps.every((step) => step > 0)).toBe(false)
  })

  it('STL-23 is served to anyone with its media type, CORS, ETag and a lifetime equal to its ttl', async () => {
    const { held } = await holdCredential(world())
    const { answer, size, ttlSeconds, expiresAt } = await readStatus(world().wallet, held)
    expect(answer.contentType).toBe('application/statuslist+jwt')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    const etag = answer.headers.get('etag')
    expect(etag).toBeTruthy()
    expect(answer.headers.get('cache-control')).toMatch(/max-age=\d+/)
    expect(Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control')!)![1])).toBeLessThanOrEqual(ttlSeconds!)
    expect(expiresAt!.getTime()).toBeGreaterThan(Date.now())
    expect(size).toBeGreaterThanOrEqual(131_072)
    const uri = (held.visible['status'] as { status_list: { uri: string } }).status_list.uri
    const preflight = await fetch(uri, { method: 'OPTIONS', headers: { origin: 'https://wallet.example', 'access-control-request-method': 'GET' } })
    expect(preflight.status).toBeLessThan(300)
    const again = await send(fetch, uri, { headers: { 'if-none-match': etag!, accept: 'application/statuslist+jwt' } })
    expect([200, 304]).toContain(again.status)
    if (again.headers.get('etag') === etag) expect(again.status).toBe(304)
  })

  it('STL-23 is served to anyone as bitstrings too, with CORS, ETag and a lifetime equal to its ttl', async () => {
    const { held } = await holdCredential(world())
    const { uri, idx } = (held.visible['status'] as { status_list: { uri: string; idx: number } }).status_list
    for (const purpose of ['revocation', 'suspension']) {
      const { answer, entries, isSet, ttlMilliseconds, validUntil } = await readBitstring(world().wallet, { url: `${uri}/${purpose}`, issuer: held.issuer, purpose, index: idx })
      expect([isSet, entries >= 131_072, validUntil!.getTime() > Date.now()]).toEqual([false, true, true])
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control')!)![1])).toBeLessThanOrEqual(ttlMilliseconds! / 1000)
      const preflight = await fetch(`${uri}/${purpose}`, { method: 'OPTIONS', headers: { origin: 'https://wallet.example', 'access-control-request-method': 'GET' } })
      expect(preflight.status).toBeLessThan(300)
      expect((await send(fetch, `${uri}/${purpose}?timestamp=2026-01-01T00:00:00Z`, { headers: { accept: 'application/vc+jwt' } })).status).toBe(501)
    }
  })

  it('STL-13 is verified and read by the libraries of Digital Bazaar when JSON is asked for, by either of its proofs', async () => {
    const { school, wallet } = world()
    const { held, awardId } = await holdCredential(world())
    const { uri, idx } = (held.visible['status'] as { status_list: { uri: string; idx: number } }).status_list
    await changeAward(school, awardId, 'suspended')
    const fetched = async () => JSON.parse((await send(fetch, `${uri}/suspension`, { headers: { accept: 'application/ld+json, application/json' } })).text) as Record<string, unknown> & { proof: { cryptosuite: string }[]; credentialSubject: { encodedList: string } }
    const isSuspended = async ({ credentialSubject: { encodedList } }: { credentialSubject: { encodedList: string } }) => (await BitstringStatusList.decode({ encodedList })).getStatus(idx)
    const { proof: proofs, ...list } = await waitFor(async () => { const told = await fetched(); return await isSuspended(told) ? told : undefined }, 60)
    expect(proofs.map(({ cryptosuite }) => cryptosuite)).toEqual(['ecdsa-rdfc-2019', 'eddsa-rdfc-2022'])
    for (const proof of proofs) {
      expect((await checkBadge(wallet, JSON.stringify({ ...list, proof }), 'ldp_vc')).claims).toEqual(list)
      const forged = { ...list, credentialSubject: { ...list.credentialSubject, statusPurpose: 'revocation' }, proof }
      await expect(checkBadge(wallet, JSON.stringify(forged), 'ldp_vc')).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' })
    }
  }, 90_000)

  it('STL-22 has no history (501)', async () => {
    const { held } = await holdCredential(world())
    const { uri } = (held.visible['status'] as { status_list: { uri: string } }).status_list
    expect((await send(fetch, `${uri}?time=1700000000`, { headers: { accept: 'application/statuslist+jwt' } })).status).toBe(501)
  })
})

it('STL-15 when the issuer is away the verdict is undetermined, and confirmed again when it is back', async () => {
  const { held } = await holdCredential(world())
  expect((await verdictOf(world(), await askAndAnswer(world(), [held]))).verdict).toBe('confirmed')
  await world().issuer.crash()
  try {
    const verdict = await waitFor(async () => {
      const judged = await verdictOf(world(), await askAndAnswer(world(), [held]))
      return judged.verdict === 'confirmed' ? undefined : judged
    }, 60)
    expect(verdict.verdict).toBe('undetermined')
    expect(outcomeOf(verdict, 'status')).toBe('unknown')
    expect(verdict.checks.find(({ name }) => name === 'status')?.sentence.nl).toMatch(/niet nagaan/)
  } finally {
    await world().issuer.restart()
  }
  await waitFor(async () => (await verdictOf(world(), await askAndAnswer(world(), [held]))).verdict === 'confirmed' || undefined, 60)
}, 120_000)
