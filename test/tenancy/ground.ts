/** Two institutions and two employers, each with everything that operations can be about, and with every way to ask for it. */
import { randomBytes, randomUUID } from 'node:crypto'
import {
  ask, awardOne, createEmployer, createSchool, createSchoolClient, employerCall, everyScope, expectStatus, makeOffer, makePng, operatorCall, publishAchievement, readCase,
  resultRow, schoolCall, schoolToken, sendOkeResult, trustSchool, type Employer, type School,
} from '../institution/index.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { obtainToken, openOffer, presentCredentials, redeemOffer, resolveRequest, type HeldCredential, type OpenedOffer } from '../wallet/index.ts'

/** Stands in everything of a learner and in every secret that a caller makes up: no log may hold it. */
export const marker = `kanarie${randomBytes(6).toString('hex')}`

/** An institution and an employer with what is theirs. `things`: values for the parameters of paths, by `parametersOf`. */
export type Tenant = {
  school: School
  employer: Employer
  things: ReadonlyMap<string, string>
  ids: { offering: string; achievement: string; award: string; code: string; state: string; notification: string; shown: string; transactionCode: string }
  held: HeldCredential
  opened: OpenedOffer
  tokens: { institution: string; lacking: Record<string, string>; disabled: string; wallet: string; employer: string }
}

/** What an employer that was shut out still holds, and the tenants. `victim` is the one that must not notice anything. */
export type Ground = { world: TestWorld; victim: Tenant; stranger: Tenant; shutOut: string }

/** Makes the ground. Everything goes through the doors. */
export async function makeGround(world: TestWorld): Promise<Ground> {
  const victim = await makeTenant(world, world.school, world.employer)
  const stranger = await makeTenant(world, await createSchool(world.issuer), await createEmployer(world.verifier, 'Andere Werkgever'))
  const gone = await createEmployer(world.verifier, 'Vertrokken Werkgever')
  expectStatus(await employerCall(gone, 'GET', '/api/v1/questions'), 200)
  expectStatus(await operatorCall(world.verifier, 'DELETE', `/operator/employers/${gone.id}`), 204)
  expectStatus(await operatorCall(world.verifier, 'PUT', '/operator/issuers', removableIssuer), 200)
  return { world, victim, stranger, shutOut: gone.token!.value }
}

/** In the registry of the verifier, and needed by nobody. */
export const removableIssuer = { identifier: 'did:web:elsewhere.example', name: { nl: 'Elders', en: 'Elsewhere' }, country: 'NL', types: ['https://elsewhere.example/type'], keys: { method: 'did' } }

/** A learner that can be recognised anywhere. */
export function markedRow(name: string): ReturnType<typeof resultRow> {
  return resultRow({ reference: `${name}-${marker}`, learner: { reference: `nr-${name}-${marker}`, givenName: `Voor${marker}`, familyName: `van ${marker}` }, grade: marker })
}

/** The one row of the batch that each tenant has. */
export const batchedRow = markedRow('batch')

