/**
 * Older wallets: `@sphereon/oid4vci-client` 0.20 speaks OpenID4VCI Draft 15 (singular `proof`, appended well-known path).
 * The issuer serves it when `ISSUER_DRAFT_15_WALLETS` is set, and only then.
 */
import { OpenID4VCIClientV1_0_15 } from '@sphereon/oid4vci-client'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { listCredentials } from '../institution/index.ts'
import { createHolderKey, openSdJwt, redeemOffer, signJwt } from '../wallet/index.ts'
import { offerSomething } from './claim-steps.ts'
import { useWorld, type TestWorld } from './test-world.ts'

type Draft15Answer = { credential?: string; credentials?: { credential: string }[] }

/** Redeems an offer with the foreign client; it signs its proof with a fresh key of ours. */
async function redeemWithDraft15(link: string, pin?: string): Promise<{ compact: string; thumbprint: string; nonceEndpoint: string | undefined }> {
  const key = await createHolderKey()
  const client = await OpenID4VCIClientV1_0_15.fromURI({ uri: link, resolveOfferUri: true, retrieveServerMetadata: true })
  await client.acquireAccessToken(pin === undefined ? {} : { pin })
  const answer = await client.acquireCredentials({
    credentialConfigurationId: client.getCredentialOfferConfigurationIds()[0]!,
    format: 'dc+sd-jwt',
    jwk: key.publicJwk,
    alg: 'ES256',
    proofCallbacks: { signCallback: async ({ header, payload }) => signJwt(key, header, payload) },
  }) as Draft15Answer
  const compact = answer.credentials?.[0]?.credential ?? answer.credential
  if (compact === undefined) throw new Error('the foreign client got no credential')
  return { compact, thumbprint: key.thumbprint, nonceEndpoint: client.getNonceEndpoint() }
}

describe('an issuer that serves Draft 15 wallets', () => {
  const world = useWorld('draft_15', { issuerEnv: { ISSUER_DRAFT_15_WALLETS: 'true' } })

  it.each([false, true])('gives the foreign client its credential (transaction code: %s)', async (transactionCode) => {
    const offer = await offerSomething(world(), { transactionCode })
    const { compact } = await redeemWithDraft15(offer.credentialOfferUri, offer.transactionCode)
    const { claims, visible } = await openSdJwt(compact)
    expect(claims).toMatchObject({ vct: world().type, given_name: 'Noor' })
    expect(visible['cnf']).toBeDefined()
    expect(decodeJwt(compact.split('~')[0]!).iss).toBe(world().school.did)
    expect(await listCredentials(world().school, offer.awardId)).toHaveLength(1)
  })

  it('still serves wallets of the final specification', async () => {
    const offer = await offerSomething(world(), { transactionCode: false })
    expect((await redeemOffer(world().wallet, offer.credentialOfferUri, { dpop: true })).credentials).toHaveLength(1)
  })
})

describe('an issuer that does not', () => {
  const world: () => TestWorld = useWorld('no_draft_15')

  it('refuses the foreign client, and the offer can still be redeemed by another wallet once renewed', async () => {
    const offer = await offerSomething(world(), { transactionCode: false })
    await expect(redeemWithDraft15(offer.credentialOfferUri)).rejects.toThrow()
    expect(await listCredentials(world().school, offer.awardId)).toHaveLength(0)
  })
})
