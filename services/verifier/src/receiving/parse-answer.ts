import { isJsonObject, parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { AnswerError } from './errors.ts'
import type { ReceivedPresentation } from './types.ts'

const MAX_PRESENTATIONS = 16
/** A credential with a proof stands in a presentation, and that in the answer. */
const MAX_DEPTH = 40

/** What a wallet said, before anyone has judged whether it is true. */
export type ParsedAnswer =
  | { readonly kind: 'presentations'; readonly state: unknown; readonly presentations: readonly ReceivedPresentation[] }
  | { readonly kind: 'decline'; readonly state: unknown; readonly reason: string }

/**
 * Reads a decrypted answer: `vp_token` is an object of arrays of presentations, each text or a JSON object (OpenID4VP 1.0 #response-parameters, #appendix-B.1.3.2), or `error` says
 * why there is none. Whether the presentations are the right ones is for judging to say.
 * Throws AnswerError ANSWER_MALFORMED.
 */
export function parseAnswer(text: string): ParsedAnswer {
  let answer: JsonObject
  try {
    answer = parseJsonObject(text, { maxDepth: MAX_DEPTH, maxBytes: 400_000 })
  } catch (cause) {
    throw new AnswerError('ANSWER_MALFORMED', 'the decrypted answer is not a JSON object', { cause })
  }
  if (answer.error !== undefined) {
    if (answer.vp_token !== undefined) throw new AnswerError('ANSWER_MALFORMED', 'an answer is either an error or a vp_token')
    return parseDecline(answer)
  }
  const vpToken = answer.vp_token
  if (!isJsonObject(vpToken)) throw new AnswerError('ANSWER_MALFORMED', 'vp_token is not an object')
  const presentations = Object.entries(vpToken).flatMap(([queryId, list]) => {
    if (!Array.isArray(list) || list.length === 0) throw new AnswerError('ANSWER_MALFORMED', 'vp_token has something else than an array of presentations')
    return list.map((presentation): ReceivedPresentation => {
      if (typeof presentation !== 'string' && !isJsonObject(presentation)) throw new AnswerError('ANSWER_MALFORMED', 'a presentation is neither text nor an object')
      return { queryId, compact: typeof presentation === 'string' ? presentation : JSON.stringify(presentation) }
    })
  })
  if (presentations.length === 0) throw new AnswerError('ANSWER_MALFORMED', 'vp_token has no presentation')
  if (presentations.length > MAX_PRESENTATIONS) throw new AnswerError('ANSWER_MALFORMED', 'vp_token has too many presentations')
  return { kind: 'presentations', state: answer.state, presentations }
}

/**
 * Reads an error answer, encrypted or not (OpenID4VP 1.0 #error-response). The error's name is kept if it has the
 * form of one (RFC 6749 #section-4.1.2.1, narrowed); its description is text of a stranger and is dropped.
 * Throws AnswerError ANSWER_MALFORMED.
 */
export function parseDecline({ error, state }: { error?: unknown; state?: unknown }): ParsedAnswer {
  if (typeof error !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(error)) throw new AnswerError('ANSWER_MALFORMED', 'error is not the name of an error')
  return { kind: 'decline', state, reason: error }
}
