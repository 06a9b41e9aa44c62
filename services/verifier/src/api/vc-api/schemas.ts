import { z } from 'zod'

const documentSchema = z.record(z.string(), z.unknown())
const returnOptions = {
  returnResults: z.boolean().default(false).meta({ description: 'Also what was found of each proof, the period and each status' }),
  returnProblemDetails: z.boolean().optional().meta({ description: 'Taken and not needed: they are always there' }),
  checks: z.array(z.string().max(64)).max(20).optional().meta({ description: 'Of older versions of this API. Taken, and no check is left out because of it' }),
}
/** What a proof was made for: both are demanded of whoever asks, because a proof that may be for anybody proves nothing. */
const boundTo = z.string().min(1).max(2048)

export const verifyCredentialBody = z.strictObject({
  verifiableCredential: documentSchema.meta({ description: 'A credential with a proof, or an EnvelopedVerifiableCredential' }),
  options: z.strictObject({ ...returnOptions, returnCredential: z.boolean().default(false) }).optional(),
}).meta({ id: 'VcApiVerifyCredential' })

export const verifyPresentationBody = z.strictObject({
  verifiablePresentation: documentSchema.meta({ description: 'A presentation with a proof, or an EnvelopedVerifiablePresentation' }),
  options: z.strictObject({
    ...returnOptions,
    challenge: boundTo.meta({ description: 'What the proof must have as challenge (nonce)' }),
    domain: boundTo.meta({ description: 'What the proof must have as domain (aud)' }),
    subjectIsHolder: z.boolean().default(false).meta({ description: 'Whether every credential must be about who presents it' }),
    returnPresentation: z.boolean().default(false),
  }),
}).meta({ id: 'VcApiVerifyPresentation' })

export const deriveBody = z.strictObject({
  verifiableCredential: documentSchema.meta({ description: 'A credential with a base proof of ecdsa-sd-2023' }),
  options: z.strictObject({ selectivePointers: z.array(z.string().max(1024)).max(1024).default([]).meta({ description: 'JSON Pointers to what is shown beside what is mandatory' }) }).optional(),
}).meta({ id: 'VcApiDerive' })

export const derivedAnswer = documentSchema.meta({ id: 'VcApiDerived', description: 'The derived credential' })

const problemDetails = z.object({
  type: z.url(),
  title: z.string(),
  detail: z.string(),
  code: z.string().meta({ description: 'Stable' }),
  name: z.string().meta({ description: 'The check' }),
  path: z.string().optional().meta({ description: 'Which credential of a presentation, as JSON Pointer' }),
}).meta({ id: 'VcApiProblem' })

const inputResult = z.object({ verified: z.boolean(), input: z.unknown() })
const credentialResults = z.object({
  validFrom: inputResult.optional(), validUntil: inputResult.optional(), credentialStatus: z.array(inputResult),
  proof: z.array(inputResult.extend({ algorithm: z.string() })),
})

const outcome = {
  verified: z.boolean(),
  checks: z.array(z.string()).meta({ description: 'The checks that were made and passed' }),
  problemDetails: z.array(problemDetails).meta({ description: 'Errors and warnings together' }),
  errors: z.array(problemDetails).meta({ description: 'Why it is not verified; empty when it is' }),
  warnings: z.array(problemDetails).meta({ description: 'What was not looked at' }),
}

export const credentialAnswer = z.object({ ...outcome, credential: documentSchema.optional(), results: credentialResults.optional() }).meta({ id: 'VcApiCredentialVerified' })

export const presentationAnswer = z.object({
  ...outcome,
  verifiablePresentation: documentSchema.optional(),
  results: z.object({
    presentation: z.object({ challenge: inputResult, domain: inputResult, holder: inputResult.optional(), proof: z.array(inputResult) }),
    credentials: z.array(z.object({ verified: z.boolean(), results: credentialResults })),
  }).optional(),
}).meta({ id: 'VcApiPresentationVerified' })

/** A 400 is problem details as a whole, and holds the same members as the 200. */
export const refusedSchema = z.looseObject({
  type: z.url(), title: z.string(), status: z.number().int(), code: z.string(), traceId: z.string(),
  verified: z.literal(false).optional(), problemDetails: z.array(problemDetails).optional(),
}).meta({ id: 'VcApiRefused', description: 'Problem details (RFC 9457)' })
