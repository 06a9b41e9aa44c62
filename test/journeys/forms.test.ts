import { describe, expect, it } from 'vitest'
import { awardOne, changeAward, makeOffer } from '../institution/index.ts'
import { checkBadge, createHolderKey, obtainToken, openOffer, postCredential, readBitstring, readCredentials, readStatus, redeemOffer, requestNonce, type HeldBadge } from '../wallet/index.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('journey_forms')
/** Every form that is no microcredential in our own claims. */
const badges = ['open_badge_sd_jwt', 'open_badge_jwt', 'open_badge_eddsa', 'open_badge_ecdsa', 'open_badge_ecdsa_sd', 'open_badge_jwt_vc_json']

/** Claims one form of an offered award with a fresh key, and has its library verify it. */
async function claim(link: string, configurationId: string): Promise<HeldBadge & { secured: string; format: string; key: Awaited<ReturnType<typeof createHolderKey>> }> {
  const { wallet } = world()
  const key = await createHolderKey()
  const opened = await openOffer(wallet, link, configurationId)
  const token = await obtainToken(wallet, opened)
  const { credentials: [secured] } = readCredentials(await postCredential(wallet, { ...opened, token, keys: [key], nonce: await requestNonce(wallet, opened.issuer) }))
  const { format } = opened.issuer.credential_configurations_supported[configurationId]!
  return { ...await checkBadge(wallet, secured!, format), secured: secured!, format, key }
}

const entriesOf = ({ claims }: HeldBadge) => claims['credentialStatus'] as { statusListCredential: string; statusListIndex: string; statusPurpose: string }[]

describe('an award in the form that a wallet knows', () => {
  it.each(badges)('%s: is claimed, verifies with a library that is not ours, and one revocation of the award reaches it', async (configurationId) => {
    const { school, wallet, achievementId } = world()
    const awardId = await awardOne(school, achievementId)
    const offer = await makeOffer(school, awardId, { transactionCode: false, configurations: ['microcredential_dc_sd_jwt', ...badges] })
    const held = await claim(offer.credentialOfferUri, configurationId)
    const { claims, key } = held
    expect(claims['type']).toEqual(['VerifiableCredential', 'OpenBadgeCredential'])
    expect(claims).toMatchObject({ credentialSubject: { achievement: { type: ['Achievement', 'DutchAchievement'] } } })
    const { id } = claims['credentialSubject'] as { id: string }
    expect(JSON.parse(Buffer.from(id.replace('did:jwk:', ''), 'base64url').toString())).toEqual(key.publicJwk)
    expect(held.disclosable.length > 0).toBe(configurationId === 'open_badge_sd_jwt')
    const read = () => Promise.all(entriesOf(held).map(({ statusListCredential, statusListIndex, statusPurpose }) => readBitstring(wallet, { url: statusListCredential, issuer: (claims['issuer'] as { id: string }).id, purpose: statusPurpose, index: Number(statusListIndex) })))
    expect((await read()).map(({ isSet }) => isSet)).toEqual([false, false])
    expect(await changeAward(school, awardId, 'suspended')).toBe(1)
    await expect.poll(async () => (await read()).map(({ isSet }) => isSet), { timeout: 10_000 }).toEqual([false, true])
    expect(await changeAward(school, awardId, 'revoked')).toBe(1)
    await expect.poll(async () => (await read()).map(({ isSet }) => isSet), { timeout: 10_000 }).toEqual([true, true])
  })

  it.each(badges)('%s: a byte that is changed anywhere is found by that library', async (configurationId) => {
    const { school, wallet, achievementId } = world()
    const offer = await makeOffer(school, await awardOne(school, achievementId), { transactionCode: false, configurations: [configurationId] })
    const { secured, format } = await claim(offer.credentialOfferUri, configurationId)
    const forged = format === 'ldp_vc' ? secured.replace('"creditsEarned":', '"creditsEarned":1') : secured.replace(/\.([A-Za-z0-9_-])/, (_, first: string) => `.${first === 'e' ? 'f' : 'e'}`)
    expect(forged).not.toBe(secured)
    await expect(checkBadge(wallet, forged, format)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' })
  })

  it('every form of one offer, with one token: each has a place of its own in the lists', async () => {
    const { school, wallet, achievementId } = world()
    const awardId = await awardOne(school, achievementId)
    const offer = await makeOffer(school, awardId, { transactionCode: false, configurations: ['microcredential_dc_sd_jwt', ...badges] })
    const redeemed = await redeemOffer(wallet, offer.credentialOfferUri)
    const places = [(redeemed.credentials[0]!.visible['status'] as { status_list: { idx: number } }).status_list.idx]
    for (const configurationId of badges) {
      const keys = [await createHolderKey()]
      const { credentials: [secured] } = readCredentials(await postCredential(wallet, { ...redeemed, configurationId, keys, nonce: await requestNonce(wallet, redeemed.issuer) }))
      const held = await checkBadge(wallet, secured!, redeemed.issuer.credential_configurations_supported[configurationId]!.format)
      places.push(Number(entriesOf(held)[0]!.statusListIndex))
    }
    expect(new Set(places).size).toBe(1 + badges.length)
    expect(await changeAward(school, awardId, 'revoked')).toBe(1 + badges.length)
    await expect.poll(async () => (await readStatus(wallet, redeemed.credentials[0]!)).status, { timeout: 10_000 }).toBe(1)
  })
})
