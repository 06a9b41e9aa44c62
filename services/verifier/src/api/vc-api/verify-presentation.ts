import type { Shell } from '@eduwallet/service-shell'
import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import type { PresentationJudgement } from '../../judging/index.ts'
import type { VcApiNeeds, VcApiPlace } from './index.ts'
import { errorsOf, notVerified, warningsOf } from './problems.ts'
import { holderOf, judgedPart, listOf, passedChecks, resultsOf } from './results.ts'
import { presentationAnswer, refusedSchema, verifyPresentationBody } from './schemas.ts'

/** POST /presentations/verify (VCALM #verify-presentation): the holder's proof for this challenge and domain, and every credential inside. */
export function registerVerifyPresentation(app: Shell, { judging, admit }: VcApiNeeds, { recognise, schema }: VcApiPlace): void {
  app.post(
    '/presentations/verify',
    {
      schema: {
        ...schema,
        operationId: 'verifyPresentation',
        summary: 'Verify a presentation and every credential in it (W3C CCG VC-API)',
        tags: ['vc-api'],
        body: verifyPresentationBody,
        response: { 200: presentationAnswer, 400: { description: 'Not verified', content: { 'application/problem+json': { schema: refusedSchema } } } },
      },
    },
    async ({ body: { verifiablePresentation, options } }) => {
      const { challenge, domain, subjectIsHolder: ofHolder } = options
      const given = verifiablePresentation as JsonObject
      const judged = await admit(async () => await judging.judgePresentation(given, { challenge, domain, recognise, ofHolder }))
      const place = (at: number): string => `/verifiablePresentation/verifiableCredential/${at}`
      const errors = [...errorsOf(judged.checks, judged.refusal, '/verifiablePresentation'), ...judged.credentials.flatMap(({ checks, refusal }, at) => errorsOf(checks, refusal, place(at)))]
      const warnings = judged.credentials.flatMap(({ checks }, at) => warningsOf(checks, place(at)))
      const shared = {
        checks: passedChecks(judged.checks), errors, warnings,
        ...(options.returnPresentation ? { verifiablePresentation } : {}),
        ...(options.returnResults ? { results: resultsOfPresentation(judged, given, options) } : {}),
      }
      if (!judged.passed) throw notVerified(shared)
      return { verified: true, problemDetails: [...errors, ...warnings], ...shared }
    },
  )
}

function resultsOfPresentation({ checks, refusal, credentials, holder: presents }: PresentationJudgement, handedIn: JsonObject, { challenge, domain }: { challenge: string; domain: string }) {
  const signed = checks.some(({ name, outcome }) => name === 'holder_binding' && outcome === 'passed')
  const given = judgedPart(handedIn)
  const inside = listOf(given['verifiableCredential'])
  // Who signed, once that is known: a key that was carried along is nobody's.
  const holder = signed ? presents : holderOf(given)
  return {
    presentation: {
      challenge: { verified: signed, input: challenge },
      // The challenge is looked at first: only what stumbles on the domain has passed it.
      domain: { verified: signed && refusal !== 'binding_audience', input: domain },
      ...(holder === undefined ? {} : { holder: { verified: signed, input: holder } }),
      proof: listOf(given['proof']).map((input) => ({ verified: signed, input })),
    },
    credentials: credentials.map((judged, at) => {
      const credential = inside[at]
      return { verified: judged.passed, results: resultsOf(judged, isJsonObject(credential) ? credential : {}) }
    }),
  }
}
