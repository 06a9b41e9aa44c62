import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { verifySdJwtVc, readSdJwtVc } from '@eduwallet/credential-formats'
import { jsonWebKeyId } from '@eduwallet/keys'
import { statusListUri } from '../../institutions/identifiers.ts'
import type { StatusListId } from '../../institutions/types.ts'
import { configurationId, credentialsOf, newWalletKey, publicUrl, startTestIssuer, type TestIssuer, type WalletKey } from './door-fixture.ts'

let issuer: TestIssuer
let key: WalletKey
beforeEach(async () => {
  issuer = await startTestIssuer()
  key = await newWalletKey()
})

const later = (seconds: number) => { issuer.clock.at = new Date(issuer.clock.at.getTime() + seconds * 1000) }
const payloadOf = (credential: string | undefined) => readSdJwtVc(credential!).payload
const actions = () => issuer.scope.tables.journal.map(({ action }) => action)

describe('a credential', () => {
  it('verifies with the key of the institution, says what was awarded, and is never cached (OFR-21)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ validForDays: 365 }))
    const answer = await issuer.wallet.claim(token, [key])
    expect(answer.headers['cache-control']).toBe('no-store')
    const { claims, header } = verifySdJwtVc(credentialsOf(answer)[0]!, { issuerKeys: [issuer.institution.signers.ES256.publicJwk], now: issuer.clock.at, skewSeconds: 0, keyBinding: 'forbidden' })
    expect(header['kid']).toBe(jsonWebKeyId(issuer.institution.did, issuer.institution.signers.ES256))
    expect(claims).toMatchObject({
      iss: issuer.institution.did,
      vct: `${publicUrl}/vct/microcredential/1`,
      'vct#integrity': expect.stringMatching(/^sha256-[A-Za-z0-9+/]{43}=$/),
      iat: issuer.clock.at.getTime() / 1000,
      exp: Date.UTC(2027, 10, 21) / 1000,
      date_of_expiry: '2027-11-20',
      given_name: 'Noor',
      family_name: 'van der Wit',
      achievement_title: { nl: 'Dijkinspectie', en: 'Dijkinspectie (en)' },
      issuing_authority: { nl: 'Hogeschool avans', en: 'University avans' },
      status: { status_list: { uri: expect.stringMatching(/^https:\/\/issuer\.example\/avans\/status-lists\/[0-9a-f-]{36}$/), idx: expect.any(Number) } },
    })
    expect(actions()).toEqual(['offer.redeemed', 'credential.intended', 'credential.issued'])
    expect([...issuer.scope.tables.credentials.values()]).toMatchObject([{ state: 'issued', holderKey: key.thumbprint, awardRevision: 1 }])
  })

  it('is made for each key, each with another status index and other salts', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const keys = await Promise.all(Array.from({ length: 10 }, newWalletKey))
    const credentials = credentialsOf(await issuer.wallet.claim(token, keys)).map(payloadOf)
    expect(credentials.map(({ cnf }) => (cnf as { jwk: unknown }).jwk)).toEqual(keys.map(({ publicJwk }) => publicJwk))
    expect(new Set(credentials.map(({ status }) => JSON.stringify(status))).size).toBe(10)
    expect(new Set(credentials.flatMap(({ _sd }) => _sd as string[])).size).toBe(10 * (credentials[0]!['_sd'] as string[]).length)
  })

  it('DUR-06 is the very same one when the answer was lost and the wallet asks again', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const first = payloadOf(credentialsOf(await issuer.wallet.claim(token, [key]))[0])
    later(20)
    const second = credentialsOf(await issuer.wallet.claim(token, [key]))[0]
    expect(payloadOf(second)).toEqual(first)
    verifySdJwtVc(second!, { issuerKeys: [issuer.institution.signers.ES256.publicJwk], now: issuer.clock.at, skewSeconds: 0, keyBinding: 'forbidden' })
    expect(issuer.scope.tables.credentials.size).toBe(1)
    expect(actions()).toEqual(['offer.redeemed', 'credential.intended', 'credential.issued'])
  })

  it('is made once for one key, also when asked for twenty times at once', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const answers = await Promise.all(Array.from({ length: 20 }, () => issuer.wallet.claim(token, [key])))
    const payloads = answers.map((answer) => JSON.stringify(payloadOf(credentialsOf(answer)[0])))
    expect(new Set(payloads).size).toBe(1)
    expect(issuer.scope.tables.credentials.size).toBe(1)
  })

  it('is made for at most ten keys of one offer (credential_request_denied)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const keys = await Promise.all(Array.from({ length: 10 }, newWalletKey))
    await issuer.wallet.claim(token, keys.slice(0, 9))
    expect(await issuer.wallet.claim(token, [keys[9]!, key])).toMatchObject({ status: 400, body: { error: 'credential_request_denied' } })
    expect(credentialsOf(await issuer.wallet.claim(token, [keys[0]!, keys[9]!]))).toHaveLength(2)
    expect(issuer.scope.tables.credentials.size).toBe(10)
  })

  it('is not given for an award that was withdrawn or corrected since (credential_request_denied)', async () => {
    for (const change of [{ state: 'withdrawn' as const }, { revision: 2, grade: '9', correctedAt: new Date(issuer.clock.at.getTime() + 1) }]) {
      const offer = issuer.offer()
      const token = await issuer.wallet.redeem(offer)
      const award = issuer.scope.tables.awards.get(offer.awardId)!
      issuer.scope.tables.awards.set(award.id, { ...award, ...change })
      expect(await issuer.wallet.claim(token, [key])).toMatchObject({ status: 400, body: { error: 'credential_request_denied' } })
    }
    expect(issuer.scope.tables.credentials.size).toBe(0)
  })

  it('STL-06 is not given again after it was revoked, neither to its key nor to another (invalid_token)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    await issuer.wallet.claim(token, [key])
    const [id] = [...issuer.scope.tables.credentials.keys()]
    await issuer.books.credentials.changeStatus({ ids: [id as never] }, { status: 'revoked', reason: 'a mistake' }, { at: issuer.clock.at, actor: 'client:x', correlationId: 'x' })
    for (const holder of [key, await newWalletKey()]) {
      expect(await issuer.wallet.claim(token, [holder])).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
    }
    expect(issuer.scope.tables.credentials.size).toBe(1)
  })

  it('is not given for an award that is not valid any more (credential_request_denied)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ validForDays: 1 }))
    expect(await issuer.wallet.claim(token, [key])).toMatchObject({ status: 400, body: { error: 'credential_request_denied' } })
  })

  it('STL-20 goes into the next list when one of 100 is full: the 101st too, and no index twice', async () => {
    const small = await startTestIssuer({ statusListSize: 100 })
    await issueMany(small, 101)
    const lists = [...small.scope.tables.statusLists.values()]
    expect(lists.length).toBeGreaterThanOrEqual(2)
    expect(lists.filter(({ state }) => state === 'open')).toHaveLength(1)
    const entries = [...small.scope.tables.credentials.values()].map(({ listId, statusIndex }) => `${listId}/${statusIndex}`)
    expect(entries).toHaveLength(101)
    expect(new Set(entries).size).toBe(101)
  })

  it('STL-21 cannot be followed by the address of its list: a thousand credentials have one, without query or fragment', async () => {
    const large = await startTestIssuer({ statusListSize: 131_072 })
    const references = (await issueMany(large, 1000)).map((credential) => (payloadOf(credential)['status'] as { status_list: { uri: string; idx: number } }).status_list)
    expect(references).toHaveLength(1000)
    const addresses = new Set(references.map(({ uri }) => uri))
    expect(addresses.size).toBe(1)
    for (const address of addresses) expect(new URL(address)).toMatchObject({ search: '', hash: '', username: '' })
    expect(new Set(references.map(({ idx }) => idx)).size).toBe(1000)
  }, 30_000)

  it('STL-26 takes no place of a list from before a restore: a thousand go into the one that was opened after it', async () => {
    const restored = await startTestIssuer({ statusListSize: 131_072 })
    const { credentials, statusLists } = restored.scope.tables
    const lost = await issueMany(restored, 20)
    credentials.clear()
    const old = [...statusLists.keys()][0] as StatusListId
    const fresh = randomUUID() as StatusListId
    await restored.books.issuance.replaceStatusList(old, { id: fresh, size: 131_072, signingKid: restored.institution.signers.ES256.kid }, { at: restored.clock.at, actor: 'operator', correlationId: 'x' }, 'the record was restored from a backup')
    const referenceOf = (credential: string) => (payloadOf(credential)['status'] as { status_list: { uri: string } }).status_list.uri
    const issued = await issueMany(restored, 1000)
    expect(new Set(issued.map(referenceOf))).toEqual(new Set([statusListUri(restored.institution.credentialIssuer, fresh)]))
    expect(new Set(lost.map(referenceOf))).toEqual(new Set([statusListUri(restored.institution.credentialIssuer, old)]))
    expect(statusLists.get(old)?.state).toBe('closed')
  }, 30_000)
})

