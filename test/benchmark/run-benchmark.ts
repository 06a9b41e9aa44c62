/** One run of everything, on this machine, in this order. */
import os from 'node:os'
import { prepareGround, type Ground } from './ground.ts'
import { claimMany, measureClaims, type ClaimKind, type ClaimReport } from './measure-claims.ts'
import { measureFormats, type FormatFigure } from './measure-formats.ts'
import { measureProjections, type ProjectionReport } from './measure-projections.ts'
import { measureResults, type ResultsReport } from './measure-results.ts'
import { measureStatusList, type StatusListReport } from './measure-status-list.ts'
import { measureVerdicts, type VerdictReport } from './measure-verdicts.ts'
import { memoryOf } from './process-usage.ts'

/** How thorough: a glance (rounds of a moment, one each), or the usual. */
export type Extent = 'quick' | 'usual'

/** Resident memory of the issuer in MiB after so many claims of one process. */
export type MemoryFigure = { claims: number; resident: number; peak: number }

export type Measurement = {
  extent: Extent
  machine: { cores: number; processor: string; node: string; postgres: string; loadBefore: number; at: Date; seconds: number }
  claims: ClaimReport
  memory: MemoryFigure[]
  statusList: StatusListReport
  results: ResultsReport
  verdicts: VerdictReport
  projections: ProjectionReport
  formats: FormatFigure[]
}

const extents = {
  quick: { rounds: 1, claimSeconds: 0.4, wallets: [1, 8], totals: [300], listSeconds: 0.5, resultRows: 2000, verdicts: 200, projections: 400, formatMilliseconds: 20 },
  usual: { rounds: 5, claimSeconds: 2, wallets: [1, 8, 64], totals: [1000, 10_000, 50_000], listSeconds: 1, resultRows: 100_000, verdicts: 1000, projections: 5000, formatMilliseconds: 200 },
} as const

/** Measures. @param say is told what is being done, a line each */
export async function runBenchmark(extent: Extent, say: (line: string) => void): Promise<Measurement> {
  const plan = extents[extent]
  const [loadBefore = Number.NaN] = os.loadavg()
  const start = performance.now()
  say('verdicts')
  const verdicts = await measureVerdicts({ rounds: plan.rounds, verdicts: plan.verdicts })
  say('projections')
  const projections = measureProjections({ rounds: plan.rounds, count: plan.projections })
  say('formats')
  const formats = await measureFormats({ rounds: plan.rounds, milliseconds: plan.formatMilliseconds })
  say('starting issuer and database')
  const ground = await prepareGround()
  try {
    const kinds = [false, true].flatMap((dpop) => plan.wallets.map((wallets): ClaimKind => ({ dpop, wallets })))
    say(`claims: ${kinds.length} kinds, ${plan.rounds} rounds of ${plan.claimSeconds} s`)
    const claims = await measureClaims(ground, kinds, { rounds: plan.rounds, seconds: plan.claimSeconds })
    const memory = await measureMemory(ground, plan.totals, say)
    say('status list')
    const statusList = await measureStatusList(ground, { rounds: plan.rounds, seconds: plan.listSeconds })
    say(`${plan.resultRows} results`)
    const results = await measureResults(ground, plan.resultRows)
    return {
      extent, claims, memory, statusList, results, verdicts, projections, formats,
      machine: {
        cores: os.availableParallelism(), processor: os.cpus()[0]?.model.trim() ?? 'unknown', node: process.version, postgres: ground.databaseVersion,
        loadBefore, at: new Date(), seconds: (performance.now() - start) / 1000,
      },
    }
  } finally {
    await ground.stop()
  }
}

/** The process starts anew, so that nothing but claims has filled its memory. */
async function measureMemory(ground: Ground, totals: readonly number[], say: (line: string) => void): Promise<MemoryFigure[]> {
  await ground.restartIssuer()
  const figures: MemoryFigure[] = [{ claims: 0, ...memoryOf(ground.pids.issuer) }]
  for (const claims of totals) {
    say(`memory after ${claims} claims`)
    await claimMany(ground, claims - (figures.at(-1)?.claims ?? 0))
    figures.push({ claims, ...memoryOf(ground.pids.issuer) })
  }
  return figures
}
