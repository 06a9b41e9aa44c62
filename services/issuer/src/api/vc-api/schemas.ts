import { z } from 'zod'
import { statusPurposes } from './statuses.ts'

/** A document of the W3C data model as it goes over the wire. What it must hold is checked behind the door, and an error names the member. */
const documentSchema = z.record(z.string(), z.unknown())

/** The formats a credential of VCDM 2.0 can be had in here. */
const issuableFormats = ['ldp_vc', 'vc+jwt', 'vc+sd-jwt'] as const

export const issueBody = z.strictObject({
  credential: documentSchema.meta({ description: 'A credential of VCDM 2.0 without a proof. Without `issuer` the institution is filled in' }),
  options: z.strictObject({
    credentialId: z.string().min(1).max(2048).optional().meta({ description: 'By which the institution means this credential later. Taken from `credential.id` when it is not here. The same request under it gets the same credential again, another one is refused' }),
    mandatoryPointers: z.array(z.string().max(2048)).max(256).optional().meta({ description: 'JSON Pointers to what a holder may not hide, for ecdsa-sd-2023' }),
    format: z.enum(issuableFormats).default('ldp_vc').meta({ description: 'ldp_vc: with a proof inside. The others come in an EnvelopedVerifiableCredential' }),
    cryptosuite: z.string().max(64).optional().meta({ description: 'For ldp_vc; eddsa-rdfc-2022 when it is not here' }),
    statusPurposes: z.array(z.enum(statusPurposes)).max(2).optional().meta({ description: 'For which purposes it gets a status entry. When it is not here: both' }),
  }).optional(),
}).meta({ id: 'VcApiIssue', examples: [{ credential: { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], credentialSubject: { id: 'did:example:subject' } }, options: { credentialId: 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b' } }] })

export const issueAnswer = z.object({ verifiableCredential: documentSchema }).meta({ id: 'VcApiIssued' })

export const statusBody = z.strictObject({
  credentialId: z.string().min(1).max(2048).meta({ description: 'As it was given when it was issued, or the id of a credential of /api/v1/credentials' }),
  credentialStatus: z.strictObject({
    id: z.string().max(2048).optional(),
    type: z.string().max(64).meta({ description: 'BitstringStatusListEntry' }),
    statusPurpose: z.string().max(64),
    statusListIndex: z.string().max(20).optional(),
    statusListCredential: z.string().max(2048).optional(),
  }).meta({ description: 'The entry that changes. What it says of list and index has to be right' }),
  status: z.boolean().meta({ description: 'Whether it is revoked or suspended from now on. A revocation is never undone' }),
  indexAllocator: z.string().max(2048).optional().meta({ description: 'Taken and not looked at: indexes are given out here' }),
}).meta({ id: 'VcApiStatus', examples: [{ credentialId: 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b', credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }, status: true }] })
