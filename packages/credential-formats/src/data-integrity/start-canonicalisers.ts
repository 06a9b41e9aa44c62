/**
 * Canonicalising on threads of its own, for a service: a document that takes long holds up nobody else, and two processors sign and verify more than one.
 * Documents as large and as tangled as `limits` allow take seconds; those of learners take less than a millisecond.
 */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { canonicaliseElsewhere } from './canonicalise.ts'
import type { CanonicaliseAnswer, CanonicaliseMessage } from './canonicalise-worker.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'
import { openWorkerPool, WorkerError, type WorkerPool } from './worker-pool.ts'

/** Longer than any honest document takes on a busy machine. */
const TIMEOUT_SECONDS = 5
/** Each as large as a document may be at most: 128 MB if strangers fill it up. */
const WAITING = 256
/** Most documents need less than 32; one that needs more ends its thread and nothing else. */
const MEGABYTES = 192

export type CanonicaliserOptions = {
  /** How many threads at most. By default one for each processor, and two where there is only one, so that one document cannot keep all others waiting. */
  threads?: number
  /** How many documents may wait for a thread. */
  waiting?: number
  timeoutSeconds?: number
  /** What to throw instead of a WorkerError, when there is no room or a thread died: in the words of who has to answer. */
  unavailable?: (error: WorkerError) => Error
}

export type Canonicalisers = Pick<WorkerPool<never, never>, 'close' | 'counts'>

/**
 * From now on every JSON-LD document of this process is canonicalised on these threads, until `close()`, which first finishes what is under way. The results are the same
 * to the octet. One that takes longer than its time is refused as DI_TOO_COSTLY. Only one at a time for a process; throws an Error otherwise.
 */
export function startCanonicalisers({ threads = Math.max(2, os.availableParallelism()), waiting = WAITING, timeoutSeconds = TIMEOUT_SECONDS, unavailable = (error) => error }: CanonicaliserOptions = {}): Canonicalisers {
  const numbers = new WeakMap<Contexts, number>()
  const sent = new WeakMap<Worker, Set<number>>()
  let sets = 0
  const pool = openWorkerPool<Omit<CanonicaliseMessage, 'contexts' | 'entries'> & { contexts: Contexts }, CanonicaliseAnswer>({
    threads, waiting, timeoutSeconds,
    start: () => new Worker(new URL('./canonicalise-worker.ts', import.meta.url), { name: 'canonicalise', env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, maxYoungGenerationSizeMb: 16 } }),
    messageOf({ contexts, ...document }, worker): CanonicaliseMessage {
      const number = numbers.get(contexts) ?? (sets += 1)
      numbers.set(contexts, number)
      const has = sent.get(worker) ?? new Set()
      sent.set(worker, has)
      const isNew = !has.has(number)
      has.add(number)
      return { ...document, contexts: number, entries: isNew ? new Map(contexts) : undefined }
    },
  })
  const stop = canonicaliseElsewhere(async (document, contexts, hash) => {
    const answer = await pool.run({ document, contexts, hash }).catch((error: unknown) => {
      if (!(error instanceof WorkerError)) throw error
      if (error.code === 'WORKER_TOO_LONG') throw new DataIntegrityError('DI_TOO_COSTLY', error.message, { cause: error })
      throw unavailable(error)
    })
    if ('refusal' in answer) throw new DataIntegrityError(answer.refusal.code, answer.refusal.message)
    return answer.statements
  })
  return {
    counts: pool.counts,
    async close() {
      await pool.close()
      stop()
    },
  }
}
