import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { openWorkerPool, WorkerError, type WorkerPool } from './worker-pool.ts'

/** Does as it is told: answers, dies, loops for ever, or waits. */
const program = `
  const { parentPort, threadId } = require('node:worker_threads')
  parentPort.on('message', ({ name, order }) => {
    if (order === 'die') throw new Error('dead')
    if (order === 'exit') process.exit(0)
    if (order === 'loop') for (;;);
    setTimeout(() => parentPort.postMessage({ name, threadId }), order === 'wait' ? 100 : 0)
  })`

type Job = { name: string; order?: 'die' | 'exit' | 'loop' | 'wait' }
type Result = { name: string; threadId: number }

let pool: WorkerPool<Job, Result> | undefined
afterEach(async () => { await pool?.close() })

function open(options: { threads?: number; waiting?: number; timeoutSeconds?: number; code?: string } = {}): WorkerPool<Job, Result> {
  const { threads = 2, waiting = 100, timeoutSeconds = 20, code = program } = options
  pool = openWorkerPool<Job, Result>({ threads, waiting, timeoutSeconds, start: () => new Worker(code, { eval: true, stderr: true }), messageOf: (job) => job })
  return pool
}
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => error instanceof WorkerError ? error.code : String(error))

describe('a pool of threads', () => {
  it('gives each job its own answer, on no more threads than it may have, and none before there is work', async () => {
    const { run, counts } = open()
    expect(counts()).toEqual({ begun: 0, waiting: 0, threads: 0 })
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => run({ name: `job ${index}` })))
    expect(answers.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, index) => `job ${index}`))
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2)
    expect(counts()).toEqual({ begun: 0, waiting: 0, threads: 2 })
  })

  it('OVR-12 refuses at once what it has no room for (WORKERS_BUSY), and takes work again when there is', async () => {
    const { run, counts } = open({ threads: 1, waiting: 3 })
    const taken = ['a', 'b', 'c', 'd'].map((name) => run({ name, order: 'wait' }))
    expect(counts()).toEqual({ begun: 1, waiting: 3, threads: 1 })
    expect(await codeOf(run({ name: 'e' }))).toBe('WORKERS_BUSY')
    expect((await Promise.all(taken)).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect((await run({ name: 'f' })).name).toBe('f')
  })

  it.each(['die', 'exit'] as const)('a thread that ends (%s) takes its own job with it (WORKER_LOST) and is replaced', async (order) => {
    const { run, counts } = open({ threads: 1 })
    const [before, lost, after] = await Promise.all([run({ name: 'before' }), codeOf(run({ name: 'lost', order })), run({ name: 'after' })])
    expect([before.name, lost, after.name]).toEqual(['before', 'WORKER_LOST', 'after'])
    expect(after.threadId).not.toBe(before.threadId)
    expect(counts().threads).toBe(1)
  })

  it('a job that takes too long ends with its thread (WORKER_TOO_LONG), and the next is done', async () => {
    const { run, counts } = open({ threads: 1, timeoutSeconds: 0.3 })
    const [long, after] = await Promise.all([codeOf(run({ name: 'long', order: 'loop' })), codeOf(run({ name: 'after' }))])
    expect(long).toBe('WORKER_TOO_LONG')
    // On a machine that is busy the new thread may not be up in time; then it is refused for that, and for nothing else.
    expect(['done', 'WORKER_TOO_LONG']).toContain(after)
    expect(counts().begun).toBe(0)
  })

  it('threads that cannot start fail their jobs, one each, and it does not go on for ever', async () => {
    const { run, counts } = open({ code: 'this is no program' })
    expect(await Promise.all([1, 2, 3].map((name) => codeOf(run({ name: String(name) }))))).toEqual(['WORKER_LOST', 'WORKER_LOST', 'WORKER_LOST'])
    expect(counts()).toEqual({ begun: 0, waiting: 0, threads: 0 })
  })

  it('what cannot be sent to a thread is refused and holds up nothing', async () => {
    const { run } = open({ threads: 1 })
    expect(await codeOf(run({ name: 'x', more: () => 1 } as Job))).toBe('WORKER_LOST')
    expect((await run({ name: 'y' })).name).toBe('y')
  })

  it('closing finishes what was taken, refuses the rest (WORKERS_STOPPED) and ends the threads', async () => {
    const { run, close, counts } = open({ threads: 1 })
    const taken = [run({ name: 'under way', order: 'wait' }), run({ name: 'waiting' })]
    const closed = close()
    expect(await codeOf(run({ name: 'late' }))).toBe('WORKERS_STOPPED')
    await closed
    expect((await Promise.all(taken)).map(({ name }) => name)).toEqual(['under way', 'waiting'])
    expect(counts()).toEqual({ begun: 0, waiting: 0, threads: 0 })
    await close()
  })
})
