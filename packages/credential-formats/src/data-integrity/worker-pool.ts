/**
 * A few threads for work that would hold up everything else: started when there is work for them, one job at a time each. What waits is bounded: who comes
 * when it is full is refused at once. A job that takes too long ends with its thread, and a thread that dies takes only its own job with it.
 *
 * Own code and not piscina: that counts jobs in megabytes of dependencies and options, and what is needed here is what stands here.
 */
import type { Worker } from 'node:worker_threads'

/** Why a job was not done. `WORKER_TOO_LONG` and `WORKER_LOST` say it of a job that was begun. */
export type WorkerErrorCode = 'WORKERS_BUSY' | 'WORKERS_STOPPED' | 'WORKER_LOST' | 'WORKER_TOO_LONG'

/** A job that was not done. Says nothing about what was in it. */
export class WorkerError extends Error {
  readonly code: WorkerErrorCode
  constructor(code: WorkerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WorkerError'
    this.code = code
  }
}

export type WorkerPool<Job, Result> = {
  /** The one message that the thread answers with. Rejects with WorkerError. */
  run(job: Job): Promise<Result>
  /** Takes no more work, does what it has taken, and ends the threads. */
  close(): Promise<void>
  /** Jobs that were begun, jobs that wait, and threads that live. */
  counts(): { begun: number; waiting: number; threads: number }
}

type Waiting<Job> = { readonly job: Job; readonly resolve: (result: never) => void; readonly reject: (error: WorkerError) => void }
type Seat<Job> = { readonly worker: Worker; task: Waiting<Job> | undefined; timer: NodeJS.Timeout | undefined }

/**
 * @param start makes a thread that answers each message with one message
 * @param messageOf what is sent to a thread for a job
 * @param threads how many threads at most
 * @param waiting how many jobs may wait for one
 * @param timeoutSeconds longest that one job may take, from its beginning
 */
export function openWorkerPool<Job, Result>({ start, messageOf, threads, waiting, timeoutSeconds }: {
  start: () => Worker
  messageOf: (job: Job, worker: Worker) => unknown
  threads: number
  waiting: number
  timeoutSeconds: number
}): WorkerPool<Job, Result> {
  const seats = new Set<Seat<Job>>()
  const queue: Waiting<Job>[] = []
  let stopped = false
  let drained: (() => void) | undefined

  const settle = (seat: Seat<Job>): Waiting<Job> | undefined => {
    const { task } = seat
    clearTimeout(seat.timer)
    seat.task = undefined
    return task
  }
  const lose = (seat: Seat<Job>, error: WorkerError): void => {
    if (!seats.delete(seat)) return
    settle(seat)?.reject(error)
    void seat.worker.terminate()
    next()
  }
  const take = (): Seat<Job> => {
    const worker = start()
    const seat: Seat<Job> = { worker, task: undefined, timer: undefined }
    worker.on('message', (result: Result) => {
      const task = settle(seat)
      // Only work keeps the process alive.
      worker.unref()
      task?.resolve(result as never)
      next()
    })
    worker.on('error', (cause) => lose(seat, new WorkerError('WORKER_LOST', 'the thread that did this died', { cause })))
    worker.on('messageerror', (cause) => lose(seat, new WorkerError('WORKER_LOST', 'what the thread answered cannot be read', { cause })))
    worker.on('exit', () => lose(seat, new WorkerError('WORKER_LOST', 'the thread that did this ended')))
    seats.add(seat)
    return seat
  }
  const begin = (seat: Seat<Job>, task: Waiting<Job>): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    seat.worker.postMessage(messageOf(task.job, seat.worker))
    seat.task = task
    seat.worker.ref()
    seat.timer = setTimeout(() => lose(seat, new WorkerError('WORKER_TOO_LONG', `this took longer than ${timeoutSeconds} seconds`)), timeoutSeconds * 1000)
  }
  const next = (): void => {
    while (queue.length > 0) {
      const free = [...seats].find(({ task }) => task === undefined)
      if (free === undefined && seats.size >= threads) break
      const task = queue.shift()
      if (task === undefined) break
      try {
        begin(free ?? take(), task)
      } catch (cause) {
        task.reject(new WorkerError('WORKER_LOST', 'the work could not be handed to a thread', { cause }))
      }
    }
    if (queue.length === 0 && [...seats].every(({ task }) => task === undefined)) drained?.()
  }

  return {
    run: (job) => new Promise<Result>((resolve, reject) => {
      if (stopped) throw new WorkerError('WORKERS_STOPPED', 'no more work is taken')
      if (queue.length >= waiting) throw new WorkerError('WORKERS_BUSY', 'there is no room for more work')
      queue.push({ job, resolve, reject })
      next()
    }),
    async close() {
      stopped = true
      await new Promise<void>((resolve) => {
        drained = resolve
        next()
      })
      await Promise.all([...seats].map(({ worker }) => worker.terminate()))
    },
    counts: () => ({ begun: [...seats].filter(({ task }) => task !== undefined).length, waiting: queue.length, threads: seats.size }),
  }
}
