/** Results of a whole institution, handed in through the door as one batch that is streamed. */
import { randomUUID } from 'node:crypto'
import { schoolToken } from '../institution/index.ts'
import type { Ground } from './ground.ts'
import { cpuOfFamily, cpuOfProcess, forgetPeak, memoryOf } from './process-usage.ts'

/** Memory in MiB, CPU in milliseconds for a thousand rows. */
export type ResultsReport = { rows: number; rowsPerSecond: number; seconds: number; memory: { before: number; peak: number }; cpu: { issuer: number; database: number } }

/** Rows that leave the sender at once. */
const rowsPerPiece = 100

/** Hands in `rows` new results, each of another learner, and expects an award for every one. */
export async function measureResults({ issuer, school, achievementId, pids }: Ground, rows: number): Promise<ResultsReport> {
  const authorization = `Bearer ${await schoolToken(school)}`
  forgetPeak(pids.issuer)
  const before = { memory: memoryOf(pids.issuer).resident, issuer: cpuOfProcess(pids.issuer), database: cpuOfFamily(pids.postgres) }
  const start = performance.now()
  const answer = await fetch(`${issuer.url}/${school.slug}/api/v1/achievements/${achievementId}/result-batches/${randomUUID()}`, {
    method: 'PUT', headers: { authorization, 'content-type': 'application/x-ndjson' }, body: ReadableStream.from(piecesOf(rows)), duplex: 'half',
  })
  const { state, summary } = await answer.json() as { state?: string; summary?: { awarded: number } }
  if (state !== 'complete' || summary?.awarded !== rows) throw new Error(`the batch was answered ${answer.status}: ${state} ${JSON.stringify(summary)}`)
  const seconds = (performance.now() - start) / 1000
  return {
    rows, seconds, rowsPerSecond: rows / seconds,
    memory: { before: before.memory, peak: memoryOf(pids.issuer).peak },
    cpu: { issuer: (cpuOfProcess(pids.issuer) - before.issuer) / rows * 1000, database: (cpuOfFamily(pids.postgres) - before.database) / rows * 1000 },
  }
}

/** The batch, made as it is sent: the sender holds no more of it than the receiver. */
async function* piecesOf(rows: number): AsyncGenerator<Uint8Array> {
  for (let first = 0; first < rows; first += rowsPerPiece) {
    const lines = Array.from({ length: Math.min(rowsPerPiece, rows - first) }, (_, at) => JSON.stringify({
      reference: `r-${first + at}`, learner: { reference: `s${first + at}`, givenName: 'Noor', familyName: 'de Wit' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8',
    }))
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}
