import { tellAward } from '@eduwallet/microcredential'
import { DcqlQuery } from 'dcql'
import { askedPaths } from './check-answer.ts'
import { pickClaims } from './pick-claims.ts'
import { reachVerdict } from './reach-verdict.ts'
import { inItsFormat, mainTypeOf } from './read-statement.ts'
import { runChecks } from './run-checks.ts'
import type { Examined, Judging } from './steps.ts'
import { type AskedQuestion, everyCheck } from './types.ts'
import type { Judge, JudgedCredential } from './types.ts'

/**
 * Makes the judge of a verifier's questions: every check of `everyCheck`, on every credential of an answer.
 * One bad credential spoils the whole answer (OpenID4VP 1.0 #vp_token_validation).
 */
export function createJudge(judging: Judging): Judge {
  return async ({ presentations, question, expected }) => {
    const judgedAt = judging.now()
    const query = DcqlQuery.parse(question.dcql)
    DcqlQuery.validate(query)
    const examined: Examined[] = presentations.map(({ queryId, compact }) => ({ queryId, compact, stopped: false }))
    const checks = await runChecks(judging, { query, expected, judgedAt, stopped: false, examined }, everyCheck)
    const verdict = reachVerdict(checks)
    return { verdict, judgedAt, checks, credentials: examined.flatMap((each) => describe({ question, query }, each, verdict === 'rejected')) }
  }
}

/**
 * What is told of a credential: who said it, once its signature holds; what it says, once it is known to be the
 * holder's and to answer the question, unless it is rejected: then nobody needs to read it.
 */
function describe(asked: { question: AskedQuestion; query: DcqlQuery.Output }, { issuer, verified, answered }: Examined, rejected: boolean): JudgedCredential[] {
  if (issuer === undefined || verified === undefined) return []
  const claims = answered === true && !rejected ? askedClaims(asked, verified) : {}
  return [{ type: mainTypeOf(verified.types), issuer: { identifier: issuer.identifier, name: issuer.name }, claims }]
}

/**
 * Of an SD-JWT VC, the claims on the paths that were asked. A credential of the W3C data model is shown in the words of the question, whichever standard it
 * is of: it holds more than was asked, because not every format lets a holder leave things out, and that goes no further.
 */
function askedClaims({ question, query }: { question: AskedQuestion; query: DcqlQuery.Output }, { format, queryId, claims }: NonNullable<Examined['verified']>): Readonly<Record<string, unknown>> {
  if (format === 'dc+sd-jwt') return pickClaims(claims, askedPaths(query, queryId))
  const told: Readonly<Record<string, unknown>> = tellAward(inItsFormat(claims, format))?.claims ?? {}
  return Object.fromEntries(Object.entries(told).filter(([name]) => question.claims?.includes(name) === true))
}
