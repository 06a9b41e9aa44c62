/** Results of a whole institution, handed in through the door in the largest batches that it takes, one after the other. */
import { schoolToken } from '../institution/index.ts'
import type { Ground } from './ground.ts'
import { cpuOfFamily, cpuOfProcess, forgetPeak, memoryOf } from './process-usage.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** Memory in MiB, CPU in milliseconds for a thousand rows. */
export type ResultsReport = { rows: number; rowsPerBatch: number; rowsPerSecond: number; ofBatches: Spread; seconds: number; memory: { before: number; peak: number }; cpu: { issuer: number; database: number } }

/** What the door takes in one request (services/issuer/src/results/upload). */
const rowsPerBatch = 1000

/** Hands in `rows` new results, each of another learner, and expects an award for every one. */
export async function measureResults({ issuer, school, achievementId, pids }: Ground, rows: number): Promise<ResultsReport> {
  const bodies = Array.from({ length: Math.ceil(rows / rowsPerBatch) }, (_, batch) => JSON.stringify({
    results: Array.from({ length: Math.min(rowsPerBatch, rows - batch * rowsPerBatch) }, (_, row) => {
      const number = batch * rowsPerBatch + row
      return { reference: `r-${number}`, learner: { reference: `s${number}`, givenName: 'Noor', familyName: 'de Wit' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8' }
    }),
  }))
  forgetPeak(pids.issuer)
  const before = { memory: memoryOf(pids.issuer).resident, issuer: cpuOfProcess(pids.issuer), database: cpuOfFamily(pids.postgres) }
  const rates: number[] = []
  const start = performance.now()
  for (const body of bodies) {
    const sent = performance.now()
    const answer = await fetch(`${issuer.url}/${school.slug}/api/v1/achievements/${achievementId}/results`, {
      method: 'POST', headers: { authorization: `Bearer ${await schoolToken(school)}`, 'content-type': 'application/json' }, body,
    })
    const { summary, rows } = await answer.json() as { summary?: { awarded: number }; rows?: unknown[] }
    if (summary?.awarded === undefined || summary.awarded !== rows?.length) throw new Error(`a batch was answered ${answer.status}: ${JSON.stringify(summary)}`)
    rates.push(summary.awarded / (performance.now() - sent) * 1000)
  }
  const seconds = (performance.now() - start) / 1000
  return {
    rows, rowsPerBatch, seconds, rowsPerSecond: rows / seconds, ofBatches: spreadOf(rates),
    memory: { before: before.memory, peak: memoryOf(pids.issuer).peak },
    cpu: { issuer: (cpuOfProcess(pids.issuer) - before.issuer) / rows * 1000, database: (cpuOfFamily(pids.postgres) - before.database) / rows * 1000 },
  }
}
