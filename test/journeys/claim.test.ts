/** The claim in the shapes in which wallets really do it. */
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSchool, listCredentials, makeOffer, publishAchievement, schoolCall } from '../institution/index.ts'
import { checkCredential, collectCredentials, createHolderKey, labelOf, obtainToken, openOffer, readCredentials, readOffer, readStatus, redeemOffer, send, type HttpAnswer } from '../wallet/index.ts'
import { askForCredential, claimWithToken, offerSomething } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('claim')

describe('a wallet redeems an offer', () => {
  it.each([
    { transactionCode: true, dpop: true },
    { transactionCode: true, dpop: false },
    { transactionCode: false, dpop: true },
    { transactionCode: false, dpop: false },
  ])('with transaction code: $transactionCode, DPoP: $dpop', async ({ transactionCode, dpop }) => {
    const offer = await offerSomething(world(), { transactionCode })
    expect(offer.transactionCode === undefined).toBe(!transactionCode)
    const { credentials, token } = await redeemOffer(world().wallet, offer.credentialOfferUri, { transactionCode: offer.transactionCode, dpop })
    expect(credentials).toHaveLength(1)
    expect(token.type).toBe(dpop ? 'DPoP' : 'Bearer')
    expect(token.expiresInSeconds).toBeLessThanOrEqual(300)
    const held = credentials[0]!
    expect(held.claims).toMatchObject({
      iss: world().school.did, vct: world().type, given_name: 'Noor', family_name: 'de Wit', issuing_country: 'NL',
      achievement_title: { nl: 'Waterveiligheid in de praktijk', en: 'Flood safety in practice' }, issuing_authority: world().school.name,
    })
    expect((await readStatus(world().wallet, held)).status).toBe(0)
  })

  it('by value and by reference, with the same code', async () => {
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { offer } = await openOffer(world().wallet, credentialOfferUri)
    const byValue = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer.raw))}`
    expect(readOffer(offer.raw).preAuthorizedCode).toBe(offer.preAuthorizedCode)
    expect((await redeemOffer(world().wallet, byValue)).credentials).toHaveLength(1)
  })

  it('with several keys at once: one credential for each key, each with a status index of its own', async () => {
    const keys = [await createHolderKey(), await createHolderKey(), await createHolderKey()]
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, credentialOfferUri, { keys })
    expect(credentials.map(({ key }) => key.thumbprint).sort()).toEqual(keys.map(({ thumbprint }) => thumbprint).sort())
    expect(new Set(credentials.map(({ visible }) => JSON.stringify(visible['status']))).size).toBe(3)
  })

  it('and gets a credential that carries both a DID key and a certificate chain that agree', async () => {
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, credentialOfferUri)
    const { certificate, header, issuer } = credentials[0]!
    expect(header['kid']).toMatch(new RegExp(`^${issuer}#`))
    expect(certificate?.uris).toEqual(expect.arrayContaining([world().school.did, world().school.credentialIssuer]))
    expect(certificate?.dnsNames).toContain('localhost')
  })

  it('and sees names and labels in Dutch and English', async () => {
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { credentials, issuer } = await redeemOffer(world().wallet, credentialOfferUri)
    const { typeMetadata } = credentials[0]!
    expect(typeMetadata.display.map(({ locale }) => locale.slice(0, 2)).sort()).toEqual(['en', 'nl'])
    expect(labelOf(typeMetadata, ['given_name'], 'nl')).not.toBe(labelOf(typeMetadata, ['given_name'], 'en'))
    expect(issuer.display?.map(({ locale }) => locale?.slice(0, 2)).sort()).toEqual(['en', 'nl'])
  })

  it('and refuses it when its type is not told in the very bytes that the credential promises', async () => {
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, credentialOfferUri)
    const { visible, disclosable, compact, key } = credentials[0]!
    expect(visible['vct#integrity']).toMatch(/^sha256-/)
    expect(disclosable).not.toContain('vct#integrity')
    const elsewhere = {
      ...world().wallet,
      fetch: async (...request: Parameters<typeof fetch>) => {
        const answer = await world().wallet.fetch(...request)
        return answer.url === world().type ? new Response(`${await answer.text()} `, { headers: { 'content-type': 'application/json' } }) : answer
      },
    }
    await expect(checkCredential(elsewhere, compact, { keys: [key], configuration: { vct: world().type } })).rejects.toMatchObject({ code: 'TYPE_METADATA_INVALID', message: expect.stringContaining('integrity') as string })
    await checkCredential(world().wallet, compact, { keys: [key], configuration: { vct: world().type } })
  })

  it('and can withhold everything but what says what it is, from whom and since when', async () => {
    const { credentialOfferUri } = await offerSomething(world(), { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, credentialOfferUri)
    const { visible, disclosable } = credentials[0]!
    expect(Object.keys(visible)).toEqual(expect.arrayContaining(['achievement_title', 'issuing_authority', 'issuing_country', 'date_of_issuance']))
    expect(disclosable).toEqual(expect.arrayContaining(['given_name', 'family_name', 'learning_outcomes', 'workload', 'assessment_grade']))
    expect(JSON.stringify(visible)).not.toContain('Noor')
  })

  it('and metadata that it can find in both places, the same', async () => {
    const { school, issuer } = world()
    const inserted = await send(fetch, `${issuer.url}/.well-known/openid-credential-issuer/${school.slug}`)
    const appended = await send(fetch, `${issuer.url}/${school.slug}/.well-known/openid-credential-issuer`)
    expect(inserted.status).toBe(200)
    expect(appended.body).toEqual(inserted.body)
    const servers = await Promise.all(['/.well-known/oauth-authorization-server/', `/${school.slug}/.well-known/oauth-authorization-server`].map((path) => send(fetch, `${issuer.url}${path.endsWith('/') ? path + school.slug : path}`)))
    expect(servers.map(({ status }) => status)).toEqual([200, 200])
    expect(servers[0]!.body).toEqual(servers[1]!.body)
  })

  it('of another institution, which signs with a key and a name of its own', async () => {
    const other = await createSchool(world().issuer)
    const achievementId = await publishAchievement(other)
    const theirs = await redeemOffer(world().wallet, (await offerSomething(world(), { transactionCode: false, school: other, achievementId })).credentialOfferUri)
    const ours = await redeemOffer(world().wallet, (await offerSomething(world(), { transactionCode: false })).credentialOfferUri)
    expect(theirs.credentials[0]!.issuer).toBe(other.did)
    expect(theirs.credentials[0]!.header['kid']).not.toBe(ours.credentials[0]!.header['kid'])
    expect(theirs.credentials[0]!.claims['issuing_authority']).toEqual(other.name)
  })
})

