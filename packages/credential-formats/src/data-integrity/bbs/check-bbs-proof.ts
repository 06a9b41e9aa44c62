import { Worker } from 'node:worker_threads'
import { DataIntegrityError } from '../errors.ts'

/** What ProofVerify of BBS signatures is asked. draft-irtf-cfrg-bbs-signatures #proof-verification-proofverify */
export type BbsQuestion = {
  publicKey: Uint8Array
  proof: Uint8Array
  header: Uint8Array
  presentationHeader: Uint8Array
  disclosedMessages: readonly Uint8Array[]
  disclosedMessageIndexes: readonly number[]
}

const MAX_WAITING = 16
const TIMEOUT_MILLISECONDS = 10_000

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Whether a BBS proof holds. One at a time, each on a thread of its own that ends with it: pairings in JavaScript would hold up everybody else.
 * Throws DataIntegrityError DI_TOO_COSTLY when too many wait, or one takes longer than ten seconds.
 */
export async function checkBbsProof(question: BbsQuestion): Promise<boolean> {
  if (waiting >= MAX_WAITING) throw new DataIntegrityError('DI_TOO_COSTLY', 'too many BBS proofs are being verified')
  waiting += 1
  const mine = last.then(() => ask(question)).finally(() => { waiting -= 1 })
  last = mine.catch(() => undefined)
  return mine
}

function ask(question: BbsQuestion): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const worker = new Worker(new URL('./bbs-worker.ts', import.meta.url), { name: 'bbs', workerData: question, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 128 } })
  const giveUp = (): void => reject(new DataIntegrityError('DI_TOO_COSTLY', 'a BBS proof could not be verified within the work allowed'))
  const timer = setTimeout(giveUp, TIMEOUT_MILLISECONDS)
  worker.once('message', (answer) => resolve(answer === true)).once('error', giveUp).once('exit', giveUp)
  return promise.finally(() => {
    clearTimeout(timer)
    void worker.terminate()
  })
}