async function makeTenant(world: TestWorld, school: School, employer: Employer): Promise<Tenant> {
  const offering = randomUUID()
  const associationId = randomUUID()
  const achievement = await publishAchievement(school)
  const awarded = await publishAchievement(school, { ooapiOfferings: [offering] })
  const oke = await sendOkeResult(school, { associationId, offering, learner: { studentNumber: `7${marker}`, givenName: `Voor${marker}`, surname: `Achter${marker}` } })
  expectStatus(oke.patch, 200)
  const award = async (name: string): Promise<string> => awardOne(school, awarded, markedRow(name))

  const batch = randomUUID()
  expectStatus(await schoolCall(school, 'PUT', `/api/v1/achievements/${achievement}/result-batches/${batch}`, JSON.stringify(batchedRow), { contentType: 'application/x-ndjson' }), 200)

  // What is awarded or shared has the image that it has: this one is neither.
  const pictured = await publishAchievement(school)
  const picture = await fetch(`${school.base}/api/v1/achievements/${pictured}/image`, {
    method: 'PUT', headers: { authorization: `Bearer ${await schoolToken(school)}`, 'content-type': 'image/png' }, body: makePng({ text: school.slug }),
  })
  const { url: pictureUrl } = await picture.json() as { url: string }

  const heldAward = await award('held')
  const { credentials } = await redeemOffer(world.wallet, (await makeOffer(school, heldAward, { transactionCode: false })).credentialOfferUri)
  const [credential] = (expectStatus(await schoolCall(school, 'GET', `/api/v1/credentials?awardId=${heldAward}`), 200) as { credentials: { id: string; statusList: { uri: string } }[] }).credentials
  const open = await makeOffer(school, await award('offered'))
  const offerable = await award('offerable')
  const claim = await makeOffer(school, await award('claimed'), { transactionCode: false })
  const opened = await openOffer(world.wallet, claim.credentialOfferUri)
  const walletToken = await obtainToken(world.wallet, opened)
  const redeemable = await openOffer(world.wallet, (await makeOffer(school, await award('redeemable'), { transactionCode: false })).credentialOfferUri)

  // Each tenant is lent something by an institution of its own, so that what the one sees must be hidden from the other.
  const lender = await createSchool(world.issuer)
  const lent = await publishAchievement(lender)
  expectStatus(await schoolCall(lender, 'PUT', `/api/v1/achievements/${lent}/shared-with`, { institutions: [school.slug] }), 200)

  const disposable = await createSchoolClient(world.issuer, school.slug, ['read'])
  const disabled: School = { ...school, token: undefined, client: await createSchoolClient(world.issuer, school.slug, everyScope) }
  const disabledToken = await schoolToken(disabled)
  expectStatus(await operatorCall(world.issuer, 'DELETE', `/operator/institutions/${school.slug}/clients/${disabled.client.id}`), 204)
  const lacking: Record<string, string> = {}
  for (const scope of everyScope) {
    const client = await createSchoolClient(world.issuer, school.slug, everyScope.filter((one) => one !== scope))
    lacking[scope] = await schoolToken({ ...school, token: undefined, client })
  }

  await trustSchool(world.verifier, school, [world.type, 'OpenBadgeCredential'])
  const shown = await ask(employer)
  await presentCredentials(world.wallet, shown.walletUrl, credentials)
  const asked = await ask(employer)
  const request = await resolveRequest(world.wallet, asked.walletUrl)
  await readCase(employer, asked.id)
  const otherEmployer = await createEmployer(world.verifier, 'Werkgever van één dag')
  const things = new Map([
    ['/{slug}', school.slug],
    ['achievements/{id}', achievement],
    ['result-batches/{batchId}', batch],
    ['setAchievementImage achievements/{id}', pictured],
    ['images/{digest}', last(pictureUrl)],
    ['shared-achievements/{owner}', lender.slug],
    ['/{id}', lent],
    ['awards/{id}', offerable],
    ['offers/{id}', open.offerId],
    ['credentials/{id}', credential!.id],
    ['associations/{associationId}', associationId],
    ['clients/{clientId}', disposable.id],
    ['credential-offers/{secret}', last(open.claimUrl)],
    ['claim/{secret}', last(open.claimUrl)],
    ['status-lists/{listId}', last(credential!.statusList.uri)],
    ['employers/{id}', otherEmployer.id],
    ['requests/{id}', asked.id],
    ['requests/{requestId}', last(asked.requestUri)],
    ['responses/{responseId}', last(request.response_uri)],
    ['requests/{pageSecret}', last(asked.pageUrl)],
    ['assets/{name}', 'eduwallet.css'],
  ])
  return {
    school, employer, things, opened,
    held: credentials[0]!,
    ids: { offering, achievement: awarded, award: heldAward, code: redeemable.offer.preAuthorizedCode, state: request.state ?? '', notification: claim.offerId, shown: shown.id, transactionCode: open.transactionCode ?? '' },
    tokens: { institution: await schoolToken(school), lacking, disabled: disabledToken, wallet: walletToken.value, employer: employer.token!.value },
  }
}

function last(address: string): string {
  return new URL(address).pathname.split('/').at(-1)!
}
