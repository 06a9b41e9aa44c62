import type { Finding } from '../judging/index.ts'

type StatusFinding = Finding<'status'>

/** What counts for most among the things that are wrong: revoked is for ever, suspended is not. */
const gravest: readonly string[] = ['revoked', 'suspended']

/** Of several findings about one credential the one that is told: a no before a could-not-check, and that before a yes. At least one. */
export function worstOf(findings: readonly StatusFinding[]): StatusFinding {
  const [worst] = findings.toSorted((one, other) => rank(one) - rank(other))
  if (worst === undefined) throw new Error('nothing was found out about the status')
  return worst
}

function rank(finding: StatusFinding): number {
  if (finding.outcome === 'passed') return 100
  if (finding.outcome === 'unknown') return 50
  const grave = gravest.indexOf(finding.code)
  return grave < 0 ? gravest.length : grave
}
