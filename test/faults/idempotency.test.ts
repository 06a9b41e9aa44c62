/** A request that is sent again with its Idempotency-Key, to two processes of which one may be dying. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { awardOne, schoolCall, waterMicrocredential } from '../institution/index.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import type { HttpAnswer } from '../wallet/index.ts'
import { crashed, issuerWithCrashPoints, tell } from './order.ts'
import { amount } from './settings.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('idempotency', { verifiers: 0, entry: issuerWithCrashPoints })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Sends with a key, to one process or (left out) to whichever the balancer takes. */
const post = (path: string, body: unknown, key: string, port?: number): Promise<HttpAnswer> =>
  schoolCall(world().school, 'POST', path, body, { headers: { 'idempotency-key': key }, ...(port === undefined ? {} : { base: `http://127.0.0.1:${port}/${world().school.slug}` }) })
const draft = (title: string) => ({ achievement: { ...waterMicrocredential(), title: { nl: title, en: title } } })
const titled = async (title: string): Promise<number> =>
  (await replicas().witness.query(`SELECT 1 FROM issuer.achievements WHERE content->'title'->>'nl' = $1`, [title])).length
const offersOf = async (awardId: string): Promise<number> => (await replicas().witness.query('SELECT 1 FROM issuer.offers WHERE award_id = $1', [awardId])).length

describe('DUR-09 the same key', () => {
  it('at the same moment at two processes: one carries it out, the others have its answer or 409 with Retry-After', async () => {
    for (let round = 0; round < amount(5, 100); round += 1) {
      const title = randomUUID()
      const answers = await Promise.all(Array.from({ length: 12 }, () => post('/api/v1/achievements', draft(title), title)))
      const done = answers.filter(({ status }) => status === 201)
      expect(new Set(done.map(({ text }) => text)).size).toBe(1)
      for (const { status, headers, body } of answers) {
        if (status === 201) continue
        expect([status, (body as { code: string }).code, headers.get('retry-after')]).toEqual([409, 'idempotency-key-in-use', '1'])
      }
      expect(await titled(title)).toBe(1)
    }
  }, amount(60_000, 600_000))

  it.each([
    ['before anything', 'before transaction', 0],
    ['when the key is taken', 'after answers.hold', 0],
    ['when the work is done, and its answer not kept', 'after offers.record', 0],
    ['when its answer is kept, and not committed', 'after answers.keep', 0],
    ['when both are committed', 'after transaction', 1],
    ['when the answer is about to leave', 'answering /:slug/api/v1/awards/:id/offers', 1],
  ])('of a process that dies %s: the other process makes one offer of it, and says the same from then on', async (_when, point, onRecord) => {
    const [dying, other] = replicas().issuer.processes
    for (let round = 0; round < amount(1, 20); round += 1) {
      const awardId = await awardOne(world().school, world().achievementId)
      const path = `/api/v1/awards/${awardId}/offers`
      const key = randomUUID()
      await tell(dying!, { crashAt: point })
      await expect(post(path, {}, key, dying!.port)).rejects.toThrow(/no answer/)
      await crashed(dying!)
      expect(await offersOf(awardId)).toBe(onRecord)
      let answer = await post(path, {}, key, other!.port)
      // The server may learn of the death a moment later; until then the key is in use.
      await waitUntil('the key is free', async () => (answer = await post(path, {}, key, other!.port)).status !== 409)
      expect(answer.status, answer.text).toBe(201)
      expect(await offersOf(awardId)).toBe(1)
      await dying!.restart()
      expect((await post(path, {}, key, dying!.port)).text).toBe(answer.text)
      expect((await post(path, { transactionCode: false }, key, dying!.port)).status).toBe(422)
      expect(await offersOf(awardId)).toBe(1)
    }
  }, amount(60_000, 600_000))

  it('of a commit whose answer is lost on the way from the database: 503, and asking again gets the one offer', async () => {
    const awardId = await awardOne(world().school, world().achievementId)
    const path = `/api/v1/awards/${awardId}/offers`
    const lost = replicas().network.cutAfter('COMMIT', 'INSERT INTO kept_answers')
    expect((await post(path, {}, awardId)).status).toBe(503)
    await lost
    const answer = await post(path, {}, awardId)
    expect(answer.status).toBe(201)
    expect((await post(path, {}, awardId)).text).toBe(answer.text)
    expect(await offersOf(awardId)).toBe(1)
  })
})
