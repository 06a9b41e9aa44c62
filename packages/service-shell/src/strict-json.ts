/**
 * JSON bodies, read so that no two readers can understand them differently (RFC 8259 #section-4 leaves duplicate names open):
 * duplicate member names, unpaired surrogates, U+0000, numbers beyond double range, names that reach an object's prototype and
 * deep nesting are refused. One pass over the text, before anything is built from it.
 */

/** Why a body is not acceptable JSON. The message names the kind of fault and a position, never content. */
export class JsonBodyError extends Error {
  readonly code = 'JSON_BODY' as const
  constructor(message: string) {
    super(message)
    this.name = 'JsonBodyError'
  }
}

/** Deeper than any message of the protocols we speak; the deepest (a DCQL query) has 9 levels. */
const MAX_DEPTH = 40

type Container = { names: Set<string> | undefined; name: string | undefined }

/**
 * Reads a JSON body.
 * @param bytes the body; must be UTF-8 without byte order mark
 * @throws JsonBodyError
 */
export function readJsonBody(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new JsonBodyError('the body is not UTF-8')
  }
  checkStructure(text)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new JsonBodyError('the body is not JSON')
  }
}

/** Text that is not JSON may pass here; JSON.parse refuses it afterwards. */
function checkStructure(text: string): void {
  const open: Container[] = []
  const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === 0x22) { // "
      const end = endOfString(text, at)
      readString(text, at, end, open.at(-1))
      at = end
    } else if (character === 0x7b || character === 0x5b) { // { [
      if (open.length === MAX_DEPTH) throw new JsonBodyError(`the body is nested deeper than ${MAX_DEPTH} levels`)
      open.push({ names: character === 0x7b ? new Set() : undefined, name: undefined })
    } else if (character === 0x7d || character === 0x5d) { // } ]
      open.pop()
    } else if (character === 0x2d || (character >= 0x30 && character <= 0x39)) { // - 0-9
      number.lastIndex = at
      const digits = number.exec(text)?.[0]
      if (digits === undefined) throw new JsonBodyError('the body is not JSON')
      if (!Number.isFinite(Number(digits))) throw new JsonBodyError(`the number at position ${at} is too large`)
      at += digits.length - 1
    }
  }

  function readString(source: string, start: number, end: number, container: Container | undefined): void {
    const token = source.slice(start, end + 1)
    const value = token.includes('\\') ? unescape(token) : token.slice(1, -1)
    if (!value.isWellFormed() || value.includes('\0')) throw new JsonBodyError(`the text at position ${start} holds a character that is not allowed`)
    if (container?.names === undefined || !isFollowedByColon(source, end + 1)) return
    if (container.names.has(value)) throw new JsonBodyError(`a member name stands twice at position ${start}`)
    const parent = open.at(-2)
    if (value === '__proto__' || (value === 'prototype' && parent?.name === 'constructor')) throw new JsonBodyError(`a member name at position ${start} is not allowed`)
    container.names.add(value)
    container.name = value
  }
}

function isFollowedByColon(text: string, start: number): boolean {
  let at = start
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1
  return text.charAt(at) === ':'
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === 0x5c) at += 1
    else if (character === 0x22) return at
  }
  throw new JsonBodyError('the body is not JSON')
}

function unescape(token: string): string {
  try {
    return JSON.parse(token) as string
  } catch {
    throw new JsonBodyError('the body is not JSON')
  }
}