/** Claims so many credentials, ten for an offer at most. */
async function issueMany(at: TestIssuer, count: number): Promise<string[]> {
  const holders = await Promise.all(Array.from({ length: Math.min(count, 10) }, newWalletKey))
  const issued: string[] = []
  while (issued.length < count) {
    const keys = holders.slice(0, count - issued.length)
    issued.push(...credentialsOf(await at.wallet.claim(await at.wallet.redeem(at.offer()), keys)))
  }
  return issued
}

describe('a credential request', () => {
  it('names exactly one thing (invalid_credential_request)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const proofs = { jwt: [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())] }
    for (const body of [{ proofs }, { proofs, credential_configuration_id: configurationId, credential_identifier: 'x' }, { proofs, format: 'dc+sd-jwt' }, [], 'x', 7, null]) {
      expect(await issuer.wallet.credential(token, body)).toMatchObject({ status: 400, body: { error: 'invalid_credential_request' } })
    }
    for (const body of ['{', '', '{"a":1,"a":2}', '['.repeat(100_000), '{"__proto__":1}']) {
      expect(await issuer.wallet.credential(token, body, { headers: {} })).toMatchObject({ status: 400, body: { error: 'invalid_credential_request' } })
    }
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('PRF-25 for %s is for nothing we have (unknown_credential_configuration)', async (name) => {
    const token = await issuer.wallet.redeem(issuer.offer())
    expect(await issuer.wallet.credential(token, { credential_configuration_id: name, proofs: { jwt: ['x'] } })).toMatchObject({ status: 400, body: { error: 'unknown_credential_configuration' } })
  })

  it('PRF-26 for something unknown says so (unknown_credential_configuration, unknown_credential_identifier)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const proofs = { jwt: [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())] }
    for (const name of ['diploma', 7, {}]) {
      expect(await issuer.wallet.credential(token, { credential_configuration_id: name, proofs })).toMatchObject({ status: 400, body: { error: 'unknown_credential_configuration' } })
    }
    for (const name of ['diploma', 7]) {
      expect(await issuer.wallet.credential(token, { credential_identifier: name, proofs })).toMatchObject({ status: 400, body: { error: 'unknown_credential_identifier' } })
    }
  })

  it('PRF-29 with the token of another learner gets nothing of this one (unknown_credential_identifier)', async () => {
    const details = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: configurationId }])
    const [mine, theirs] = await Promise.all([issuer.offer(), issuer.offer()].map(({ code }) => issuer.wallet.token({ 'pre-authorized_code': code, authorization_details: details })))
    const identifierOf = (answer: typeof mine) => (answer!.body['authorization_details'] as { credential_identifiers: string[] }[])[0]!.credential_identifiers[0]
    const ask = async (identifier: unknown) => issuer.wallet.credential(String(mine!.body['access_token']), {
      credential_identifier: identifier, proofs: { jwt: [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())] },
    })
    expect(await ask(identifierOf(theirs))).toMatchObject({ status: 400, body: { error: 'unknown_credential_identifier' } })
    expect(credentialsOf(await ask(identifierOf(mine)))).toHaveLength(1)
  })

  it('PRF-27 for an encrypted answer is refused (invalid_encryption_parameters)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const answer = await issuer.wallet.credential(token, {
      credential_configuration_id: configurationId,
      proofs: { jwt: [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())] },
      credential_response_encryption: { jwk: key.publicJwk, enc: 'A128GCM' },
    })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_encryption_parameters' } })
    expect(issuer.scope.tables.credentials.size).toBe(0)
  })
})

