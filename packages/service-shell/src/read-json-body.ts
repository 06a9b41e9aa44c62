import { JsonError, parseJson, type JsonValue } from '@eduwallet/strict-json'
import { problem } from './problem.ts'

/** Deeper than any message of the protocols we speak; the deepest (a DCQL query) has 9 levels. */
const MAX_DEPTH = 40

/**
 * Reads a JSON body strictly. Its size was limited while it came in.
 * @throws ProblemError 400 `malformed-body`, saying what is wrong and where, but nothing of the body
 */
export function readJsonBody(body: Uint8Array): JsonValue {
  try {
    return parseJson(body, { maxDepth: MAX_DEPTH, maxBytes: body.byteLength, nul: 'refused' })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw problem(400, 'malformed-body', 'The body could not be read', { detail: error.message })
  }
}
