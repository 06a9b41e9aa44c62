/** A microcredential of one institution that another awards too: whose name and key the learner's credential has. */
import { describe, expect, it } from 'vitest'
import { awardOne, createSchool, expectStatus, makeOffer, publishAchievement, schoolCall, sendResults, resultRow } from '../institution/index.ts'
import { redeemOffer } from '../wallet/index.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('shared_achievements')

describe('a microcredential that is shared', () => {
  it('is issued under the name and key of who awards it; unshared, what was awarded is still claimed, and nothing new is awarded', async () => {
    const owner = world().school
    const other = await createSchool(world().issuer)
    const achievement = await publishAchievement(owner)
    const share = async (institutions: string[]) => expectStatus(await schoolCall(owner, 'PUT', `/api/v1/achievements/${achievement}/shared-with`, { institutions }), 200)
    await share([other.slug])
    const adopted = expectStatus(await schoolCall(other, 'POST', `/api/v1/shared-achievements/${owner.slug}/${achievement}/adopt`), 201) as { id: string }
    const offer = await makeOffer(other, await awardOne(other, adopted.id), { transactionCode: false })

    await share([])
    expectStatus(await schoolCall(other, 'POST', `/api/v1/achievements/${adopted.id}/archive`), 200)
    const { credentials: [held] } = await redeemOffer(world().wallet, offer.credentialOfferUri)
    expect(held!.issuer).toBe(other.did)
    expect(held!.claims).toMatchObject({ iss: other.did, issuing_authority: other.name, achievement_title: { nl: 'Waterveiligheid in de praktijk' } })
    expect(held!.certificate?.uris).toContain(other.did)
    expectStatus(await schoolCall(other, 'POST', `/api/v1/achievements/${adopted.id}/restore`), 200)
    expect((await sendResults(other, adopted.id, [resultRow()])).rows).toMatchObject([{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_SHARED' }] }])
  })
})
