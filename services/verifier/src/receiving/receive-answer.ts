import { createHash } from 'node:crypto'
import { derivePageSecret, employerOf, openOneTimeKey, type AskedRequest, type Sealing } from '../asking/index.ts'
import { hashSecret, newSecret, secretMatches } from '../employers/index.ts'
import type { AnswerBook } from './answer-book.ts'
import { decryptAnswer } from './decrypt-answer.ts'
import { AnswerError } from './errors.ts'
import { parseAnswer, parseDecline, type ParsedAnswer } from './parse-answer.ts'
import { sealCredentials } from './seal-credentials.ts'
import type { JudgedAnswer, ReceivedAnswer } from './types.ts'

export type Receiving = {
  readonly book: AnswerBook
  readonly judge: (answer: ReceivedAnswer) => Promise<JudgedAnswer>
  readonly sealing: Sealing
  readonly pagePepper: Uint8Array
  /** How long a verdict's claims can be read when the answer came at the last moment */
  readonly readingSeconds: number
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
}

/** What the wallet posted: an encrypted answer, or an error that may be plain. */
export type PostedAnswer = { readonly response: string } | { readonly error: unknown; readonly state?: unknown }

/** Where the wallet sends its user next: back to the page that began, with a code that proves the answer was sent. */
export type WayBack = { readonly pageSecret: string; readonly responseCode: string }

/**
 * Takes a wallet's answer, in this order, so that a crash at any point leaves either all of it or none of it:
 *
 * 1. The request is found by where the answer was sent, and must be waiting.
 * 2. The answer is decrypted with the request's own key, and must carry the request's state.
 * 3. It is judged. Nothing has been written yet: whatever stops here (a crash, a lost database), the wallet may answer again.
 * 4. Verdict, sealed claims and digest are written, and the one-time key deleted, by one statement that wants the
 *    request still waiting. Of several answers at once one finds it so; the others are refused.
 *
 * A verdict that says no is an answer too: it closes the request. What is not an answer to this request at all
 * (unreadable, other key, other state) closes nothing, so that a stranger cannot use up somebody's request.
 * Throws AnswerError; what `judge` throws passes through.
 */
export async function receiveAnswer(receiving: Receiving, responseId: string, posted: PostedAnswer): Promise<WayBack | undefined> {
  const { book, now } = receiving
  const employerId = employerOf(responseId)
  const found = employerId === undefined ? undefined : await book.findByResponseId(employerId, responseId)
  if (!found) throw new AnswerError('ANSWER_REQUEST_UNKNOWN', 'there is no such request')
  const { request, state, sealedOneTimeKey } = found
  const answeredAt = now()
  if (state !== 'waiting') throw new AnswerError('ANSWER_REQUEST_CLOSED', 'this request was answered before')
  if (request.expiresAt <= answeredAt || sealedOneTimeKey === undefined) throw new AnswerError('ANSWER_REQUEST_EXPIRED', 'this request has expired')

  let text = ''
  let answer: ParsedAnswer
  if ('response' in posted) {
    const openKey = () => openOneTimeKey(receiving.sealing, request.id, sealedOneTimeKey)
    text = await decryptAnswer(posted.response, { kid: request.oneTimeKey.kid, openKey })
    answer = parseAnswer(text)
  } else {
    answer = parseDecline(posted)
  }
  if (typeof answer.state !== 'string' || !secretMatches(answer.state, hashSecret(request.walletState))) {
    throw new AnswerError('ANSWER_STATE_WRONG', 'state is not that of this request')
  }

  const wayBack = request.flow === 'same_device' ? makeWayBack(receiving, request) : undefined
  const responseCodeHash = wayBack && hashSecret(wayBack.responseCode)
  const recorded =
    answer.kind === 'decline'
      ? await book.recordDecline(request.employerId, request.id, { answeredAt, reason: answer.reason, responseCodeHash })
      : await judgeAndRecord(receiving, request, { answer, text, answeredAt, responseCodeHash })
  if (!recorded) throw new AnswerError('ANSWER_REQUEST_CLOSED', 'this request was answered before')
  return wayBack
}

async function judgeAndRecord(
  { book, judge, sealing, readingSeconds }: Receiving,
  request: AskedRequest,
  {
    answer,
    text,
    answeredAt,
    responseCodeHash,
  }: { answer: Extract<ParsedAnswer, { kind: 'presentations' }>; text: string; answeredAt: Date; responseCodeHash: string | undefined },
): Promise<boolean> {
  const { credentials, ...outcome } = await judge({
    presentations: answer.presentations,
    question: request.question,
    expected: { nonce: request.nonce, audience: request.clientId },
  })
  return book.recordAnswer(request.employerId, request.id, {
    answeredAt,
    livesUntil: new Date(Math.max(request.expiresAt.getTime(), answeredAt.getTime() + readingSeconds * 1000)),
    outcome,
    sealedCredentials: sealCredentials(sealing, request.id, credentials),
    answerDigest: createHash('sha256').update(text, 'utf8').digest('base64url'),
    responseCodeHash,
  })
}

function makeWayBack({ pagePepper, randomBytes }: Receiving, request: AskedRequest): WayBack {
  return { pageSecret: derivePageSecret(pagePepper, request), responseCode: newSecret(randomBytes) }
}
