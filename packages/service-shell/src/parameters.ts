/** Query strings and form bodies (`application/x-www-form-urlencoded`): the one reader for both. */
import { problem } from './problem.ts'

/** A parameter given twice is an array, so that a schema for one text refuses it (RFC 6749 #section-3.1: not more than once). */
export type Parameters = Record<string, string | string[]>

/** Far more than any protocol of ours sends. */
const MAX_PARAMETERS = 200

/** Reads parameters into an object without prototype. Never throws: what is wrong is told by {@link checkParameters}. */
export function readParameters(text: string): Parameters {
  const parameters = Object.create(null) as Parameters
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1
    if (count > MAX_PARAMETERS) {
      parameters['__proto__'] = ''
      break
    }
    const before = parameters[name]
    if (before === undefined) parameters[name] = value
    else if (Array.isArray(before)) before.push(value)
    else parameters[name] = [before, value]
  }
  return parameters
}

/**
 * Refuses parameters that no honest client sends: names that reach an object's prototype, U+0000, more than 200.
 * @throws ProblemError 400 `invalid-request`
 */
export function checkParameters(parameters: unknown): void {
  if (typeof parameters !== 'object' || parameters === null) return
  for (const [name, value] of Object.entries(parameters)) {
    const texts: unknown[] = Array.isArray(value) ? [name, ...value as unknown[]] : [name, value]
    if (name === '__proto__' || name === 'constructor' || name === 'prototype' || texts.some((text) => typeof text === 'string' && text.includes('\0'))) {
      throw problem(400, 'invalid-request', 'A parameter has a name or a character that is not allowed')
    }
  }
}
