import type { Shell } from '@eduwallet/service-shell'
import type { JsonObject } from '@eduwallet/strict-json'
import type { VcApiNeeds, VcApiPlace } from './index.ts'
import { errorsOf, notVerified, warningsOf } from './problems.ts'
import { passedChecks, resultsOf } from './results.ts'
import { credentialAnswer, refusedSchema, verifyCredentialBody } from './schemas.ts'

/** POST /credentials/verify (VCALM #verify-credential): 200 for what every check confirms, 400 with the problems for everything else. */
export function registerVerifyCredential(app: Shell, { judging, admit }: VcApiNeeds, { recognise, schema }: VcApiPlace): void {
  app.post(
    '/credentials/verify',
    {
      schema: {
        ...schema,
        operationId: 'verifyCredential',
        summary: 'Verify a credential: signature, issuer, period and status (W3C CCG VC-API)',
        tags: ['vc-api'],
        body: verifyCredentialBody,
        response: { 200: credentialAnswer, 400: { description: 'Not verified', content: { 'application/problem+json': { schema: refusedSchema } } } },
      },
    },
    async ({ body: { verifiableCredential, options } }) => {
      const given = verifiableCredential as JsonObject
      const judged = await admit(async () => await judging.judgeCredential(given, { recognise }))
      const errors = errorsOf(judged.checks, judged.refusal)
      const warnings = warningsOf(judged.checks)
      const shared = {
        checks: passedChecks(judged.checks), errors, warnings,
        ...(options?.returnCredential === true ? { credential: verifiableCredential } : {}),
        ...(options?.returnResults === true ? { results: resultsOf(judged, given) } : {}),
      }
      if (!judged.passed) throw notVerified(shared)
      return { verified: true, problemDetails: [...errors, ...warnings], ...shared }
    },
  )
}