/** What the only credential of an answer says, whatever its signature: what is signed, and the disclosures. */
function saidBy(answer: HttpAnswer): string[] {
  const [jwt, ...disclosures] = readCredentials(answer).credentials[0]!.split('~') as [string, ...string[]]
  return [...jwt.split('.').slice(0, 2), ...disclosures]
}

describe('when the answer is lost', () => {
  it('asking again with the same token and key gives at most one live credential for that key', async () => {
    const claim = await claimWithToken(world())
    const key = await createHolderKey()
    const first = await askForCredential(claim, { keys: [key] })
    expect(first.status).toBe(200)
    const again = await askForCredential(claim, { keys: [key] })
    const listed = await listCredentials(world().school, claim.offer.awardId)
    const live = listed.filter(({ status }) => status !== 'revoked')
    expect(live).toHaveLength(1)
    expect(again.status).toBe(200)
    expect(saidBy(again)).toEqual(saidBy(first)) // the same credential with the same status index, signed again or not
  })

  it('a new offer can be made and redeemed', async () => {
    const { wallet, school } = world()
    const offer = await offerSomething(world(), { transactionCode: false })
    await obtainToken(wallet, await openOffer(wallet, offer.credentialOfferUri)) // and the wallet never hears of it
    const second = await makeOffer(school, offer.awardId, { transactionCode: false })
    const { credentials } = await redeemOffer(wallet, second.credentialOfferUri)
    expect(credentials).toHaveLength(1)
  })
})

describe('the institution can see', () => {
  it('what became of an offer and of the credential, without its content', async () => {
    const { school, wallet } = world()
    const offer = await offerSomething(world(), { transactionCode: false })
    const before = await schoolCall(school, 'GET', `/api/v1/offers/${offer.offerId}`)
    const opened = await openOffer(wallet, offer.credentialOfferUri)
    const { credentials } = await collectCredentials(wallet, opened, await obtainToken(wallet, opened))
    const after = await schoolCall(school, 'GET', `/api/v1/offers/${offer.offerId}`)
    expect([before.status, after.status]).toEqual([200, 200])
    expect((after.body as { state: string }).state).not.toBe((before.body as { state: string }).state)
    const listed = await listCredentials(school, offer.awardId)
    expect(listed).toHaveLength(1)
    const one = await schoolCall(school, 'GET', `/api/v1/credentials/${listed[0]!.id}`)
    expect(one.status).toBe(200)
    expect(one.text).not.toContain(credentials[0]!.compact.split('.')[1]!)
  })

  it('the claim in its journal, as a chain', async () => {
    const journal = await schoolCall(world().school, 'GET', '/api/v1/journal')
    expect(journal.status).toBe(200)
    expect(journal.text).not.toContain('de Wit')
  })
})

it('proofs are answered with the keys they prove and nothing else of the learner in the header', async () => {
  const claim = await claimWithToken(world())
  const answer = await askForCredential(claim)
  const compact = (answer.body as { credentials: { credential: string }[] }).credentials[0]!.credential
  expect(Object.keys(decodeProtectedHeader(compact)).sort()).toEqual(['alg', 'kid', 'typ', 'x5c'])
  expect(Object.keys(decodeJwt(compact.split('~')[0]!))).not.toEqual(expect.arrayContaining(['sub', 'given_name']))
})
