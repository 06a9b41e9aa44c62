import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { createPretendIssuer, pretendIssuer, pretendOffer, pretendType } from './pretend-issuer.ts'
import { createHolderKey } from './holder-key.ts'
import { readStatus } from './read-status.ts'
import { redeemOffer } from './redeem-offer.ts'
import { createWallet, withHooks } from './wallet.ts'

const byValue = (offer: unknown) => `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
const byReference = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${pretendIssuer}/offers/1`)}`

describe('the wallet redeems an offer', () => {
  it.each([
    ['by value', byValue(pretendOffer())],
    ['by reference', byReference],
    ['behind an https link of its own', `https://wallet.example/open?credential_offer_uri=${encodeURIComponent(`${pretendIssuer}/offers/1`)}`],
    ['given as the address of the offer itself', `${pretendIssuer}/offers/1`],
  ])('%s', async (_name, link) => {
    const issuer = await createPretendIssuer()
    const { credentials } = await redeemOffer(createWallet({ fetch: issuer.fetch }), link, { transactionCode: '123456' })
    expect(credentials).toHaveLength(1)
    expect(credentials[0]!.claims).toMatchObject({ vct: pretendType, given_name: 'Noor', achievement_title: { nl: 'Water' } })
    expect(credentials[0]!.disclosable).toEqual(['family_name', 'given_name', 'grade', 'learning_outcomes'])
    const token = new URLSearchParams(issuer.seen.find(({ url }) => url.endsWith('/token'))!.body)
    expect(Object.fromEntries(token)).toEqual({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': 'code-1', tx_code: '123456' })
  })

  it('proves each key with the shape the specification prints, and tells the issuer it accepted', async () => {
    const issuer = await createPretendIssuer()
    const keys = [await createHolderKey(), await createHolderKey()]
    const { credentials } = await redeemOffer(createWallet({ fetch: issuer.fetch }), byReference, { transactionCode: '123456', keys })
    expect(credentials.map(({ key }) => key.thumbprint).sort()).toEqual(keys.map(({ thumbprint }) => thumbprint).sort())
    const request = JSON.parse(issuer.seen.find(({ url }) => url.endsWith('/credential'))!.body) as { proofs: { jwt: string[] } }
    expect(Object.keys(request)).toEqual(['credential_configuration_id', 'proofs'])
    const proof = request.proofs.jwt[0]!
    expect(decodeProtectedHeader(proof)).toEqual({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: keys[0]!.publicJwk })
    expect(decodeJwt(proof)).toEqual({ aud: pretendIssuer, nonce: 'nonce-1', iat: expect.any(Number) as number })
    expect(JSON.parse(issuer.seen.at(-1)!.body)).toEqual({ notification_id: 'n-1', event: 'credential_accepted' })
  })

  it('repeats a DPoP proof with the nonce the server asks for, and binds the token to it', async () => {
    const issuer = await createPretendIssuer({ dpopNonce: 'server-nonce' })
    const { token } = await redeemOffer(createWallet({ fetch: issuer.fetch }), byReference, { transactionCode: '123456', dpop: true })
    expect(token.type).toBe('DPoP')
    const attempts = issuer.seen.filter(({ url }) => url.endsWith('/token')).map(({ headers }) => decodeJwt(headers.get('dpop')!))
    expect(attempts.map((claims) => claims['nonce'])).toEqual([undefined, 'server-nonce'])
    const used = issuer.seen.find(({ url }) => url.endsWith('/credential'))!
    expect(used.headers.get('authorization')).toBe('DPoP token-1')
    expect(decodeJwt(used.headers.get('dpop')!)).toMatchObject({ htm: 'POST', htu: `${pretendIssuer}/credential`, ath: expect.any(String) as string })
  })

  it('asks the learner for the transaction code when the offer has one', async () => {
    const issuer = await createPretendIssuer()
    await expect(redeemOffer(createWallet({ fetch: issuer.fetch }), byReference)).rejects.toMatchObject({ code: 'TRANSACTION_CODE_NEEDED' })
  })

  it('reads the status of what it holds', async () => {
    for (const revoked of [false, true]) {
      const issuer = await createPretendIssuer({ revoked })
      const wallet = createWallet({ fetch: issuer.fetch })
      const { credentials } = await redeemOffer(wallet, byReference, { transactionCode: '123456' })
      expect((await readStatus(wallet, credentials[0]!)).status).toBe(revoked ? 1 : 0)
    }
  })
})

describe('the wallet refuses', () => {
  const json = (body: unknown, type = 'application/json') => () => new Response(JSON.stringify(body), { headers: { 'content-type': type } })
  const metadataUrl = 'https://issuer.example/.well-known/openid-credential-issuer/school'

  it.each([
    ['metadata that speaks for another issuer', metadataUrl, json({ credential_issuer: 'https://issuer.example/other', credential_endpoint: 'https://issuer.example/x', credential_configurations_supported: {} }), 'METADATA_INVALID'],
    ['metadata that is not JSON', metadataUrl, () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'METADATA_INVALID'],
    ['a DID document of somebody else', `${pretendIssuer}/did.json`, json({ id: 'did:web:other.example' }), 'ISSUER_KEY_INVALID'],
    ['a type without a Dutch name', pretendType, json({ vct: pretendType, display: [{ locale: 'en', name: 'Badge' }], claims: [{ path: ['grade'] }] }), 'TYPE_METADATA_INVALID'],
    ['an offer without a pre-authorized code', `${pretendIssuer}/offers/1`, json({ credential_issuer: pretendIssuer, credential_configuration_ids: ['badge'], grants: {} }), 'OFFER_UNSUPPORTED'],
  ])('%s', async (_name, url, answer, code) => {
    const issuer = await createPretendIssuer()
    issuer.replace.set(url, answer)
    await expect(redeemOffer(createWallet({ fetch: issuer.fetch }), byReference, { transactionCode: '123456' })).rejects.toMatchObject({ code })
  })

  it('a credential bound to a key it did not prove, and says so to the issuer', async () => {
    const issuer = await createPretendIssuer()
    const other = await createHolderKey()
    const wallet = withHooks(createWallet({ fetch: issuer.fetch }), { proofHeader: (header) => ({ ...header, jwk: other.publicJwk }) })
    await expect(redeemOffer(wallet, byReference, { transactionCode: '123456' })).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' })
    expect(JSON.parse(issuer.seen.at(-1)!.body)).toMatchObject({ event: 'credential_failure' })
  })
})