describe('a notification', () => {
  it('PRF-32 may be sent twice; an invented id or event is refused', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const { body } = await issuer.wallet.claim(token, [key])
    const notification = { notification_id: body['notification_id'], event: 'credential_accepted' }
    expect((await issuer.wallet.notify(token, notification)).status).toBe(204)
    expect((await issuer.wallet.notify(token, notification)).status).toBe(204)
    expect((await issuer.wallet.notify(token, { ...notification, event: 'credential_deleted', event_description: 'x' })).status).toBe(204)
    expect(await issuer.wallet.notify(token, { ...notification, notification_id: 'invented' })).toMatchObject({ status: 400, body: { error: 'invalid_notification_id' } })
    for (const bad of [{ notification_id: body['notification_id'] }, { event: 'credential_accepted' }, { ...notification, event: 'x' }, []]) {
      expect(await issuer.wallet.notify(token, bad)).toMatchObject({ status: 400, body: { error: 'invalid_notification_request' } })
    }
    expect(actions().filter((action) => action === 'credential.notified')).toHaveLength(2)
  })

  it('PRF-32 is only about what was handed over, and only for whom', async () => {
    const [mine, theirs] = [issuer.offer(), issuer.offer()]
    const token = await issuer.wallet.redeem(mine)
    const other = await issuer.wallet.redeem(theirs)
    expect(await issuer.wallet.notify(token, { notification_id: mine.id, event: 'credential_accepted' })).toMatchObject({ status: 400, body: { error: 'invalid_notification_id' } })
    const { body } = await issuer.wallet.claim(token, [key])
    expect(await issuer.wallet.notify(other, { notification_id: body['notification_id'], event: 'credential_accepted' })).toMatchObject({ status: 400, body: { error: 'invalid_notification_id' } })
  })
})
