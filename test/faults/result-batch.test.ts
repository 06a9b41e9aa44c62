/** A batch of ten thousand results whose receiver dies, whose connection is cut, or that two send at once. */
import { randomInt, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { resultRow, schoolCall, schoolToken } from '../institution/index.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { amount } from './settings.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('result_batch', { verifiers: 0 })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** A batch with rows that nobody sent before. */
type Batch = { path: string; id: string; prefix: string; rows: string[] }
function makeBatch(count: number): Batch {
  const id = randomUUID()
  const prefix = `${id.slice(0, 8)}-`
  return { id, prefix, path: `/api/v1/achievements/${world().achievementId}/result-batches/${id}`, rows: Array.from({ length: count }, (_, index) => `${JSON.stringify(resultRow({ reference: `${prefix}${index}` }))}\n`) }
}

type Answer = { state: string; rowCount: number; summary: Record<string, number> }
const send = ({ path, rows }: Batch, port?: number) =>
  schoolCall(world().school, 'PUT', path, rows.join(''), { contentType: 'application/x-ndjson', ...(port === undefined ? {} : { base: `http://127.0.0.1:${port}/${world().school.slug}` }) })
const read = async ({ path }: Batch): Promise<Answer | undefined> => {
  const { status, body } = await schoolCall(world().school, 'GET', path)
  return status === 404 ? undefined : body as Answer
}
/** How many awards there are of the rows, and how many lines of the journal tell of them. */
async function onRecord({ prefix, id }: Batch): Promise<{ awards: number; references: number; noted: number; batches: number }> {
  const [row] = await replicas().witness.query<{ awards: number; references: number; noted: number; batches: number }>(
    `SELECT count(*)::int AS awards, count(DISTINCT source_reference)::int AS "references",
       (SELECT count(*)::int FROM issuer.journal j WHERE action = 'award.recorded' AND object_id IN (SELECT id::text FROM issuer.awards w WHERE w.source_reference LIKE $1 || '%')) AS noted,
       (SELECT count(*)::int FROM issuer.result_batches WHERE id = $2) AS batches
     FROM issuer.awards WHERE source_reference LIKE $1 || '%'`, [prefix, id])
  return row!
}

describe('DUR-02 a batch of 10,000 rows', () => {
  it('whose receiver is killed at any moment, twice: what is on record is whole parts, and sent again it ends complete with each row once', async () => {
    for (let round = 0; round < amount(2, 20); round += 1) {
      const batch = makeBatch(10_000)
      let before = 0
      for (const process of replicas().issuer.processes) {
        const sending = send(batch, process.port).then(({ status }) => status, () => 'cut')
        // Not before it has begun, or there is nothing to resume; then at any moment of it.
        await Promise.race([waitUntil('more of it is on record', async () => ((await read(batch))?.rowCount ?? 0) > before), sending])
        await new Promise((resolve) => { setTimeout(resolve, randomInt(0, 600)) })
        await process.crash()
        expect(await sending).toBeOneOf(['cut', 200])
        await process.restart()
        const { state, rowCount, summary } = (await read(batch))!
        if (state === 'receiving') expect(rowCount % 500).toBe(0)
        expect([rowCount, summary['awarded']]).toEqual([Math.max(before, rowCount), rowCount])
        expect(await onRecord(batch)).toEqual({ awards: rowCount, references: rowCount, noted: rowCount, batches: 1 })
        before = rowCount
      }
      const { status, body, text } = await send(batch)
      expect(status, text).toBe(200)
      expect(body).toMatchObject({ state: 'complete', rowCount: 10_000, summary: { awarded: 10_000, unchanged: 0, corrected: 0, notAwarded: 0, rejected: 0 } })
      expect(await onRecord(batch)).toEqual({ awards: 10_000, references: 10_000, noted: 10_000, batches: 1 })
      expect((await send(batch)).text).toBe(text)
    }
  }, amount(120_000, 1_200_000))

  it('whose connection is cut half way stays `receiving`, and goes on from there', async () => {
    const batch = makeBatch(3000)
    const { port } = replicas().issuer.processes[0]!
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    const whole = batch.rows.join('')
    socket.write(`PUT /${world().school.slug}${batch.path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await schoolToken(world().school)}\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${Buffer.byteLength(whole)}\r\n\r\n`)
    socket.write(batch.rows.slice(0, 1700).join(''))
    await waitUntil('three parts are on record', async () => (await read(batch))?.rowCount === 1500)
    socket.destroy()
    expect(await read(batch)).toMatchObject({ state: 'receiving', rowCount: 1500, summary: { awarded: 1500 } })
    expect((await send(batch)).body).toMatchObject({ state: 'complete', summary: { awarded: 3000, unchanged: 0 } })
  }, 60_000)

  it('that two send at once, at two processes: one ends complete, and each row is there once', async () => {
    const batch = makeBatch(6000)
    const answers = await Promise.all(replicas().issuer.processes.map(({ port }) => send(batch, port)))
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b)
    expect(statuses).toBeOneOf([[200, 409], [200, 200]])
    for (const { status, body } of answers) expect(body).toMatchObject(status === 200 ? { state: 'complete', summary: { awarded: 6000 } } : { code: 'batch-taken-over' })
    expect(await onRecord(batch)).toEqual({ awards: 6000, references: 6000, noted: 6000, batches: 1 })
  }, 60_000)

  it('of which the answer to a commit is lost on the way from the database: 503, and sent again each row is there once', async () => {
    const batch = makeBatch(1200)
    const lost = replicas().network.cutAfter('COMMIT', 'UPDATE result_batches SET row_count')
    expect((await send(batch)).status).toBe(503)
    await lost
    expect((await send(batch)).body).toMatchObject({ state: 'complete', summary: { awarded: 1200, unchanged: 0 } })
    expect(await onRecord(batch)).toEqual({ awards: 1200, references: 1200, noted: 1200, batches: 1 })
  }, 60_000)
})
