import { worstOf } from './reach-verdict.ts'
import { sentences } from './sentences.ts'
import { type Case, type Judging, steps } from './steps.ts'
import type { Check, CheckName, Finding } from './types.ts'

/**
 * Makes these checks, in this order, on every credential of a case; a credential that does not pass one is not looked at further, and what was not looked at is
 * `unknown`. Hence nothing is fetched for an issuer that is not recognised, and no status list for a signature that does not hold.
 */
export async function runChecks(judging: Judging, trial: Case, names: readonly CheckName[]): Promise<Check[]> {
  const { around = async (_name, make) => await make() } = judging
  const checks: Check[] = []
  for (const name of names) checks.push(word(name, await around(name, async () => await makeCheck(judging, name, trial))))
  return checks
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
export async function guarded<Name extends CheckName>(judging: Pick<Judging, 'onError'>, make: () => Promise<Finding<Name>>): Promise<Finding<Name>> {
  try {
    return await make()
  } catch (error) {
    judging.onError(error)
    return { outcome: 'unknown', code: 'check_broke_down' } as Finding<Name>
  }
}

/** The line of a verdict that a finding makes. */
export function word(name: CheckName, finding: Finding): Check {
  const { passed, passedBecause = {}, failed, unknown }: { passed: Check['sentence']; passedBecause?: Wordings; failed: Wordings; unknown: Wordings } = sentences[name]
  if (finding.outcome === 'passed' && finding.code === undefined) return { name, outcome: 'passed', sentence: passed }
  const { outcome, code = '' } = finding
  const sentence = { passed: passedBecause, failed, unknown }[outcome][code]
  if (sentence === undefined) throw new Error(`${name} has no sentence for ${outcome} ${code}`)
  return { name, outcome, code, sentence }
}

type Wordings = Readonly<Record<string, Check['sentence']>>
