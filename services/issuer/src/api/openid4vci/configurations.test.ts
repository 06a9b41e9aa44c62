import { beforeEach, describe, expect, it } from 'vitest'
import { dataIntegrityReader, deriveCredential, openContexts, readers, type CredentialReader } from '@eduwallet/credential-formats'
import { jsonWebKeyId, multikeyId } from '@eduwallet/keys'
import { microcredentialContext } from '@eduwallet/microcredential'
import { readBitstringEntries } from '@eduwallet/status-list'
import { badgeContextUrl, configurationOf, isEmbedded, mechanismOf, offerableConfigurations } from '../../configurations/index.ts'
import type { JsonObject } from '@eduwallet/strict-json'
import { configurationId, newWalletKey, publicUrl, startTestIssuer, type Answer, type TestIssuer, type WalletKey } from './door-fixture.ts'

let issuer: TestIssuer
let key: WalletKey
beforeEach(async () => {
  issuer = await startTestIssuer()
  key = await newWalletKey()
})

const ids = offerableConfigurations.map(({ id }) => id)
const badges = ids.filter((id) => id !== configurationId)
const refusal = (error: string) => ({ status: 400, body: { error } })

/** As a reader has them who knows our context; the first of a format is taken. */
const contexts = openContexts([[badgeContextUrl(publicUrl), microcredentialContext as JsonObject]])
const known: readonly CredentialReader[] = [dataIntegrityReader({ contexts }), ...readers]

/** Asks for the credential of one form, for one key or several. */
async function claim(accessToken: string, id: string, keys: readonly WalletKey[] = [key], header?: Record<string, unknown>): Promise<Answer> {
  const nonce = await issuer.wallet.nonce()
  const jwt = await Promise.all(keys.map((one) => issuer.wallet.keyProof(one, nonce, header === undefined ? {} : { header })))
  return issuer.wallet.credential(accessToken, { credential_configuration_id: id, proofs: { jwt } })
}

/** The only credential of an answer as text, whatever its form. */
function textOf(answer: Answer): string {
  if (answer.status !== 200) throw new Error(`no credential: ${answer.status} ${answer.text}`)
  const [{ credential }] = answer.body['credentials'] as [{ credential: unknown }]
  return typeof credential === 'string' ? credential : JSON.stringify(credential)
}

/** Verifies it as a reader who trusts this institution would; gives what it says. */
async function verified(id: string, text: string) {
  const { format, alg } = mechanismOf(issuer.needs.mechanisms, configurationOf(id)!)
  const reader = known.find((each) => each.format === format)!
  // What a holder shows of it, where a whole one is for the holder alone: everything.
  const read = reader.read(id === 'open_badge_ecdsa_sd' ? await deriveCredential(text, { selectivePointers: ['/credentialSubject'], contexts }) : text)
  const { claims } = await reader.verify(read, { issuerKeys: [issuer.institution.signers[alg].publicJwk], now: issuer.clock.at, skewSeconds: 0, keyBinding: 'forbidden' })
  return { claims, kid: read.keyReferences[0]?.kid }
}

describe('what can be claimed', () => {
  it('stands in the metadata, each form as its format demands (OpenID4VCI 1.0 #appendix-A)', async () => {
    const { credential_configurations_supported: all } = (await issuer.app.inject({ url: '/.well-known/openid-credential-issuer/avans' })).json<{ credential_configurations_supported: Record<string, Record<string, unknown>> }>()
    expect(Object.keys(all)).toEqual(ids)
    for (const id of badges) {
      const mechanism = mechanismOf(issuer.needs.mechanisms, configurationOf(id)!)
      const type = ['VerifiableCredential', 'OpenBadgeCredential']
      expect(all[id], id).toMatchObject({
        format: mechanism.format, scope: id, credential_signing_alg_values_supported: mechanism.describe().signingAlgorithms,
        cryptographic_binding_methods_supported: expect.arrayContaining(['did:jwk', 'did:key']), proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        credential_metadata: { display: [{ name: expect.any(String), locale: 'nl-NL' }, { name: expect.any(String), locale: 'en' }] },
      })
      expect(all[id]!['credential_definition'], id).toEqual(isEmbedded(mechanism) ? { '@context': ['https://www.w3.org/ns/credentials/v2', expect.stringContaining('ob/v3p0'), `${publicUrl}/contexts/microcredential/1`], type } : { type })
    }
  })

  it('stands in the offer, and nothing else does', async () => {
    const { secret } = issuer.offer({ configurations: badges })
    expect((await issuer.app.inject({ url: `/avans/credential-offers/${secret}` })).json()).toMatchObject({ credential_configuration_ids: badges })
    expect((await issuer.app.inject({ url: `/avans/claim/${secret}`, headers: { accept: 'text/html' } })).statusCode).toBe(200)
  })

  it('is named in the token answer as far as the wallet asked, with an identifier that gets it', async () => {
    const asked = [ids.at(-1)!, configurationId]
    const offer = issuer.offer({ configurations: ids })
    const authorization_details = JSON.stringify([...asked, asked[0]].map((id) => ({ type: 'openid_credential', credential_configuration_id: id })))
    const answer = await issuer.wallet.token({ 'pre-authorized_code': offer.code, authorization_details, scope: asked[0]! })
    expect(answer.body['scope']).toBe(ids.join(' '))
    const details = answer.body['authorization_details'] as { credential_configuration_id: string; credential_identifiers: string[] }[]
    expect(details.map(({ credential_configuration_id: id }) => id)).toEqual(asked)
    for (const { credential_configuration_id: id, credential_identifiers: [identifier] } of details) {
      const jwt = [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())]
      const claimed = await issuer.wallet.credential(String(answer.body['access_token']), { credential_identifier: identifier, proofs: { jwt } })
      await verified(id, textOf(claimed))
    }
    expect([...issuer.scope.tables.credentials.values()].map(({ configurationId: id }) => id)).toEqual(asked)
  })
})

