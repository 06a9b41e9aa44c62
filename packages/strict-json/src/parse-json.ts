import { JsonError } from './json-error.ts'

/** A JSON object whose members are JSON values. */
export type JsonObject = { [name: string]: JsonValue }
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject

/** What a text may be at most. Required: every reader knows how large and how deep its messages are. */
export type JsonLimits = {
  maxDepth: number
  maxBytes: number
  /** Whether texts may hold U+0000. JSON allows it; PostgreSQL cannot store it, so doors refuse it. Default 'allowed' */
  nul?: 'allowed' | 'refused'
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Reads foreign JSON (RFC 8259) so that no second reader can understand it differently. Refused: member names that occur
 * twice in one object, nesting beyond `maxDepth`, more than `maxBytes`, bytes that are not UTF-8, lone surrogates, numbers that do
 * not fit a double, and the names through which prototypes are reached (`__proto__`; `constructor` with a `prototype` in it).
 * One pass over the text looks for these, then JSON.parse checks the grammar. Throws JsonError and nothing else.
 */
export function parseJson(input: string | Uint8Array, limits: JsonLimits): JsonValue {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength
  if (bytes > limits.maxBytes) throw new JsonError('JSON_TOO_LARGE', `the JSON is larger than ${limits.maxBytes} bytes`)
  const text = typeof input === 'string' ? input : decode(input)
  // Bytes that decoded are well-formed already; escapes can still spell half a character and are looked at one by one.
  if (typeof input === 'string' && !input.isWellFormed()) throw new JsonError('JSON_NOT_UTF8', 'half a character (a lone surrogate) stands in the JSON')
  inspect(text, limits)
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw syntaxError()
  }
}

/** As `parseJson`, for a text that must be an object. Throws JsonError, also JSON_NOT_AN_OBJECT. */
export function parseJsonObject(input: string | Uint8Array, limits: JsonLimits): JsonObject {
  const value = parseJson(input, limits)
  if (!isJsonObject(value)) throw new JsonError('JSON_NOT_AN_OBJECT', 'the JSON is not an object')
  return value
}

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new JsonError('JSON_NOT_UTF8', 'the JSON is not UTF-8')
  }
}

/** An object or array that is open. `name`: of the member being read; `parentName`: of the member this stands under. */
type Level = { names: Set<string> | undefined; parentName: string | undefined; name: string | undefined }

/**
 * Walks the text once, without recursion. It needs to be right only for valid JSON: whatever else it lets pass, JSON.parse
 * refuses afterwards.
 */
function inspect(text: string, { maxDepth, nul }: JsonLimits): void {
  const levels: Level[] = []
  let level: Level | undefined
  const end = text.length
  for (let at = 0; at < end; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) {
      // What is asked of the whole text here (text.includes, say) V8 may ask once for each character: then time is quadratic.
      const close = closingQuote(text, at)
      if (close < 0) throw syntaxError()
      const value = readString(text, at, close, nul === 'refused')
      if (level?.names !== undefined && isFollowedByColon(text, close + 1)) noteMember(level, value, at)
      at = close
    } else if (character === 0x7b || character === 0x5b) {
      if (levels.length >= maxDepth) throw new JsonError('JSON_TOO_DEEP', `the JSON is nested deeper than ${maxDepth} levels`, at)
      level = { names: character === 0x7b ? new Set() : undefined, parentName: level?.name, name: undefined }
      levels.push(level)
    } else if (character === 0x7d || character === 0x5d) {
      levels.pop()
      level = levels.at(-1)
    } else if (character === 0x2d || (character >= 0x30 && character <= 0x39)) {
      at = checkNumber(text, at) - 1
    }
  }
}

/** Where the string that opens here closes, or -1. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
  }
  return -1
}

function isFollowedByColon(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character !== 0x20 && character !== 0x09 && character !== 0x0a && character !== 0x0d) return character === 0x3a
  }
  return false
}

function noteMember(level: Level, name: string, at: number): void {
  if (level.names?.has(name)) throw new JsonError('JSON_DUPLICATE_MEMBER', 'a member name stands twice in one object', at)
  if (name === '__proto__' || (name === 'prototype' && level.parentName === 'constructor')) {
    throw new JsonError('JSON_FORBIDDEN_MEMBER', 'a member name is not allowed', at)
  }
  level.names?.add(name)
  level.name = name
}

/** The value of the string literal between two quotes; two spellings of one name are one name. */
function readString(text: string, open: number, close: number, refuseNul: boolean): string {
  const literal = text.slice(open, close + 1)
  // Only an escape can spell what is looked for here: JSON.parse refuses a bare U+0000.
  if (!literal.includes('\\')) return literal.slice(1, -1)
  let value: string
  try {
    value = JSON.parse(literal) as string
  } catch {
    throw syntaxError()
  }
  if (!value.isWellFormed()) throw new JsonError('JSON_NOT_UTF8', 'half a character (a lone surrogate) stands in a text', open)
  if (refuseNul && value.includes('\0')) throw new JsonError('JSON_FORBIDDEN_CHARACTER', 'a text holds U+0000', open)
  return value
}

/** Returns where the number ends. A double that overflows would be read as Infinity here and as something else elsewhere. */
function checkNumber(text: string, from: number): number {
  let at = from + 1
  while (at < text.length) {
    const character = text.charCodeAt(at)
    const belongs = (character >= 0x30 && character <= 0x39) || character === 0x2e || character === 0x65 || character === 0x45 || character === 0x2b || character === 0x2d
    if (!belongs) break
    at++
  }
  const value = Number(text.slice(from, at))
  if (Number.isNaN(value)) throw syntaxError()
  if (!Number.isFinite(value)) throw new JsonError('JSON_NUMBER', 'a number is out of range', from)
  return at
}

function syntaxError(): JsonError {
  return new JsonError('JSON_SYNTAX', 'the text is not JSON')
}
