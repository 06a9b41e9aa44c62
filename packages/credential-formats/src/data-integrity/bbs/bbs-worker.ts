/** A thread that answers one question of `checkBbsProof`. What the library throws at a point or scalar that is none says no more than that the proof does not hold. */
import { parentPort, workerData } from 'node:worker_threads'
import { CIPHERSUITES, verifyProof } from '@digitalbazaar/bbs-signatures'
import type { BbsQuestion } from './check-bbs-proof.ts'

async function holds(question: BbsQuestion): Promise<boolean> {
  try {
    return await verifyProof({ ...question, ciphersuite: CIPHERSUITES.BLS12381_SHA256 }) === true
  } catch {
    return false
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
void holds(workerData as BbsQuestion).then((answer) => parentPort?.postMessage(answer))
