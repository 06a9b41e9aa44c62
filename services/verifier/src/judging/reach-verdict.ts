import { everyCheck } from './types.ts'
import type { CheckName, Finding, VerdictWord } from './types.ts'

/**
 * The word that follows from what the checks found. Rejected if one failed; confirmed only if each check of
 * `everyCheck` is there and passed; else undetermined. No checks at all is undetermined.
 */
export function reachVerdict(
  checks: readonly { readonly name: CheckName; readonly outcome: Finding['outcome'] }[],
): VerdictWord {
  if (checks.some((check) => check.outcome === 'failed')) return 'rejected'
  const passed = new Set(checks.filter((check) => check.outcome === 'passed').map((check) => check.name))
  const complete = everyCheck.every((name) => passed.has(name))
  return complete && checks.every((check) => check.outcome === 'passed') ? 'confirmed' : 'undetermined'
}

/** One finding for several credentials: the first that failed, else the first that is unknown, else that passed in another way than usual, else passed. */
export function worstOf<Name extends CheckName>(findings: readonly Finding<Name>[]): Finding<Name> {
  return (
    findings.find((finding) => finding.outcome === 'failed') ??
    findings.find((finding) => finding.outcome === 'unknown') ??
    findings.find((finding) => finding.outcome === 'passed' && finding.code !== undefined) ?? { outcome: 'passed' }
  )
}
