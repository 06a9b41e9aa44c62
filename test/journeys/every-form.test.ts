/** One award in every form that a wallet can have it in, and one revocation for all of them. */
import { decodeJwt } from 'jose'
import { expect, it } from 'vitest'
import { awardOne, changeAward, employerCall, listCredentials, schoolCall, trustSchool } from '../institution/index.ts'
import { createHolderKey, obtainToken, openOffer, postCredential, readBitstring, requestNonce } from '../wallet/index.ts'
import { waitUntil } from '../faults/wait-until.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('every_form')

type StatusMembers = { status?: { status_list: { uri: string; idx: number } }; credentialStatus?: { statusPurpose: 'revocation' | 'suspension'; statusListIndex: string; statusListCredential: string }[] }

/** The members of a credential in which it says where its status is, whatever its form. */
function statusOf(credential: unknown): StatusMembers {
  return (typeof credential === 'string' ? decodeJwt(credential.split('~')[0]!) : credential) as StatusMembers
}

it('STL-06 an award is suspended, restored and revoked in all its forms with one call each, and each form says so', async () => {
  const { school, achievementId, wallet, verifier, employer, type } = world()
  await trustSchool(verifier, school, [type, 'OpenBadgeCredential'])
  const awardId = await awardOne(school, achievementId)
  const forms = ['microcredential_dc_sd_jwt', 'open_badge_jwt', 'open_badge_sd_jwt', 'open_badge_eddsa', 'open_badge_ecdsa']
  const offer = (await schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, { transactionCode: false, configurations: forms })).body as { credentialOfferUri: string }
  const opened = await openOffer(wallet, offer.credentialOfferUri)
  const token = await obtainToken(wallet, opened, { dpop: false })
  const credentials = new Map<string, unknown>()
  for (const configurationId of forms) {
    const answer = await postCredential(wallet, { ...opened, configurationId, token, keys: [await createHolderKey()], nonce: await requestNonce(wallet, opened.issuer) })
    expect(answer.status, answer.text).toBe(200)
    credentials.set(configurationId, (answer.body as { credentials: { credential: unknown }[] }).credentials[0]!.credential)
  }
  expect(await listCredentials(school, awardId)).toHaveLength(forms.length)

  const places = new Set<string>()
  const listed = async (): Promise<Record<'revocation' | 'suspension', boolean>[]> => Promise.all([...credentials.values()].map(async (credential) => {
    const { status, credentialStatus = [] } = statusOf(credential)
    const entries = credentialStatus.map((entry) => [entry.statusPurpose, entry.statusListCredential, Number(entry.statusListIndex)] as const)
    // The claim of a Token Status List has the index of the same list.
    if (status !== undefined) entries.push(...(['revocation', 'suspension'] as const).map((purpose) => [purpose, `${status.status_list.uri}/${purpose}`, status.status_list.idx] as const))
    const read = { revocation: false, suspension: false }
    for (const [purpose, url, index] of entries) {
      places.add(`${url}#${index}`)
      read[purpose] ||= (await readBitstring(wallet, { url, issuer: school.did, purpose, index })).isSet
    }
    return read
  }))
  const told = (revocation: boolean, suspension: boolean) => waitUntil(`revocation ${revocation}, suspension ${suspension}`, async () => (await listed()).every((each) => each.revocation === revocation && each.suspension === suspension), 30)

  const verified = async (form: string) => {
    const answer = await employerCall(employer, 'POST', '/credentials/verify', {
      verifiableCredential: { '@context': ['https://www.w3.org/ns/credentials/v2'], id: `data:application/${form === 'open_badge_jwt' ? 'vc+jwt' : 'vc+sd-jwt'},${credentials.get(form) as string}`, type: 'EnvelopedVerifiableCredential' },
    })
    return { status: answer.status, codes: (answer.body as { problemDetails?: { code: string }[] }).problemDetails?.map(({ code }) => code) ?? [] }
  }
  const judged = async (status: number, code?: string) => {
    for (const form of ['open_badge_jwt', 'open_badge_sd_jwt']) {
      await waitUntil(`${form} is ${code ?? 'verified'}`, async () => {
        const answer = await verified(form)
        return answer.status === status && (code === undefined || answer.codes.includes(code))
      }, 30)
    }
  }

  await told(false, false)
  expect(places.size).toBe(forms.length * 2)
  await judged(200)
  expect(await changeAward(school, awardId, 'suspended')).toBe(forms.length)
  await told(false, true)
  await judged(400, 'suspended')
  expect(await changeAward(school, awardId, 'valid')).toBe(forms.length)
  await told(false, false)
  await judged(200)
  expect(await changeAward(school, awardId, 'revoked')).toBe(forms.length)
  await told(true, true)
  await judged(400, 'revoked')
  expect((await listCredentials(school, awardId)).map(({ status }) => status)).toEqual(forms.map(() => 'revoked'))
}, 180_000)
