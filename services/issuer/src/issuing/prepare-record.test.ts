import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { verifySdJwtVc } from '@eduwallet/credential-formats'
import { generateSealedKey, openSealedKey, parseKeyEncryptionKey } from '@eduwallet/keys'
import type { Achievement } from '@eduwallet/microcredential'
import { configurationOf, openMechanisms } from '../configurations/index.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { AchievementId, AwardId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CredentialOnRecord } from './issuance-book.ts'
import { microcredentialTypeDocument } from './microcredential-type.ts'
import { prepareAgain, prepareNew } from './prepare-record.ts'
import type { SigningTicket } from './signing-ticket.ts'

const publicUrl = 'https://issuer.example'
const kek = parseKeyEncryptionKey(createHash('sha256').update('record').digest('hex'))
const ES256 = await openSealedKey(kek, await generateSealedKey(kek, 'x'), 'x')
const EdDSA = await openSealedKey<'EdDSA'>(kek, await generateSealedKey(kek, 'y', 'EdDSA'), 'y')
const institution = {
  name: { nl: 'Hogeschool Zuid', en: 'University South' }, country: 'NL',
  credentialIssuer: `${publicUrl}/zuid`, did: 'did:web:issuer.example:zuid', signers: { ES256, EdDSA }, keys: [ES256, EdDSA],
} as unknown as IssuingInstitution

const at = new Date('2026-06-01T10:00:00Z')
const needs = {
  institution, publicUrl, mechanisms: openMechanisms(publicUrl),
  act: { at } as Act, randomBytes: (n: number) => new Uint8Array(n).fill(7), newId: () => '3b1a4b36-3f6e-4e0e-8a3c-0d2f3a9c5b7e',
}
const parts = {
  award: {
    id: 'a' as AwardId, achievementId: 'b' as AchievementId, source: 'batch' as const, sourceReference: 'r1',
    learner: { reference: 's1', givenName: 'Noor', familyName: 'van der Wit' }, awardedOn: '2026-05-20', grade: '8', state: 'awarded' as const, revision: 1, createdAt: at,
  },
  achievement: { title: { nl: 'Dijkinspectie', en: 'Dike inspection' }, validForDays: 365 } as unknown as Achievement,
  configuration: configurationOf('microcredential_dc_sd_jwt')!,
  // RFC 7517 #appendix-A.1
  holder: { publicJwk: { kty: 'EC' as const, crv: 'P-256' as const, x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' }, thumbprint: 'k' },
}
const place = { listId: '7d0a4b36-3f6e-4e0e-8a3c-0d2f3a9c5b7e' as StatusListId, statusIndex: 5 }

/** What the release before `vct#integrity` put on record for these parts: made by that release, not by the code under test. */
const digestOfPreviousRelease = 'XT8kbFrqYJY_4P3XQah3WfMfOU20kYHfvHyR-6KruC4'
const recordOf = async (payloadDigest?: string): Promise<CredentialOnRecord> => {
  const { record } = await prepareNew(place, parts, needs)
  return { ...record, ...(payloadDigest === undefined ? {} : { payloadDigest }), state: 'issued' }
}
const payloadOf = async (ticket: SigningTicket) => {
  const compact = await ticket.sign()
  if (typeof compact !== 'string') throw new Error('not compact')
  return verifySdJwtVc(compact, { issuerKeys: [ES256.publicJwk], now: at, skewSeconds: 0, keyBinding: 'forbidden' }).claims
}

it('a new microcredential promises the type metadata that is served', async () => {
  const { ticket, record } = await prepareNew(place, parts, needs)
  expect((await payloadOf(ticket))['vct#integrity']).toBe(microcredentialTypeDocument(publicUrl).integrity)
  expect(record.payloadDigest).not.toBe(digestOfPreviousRelease)
})

it('is the same when it is asked for again, promise and all', async () => {
  const known = await recordOf()
  const { ticket } = await prepareAgain(known, parts, needs)
  expect(ticket.payloadDigest).toBe(known.payloadDigest)
  expect((await payloadOf(ticket))['vct#integrity']).toBe(microcredentialTypeDocument(publicUrl).integrity)
})

it('DUR-06 one that the previous release recorded is given again as it was, without the promise', async () => {
  const { ticket, record, isNew } = await prepareAgain(await recordOf(digestOfPreviousRelease), parts, needs)
  expect([ticket.payloadDigest, record.payloadDigest, isNew]).toEqual([digestOfPreviousRelease, digestOfPreviousRelease, false])
  const claims = await payloadOf(ticket)
  expect(claims).toMatchObject({ vct: `${publicUrl}/vct/microcredential/1`, given_name: 'Noor' })
  expect(claims).not.toHaveProperty('vct#integrity')
})

it('one that says something else now is not signed, with the promise nor without', async () => {
  const corrected = { ...parts, award: { ...parts.award, grade: '9' } }
  for (const known of [await recordOf(), await recordOf(digestOfPreviousRelease), await recordOf('x')]) {
    await expect(prepareAgain(known, corrected, needs)).rejects.toMatchObject({ code: 'ISSUE_NOT_THE_SAME' })
  }
  await expect(prepareAgain({ ...await recordOf(), state: 'revoked' }, parts, needs)).rejects.toMatchObject({ code: 'ISSUE_REVOKED' })
})
