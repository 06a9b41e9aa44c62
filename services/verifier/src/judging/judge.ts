import { DcqlQuery } from 'dcql'
import { askedPaths } from './check-answer.ts'
import { pickClaims } from './pick-claims.ts'
import { reachVerdict, worstOf } from './reach-verdict.ts'
import { sentences } from './sentences.ts'
import { type Case, type Examined, type Judging, steps } from './steps.ts'
import { everyCheck } from './types.ts'
import type { Check, CheckName, Finding, Judge, JudgedCredential } from './types.ts'

/**
 * Makes the judge of a verifier. Checks are made in the order of `everyCheck`, on every credential; a credential
 * that does not pass one is not looked at further, and what was not looked at is `unknown`. Hence nothing is
 * fetched for an issuer that is not recognised, and no status list for a signature that does not hold.
 * One bad credential spoils the whole answer (OpenID4VP 1.0 #vp_token_validation).
 */
export function createJudge(judging: Judging): Judge {
  const { around = async (_name, make) => await make() } = judging
  return async ({ presentations, question, expected }) => {
    const judgedAt = judging.now()
    const query = DcqlQuery.parse(question.dcql)
    DcqlQuery.validate(query)
    const trial: Case = {
      query,
      expected,
      judgedAt,
      stopped: false,
      examined: presentations.map(({ queryId, compact }) => ({ queryId, compact, stopped: false })),
    }
    const checks: Check[] = []
    for (const name of everyCheck) checks.push(word(name, await around(name, async () => await makeCheck(judging, name, trial))))
    const verdict = reachVerdict(checks)
    return { verdict, judgedAt, checks, credentials: trial.examined.flatMap((examined) => describe(trial, examined, verdict === 'rejected')) }
  }
}

async function makeCheck(judging: Judging, name: CheckName, trial: Case): Promise<Finding> {
  const step = steps[name]
  if (step.of === 'answer') {
    if (trial.stopped || trial.examined.some((examined) => examined.stopped)) return { outcome: 'unknown', code: 'not_reached' }
    const finding = await guarded(judging, async () => step.make(trial))
    trial.stopped = finding.outcome !== 'passed'
    return finding
  }
  const findings = await Promise.all(
    trial.examined.map(async (examined): Promise<Finding> => {
      if (trial.stopped || examined.stopped) return { outcome: 'unknown', code: 'not_reached' }
      const finding = await guarded(judging, async () => await step.make(judging, examined, trial))
      if (finding.outcome !== 'passed') examined.stopped = true
      return finding
    }),
  )
  return findings.length === 0 ? { outcome: 'unknown', code: 'not_reached' } : worstOf(findings)
}

/** A fault of ours is neither the wallet's nor the issuer's: it leaves the check unknown. */
async function guarded(judging: Judging, make: () => Promise<Finding>): Promise<Finding> {
  try {
    return await make()
  } catch (error) {
    judging.onError(error)
    return { outcome: 'unknown', code: 'check_broke_down' }
  }
}

function word(name: CheckName, finding: Finding): Check {
  const { passed, failed, unknown }: { passed: Check['sentence']; failed: Wordings; unknown: Wordings } = sentences[name]
  if (finding.outcome === 'passed') return { name, outcome: 'passed', sentence: passed }
  const sentence = (finding.outcome === 'failed' ? failed : unknown)[finding.code]
  if (sentence === undefined) throw new Error(`${name} has no sentence for ${finding.outcome} ${finding.code}`)
  return { name, outcome: finding.outcome, code: finding.code, sentence }
}

type Wordings = Readonly<Record<string, Check['sentence']>>

/**
 * What is told of a credential: who said it, once its signature holds; what it says, once it is known to be the
 * holder's and to answer the question, unless it is rejected: then nobody needs to read it.
 */
function describe(trial: Case, examined: Examined, rejected: boolean): JudgedCredential[] {
  const { issuer, verified, answered, queryId } = examined
  if (issuer === undefined || verified === undefined) return []
  const claims = answered === true && !rejected ? pickClaims(verified.claims, askedPaths(trial.query, queryId)) : {}
  return [{ type: verified.type, issuer: { identifier: issuer.identifier, name: issuer.name }, claims }]
}
