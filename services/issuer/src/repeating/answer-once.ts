import { createHash } from 'node:crypto'
import { parseJson, type JsonValue } from '@eduwallet/strict-json'
import type { AnswerBook, AnswerSeal, Undoable } from './answer-book.ts'
import { RepeatError } from './errors.ts'

/** How long an answer is kept. */
export const answerSeconds = 86_400

/** What a request is answered with. `body` is what goes over the wire. */
export type Answer = { status: number; body: JsonValue }

/** Who asks what, under which key. `scope`: the institution it is about. `request`: all of it that matters, the same text for the same request. */
export type Asked = { scope: string; by: string; key: string; request: string; at: Date }

/**
 * Does `work` once for a key and gives its answer to everybody who asks the same under it for 24 hours
 * (draft-ietf-httpapi-idempotency-key-header). Keys of two callers, or of one caller at two institutions, have nothing to do with each other.
 *
 * 1. BEGIN. Take the key for this transaction, without waiting. Somebody has it: KEY_IN_USE. The lock is the database's and ends with
 *    the transaction, so a process that dies here, or at any line below, holds no key.
 * 2. Look for an answer, in a statement of its own: whoever had the key before us has committed, and is seen. There is one: of the
 *    same request it is the answer, of another KEY_REUSED.
 * 3. Do the work, on books that write in this very transaction, in a savepoint.
 *    a. It is refused (`refusalOf`, 4xx): back to the savepoint; the refusal is the answer, so that a copy of the request which
 *       arrives late is not suddenly carried out.
 *    b. Anything else is thrown: ROLLBACK. No answer is kept (5xx), and asking again does the work.
 * 4. Keep the answer, sealed, together with a digest of the request.
 * 5. COMMIT: the work and its answer are on record, or neither is. Dying before: neither, asking again does the work. Losing the
 *    commit's own answer: 503, and asking again finds which it was in step 2.
 * 6. Answer. Dying here, or losing the answer on its way: asking again gets it in step 2.
 *
 * `work` may be run again after a lost race, so it has no effect outside the record; what has (publishing) comes after.
 * Throws RepeatError, and what `work` throws.
 */
export async function answerOnce<Record extends Undoable<Record>>(
  { scope, by, key, request, at }: Asked,
  { record, answersOf, seal, refusalOf }: {
    record: Record
    answersOf: (record: Record) => AnswerBook
    seal: AnswerSeal
    /** The answer to an error that says: this was looked at, and nothing was done. */
    refusalOf: (error: unknown) => Answer | undefined
  },
  work: (record: Record) => Promise<Answer>,
): Promise<Answer> {
  const name = sha256(JSON.stringify([by, key]))
  const context = `${scope}/${name.toString('hex')}`
  const digest = sha256(request).toString('base64url')
  return record.inOneTransaction(async (held) => {
    const answers = answersOf(held)
    if (!(await answers.hold(name))) throw new RepeatError('KEY_IN_USE', 'a request with this key is being worked on') // 1
    const kept = await answers.find(name, at) // 2
    if (kept !== undefined) {
      const { digest: known, answer } = openAnswer(seal.open(kept, context))
      if (known !== digest) throw new RepeatError('KEY_REUSED', 'this key belongs to another request')
      return answer
    }
    const answer = await held.inOneTransaction(work).catch((error: unknown) => { // 3
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      return refusal
    })
    const sealed = seal.seal(Buffer.from(JSON.stringify({ digest, answer })), context)
    await answers.keep(name, sealed, new Date(at.getTime() + answerSeconds * 1000)) // 4
    return answer
  }) // 5
}

function openAnswer(bytes: Uint8Array): { digest: string; answer: Answer } {
  return parseJson(bytes, { maxDepth: 64, maxBytes: bytes.byteLength }) as { digest: string; answer: Answer }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