describe('OFR-18 PRF-29 what was not offered', () => {
  it.each(badges)('%s: is refused at both endpoints, nothing is spent or issued', async (id) => {
    const offer = issuer.offer()
    const authorization_details = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: configurationId }, { type: 'openid_credential', credential_configuration_id: id }])
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code, authorization_details })).toMatchObject(refusal('invalid_authorization_details'))
    expect(issuer.scope.tables.offers.get(offer.id)?.state).toBe('open')
    const token = await issuer.wallet.redeem(offer)
    expect(await claim(token, id)).toMatchObject(refusal('unknown_credential_configuration'))
    const jwt = [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())]
    expect(await issuer.wallet.credential(token, { credential_identifier: `${id}:${offer.awardId}`, proofs: { jwt } })).toMatchObject(refusal('unknown_credential_identifier'))
    expect(issuer.scope.tables.credentials.size).toBe(0)
    await verified(configurationId, textOf(await claim(token, configurationId)))
  })

  it('is the default where badges were offered', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ configurations: badges }))
    expect(await claim(token, configurationId)).toMatchObject(refusal('unknown_credential_configuration'))
  })
})

describe.each(badges)('the form %s', (id) => {
  const embedded = () => isEmbedded(mechanismOf(issuer.needs.mechanisms, configurationOf(id)!))

  it('verifies with the key of the institution, is bound to the holder, and has its place in the status lists', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ configurations: [id], validForDays: 365 }))
    const answer = await claim(token, id)
    const { claims, kid } = await verified(id, textOf(answer))
    const [record] = issuer.scope.tables.credentials.values()
    const { did, signers, credentialIssuer } = issuer.institution
    const { alg } = mechanismOf(issuer.needs.mechanisms, configurationOf(id)!)
    expect(kid).toBe(embedded() ? multikeyId(did, signers[alg]) : jsonWebKeyId(did, signers[alg]))
    expect(typeof (answer.body['credentials'] as [{ credential: unknown }])[0].credential).toBe(embedded() ? 'object' : 'string')
    expect(record).toMatchObject({ configurationId: id, holderKey: key.thumbprint, signingKid: signers[alg].kid, state: 'issued' })
    expect(claims).toMatchObject({ id: `urn:uuid:${record!.id}`, issuer: { id: did }, type: ['VerifiableCredential', 'OpenBadgeCredential'] })
    const subject = claims['credentialSubject'] as { id: string }
    expect(JSON.parse(Buffer.from(subject.id.replace('did:jwk:', ''), 'base64url').toString())).toEqual(key.publicJwk)
    expect(JSON.stringify(claims)).not.toMatch(/Noor|van der Wit|s1234567/)
    const list = `${credentialIssuer}/status-lists/${record!.listId}`
    expect(readBitstringEntries(claims['credentialStatus']).map(({ url, purpose, index }) => ({ url, purpose, index }))).toEqual([
      { url: `${list}/revocation`, purpose: 'revocation', index: record!.statusIndex }, { url: `${list}/suspension`, purpose: 'suspension', index: record!.statusIndex },
    ])
    expect([claims['status'], claims['cnf']]).toEqual(embedded() ? [undefined, undefined] : [{ status_list: { idx: record!.statusIndex, uri: list } }, { jwk: key.publicJwk }])
  })

  it('is about the DID by which the wallet named its key', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ configurations: [id] }))
    const did = `did:jwk:${Buffer.from(JSON.stringify({ ...key.publicJwk, use: 'sig' })).toString('base64url')}`
    const { claims } = await verified(id, textOf(await claim(token, id, [key], { jwk: undefined, kid: `${did}#0` })))
    expect(claims).toMatchObject({ credentialSubject: { id: did } })
  })

  it('is given again to the same key, and is the very same (nothing new is on record)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ configurations: ids }))
    const first = await verified(id, textOf(await claim(token, id)))
    const [record] = issuer.scope.tables.credentials.values()
    await claim(token, configurationId)
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 60_000)
    expect(await verified(id, textOf(await claim(token, id)))).toEqual(first)
    expect([...issuer.scope.tables.credentials.values()].filter(({ configurationId: of }) => of === id)).toEqual([record])
  })

  it('has ten keys at most, whatever else was claimed', async () => {
    const token = await issuer.wallet.redeem(issuer.offer({ configurations: ids }))
    const keys = await Promise.all(Array.from({ length: 10 }, () => newWalletKey()))
    expect((await claim(token, configurationId, keys)).status).toBe(200)
    expect((await claim(token, id, keys)).body['credentials']).toHaveLength(10)
    expect(await claim(token, id)).toMatchObject(refusal('credential_request_denied'))
    const places = [...issuer.scope.tables.credentials.values()].map(({ statusIndex }) => statusIndex)
    expect(new Set(places).size).toBe(20)
  })
})
