/** A thread that canonicalises, for `startCanonicalisers`. Each set of contexts is sent to it once, before the first document under them. */
import { parentPort } from 'node:worker_threads'
import type { JsonObject } from '@eduwallet/strict-json'
import { type CanonicalHash, canonicaliseHere } from './canonicalise.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { DataIntegrityError, type DataIntegrityErrorCode } from './errors.ts'

export type CanonicaliseMessage = { readonly document: JsonObject; readonly hash: CanonicalHash; readonly contexts: number; readonly entries?: ReadonlyMap<string, JsonObject> | undefined }
export type CanonicaliseAnswer = { readonly statements: string } | { readonly refusal: { readonly code: DataIntegrityErrorCode; readonly message: string } }

const known = new Map<number, Contexts>()

async function answer({ document, hash, contexts, entries }: CanonicaliseMessage): Promise<CanonicaliseAnswer> {
  if (entries !== undefined) known.set(contexts, entries)
  const given = known.get(contexts)
  if (given === undefined) throw new Error('the contexts of a document were not sent')
  try {
    return { statements: await canonicaliseHere(document, given, hash) }
  } catch (error) {
    if (!(error instanceof DataIntegrityError)) throw error
    return { refusal: { code: error.code, message: error.message } }
  }
}

/** What is thrown ends the thread, and the job with it. */
parentPort?.on('message', (message: CanonicaliseMessage) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void answer(message).then((answered) => parentPort?.postMessage(answered))
})
