import { isJsonObject, JsonError, parseJson } from '@eduwallet/strict-json'
import { ResultError } from '../errors.ts'
import type { Reason } from '../types.ts'
import { mostLineBytes, type BatchLine } from './batch-line.ts'
import { splitLines } from './split-lines.ts'

/** Deeper than any row that can be read. */
const mostDepth = 32

/**
 * Rows of NDJSON: an object on each line, empty lines left out. A line that cannot be read is a row that is rejected; but when it is the
 * first, what was sent is something else altogether.
 * Throws ResultError BATCH_UNREADABLE, BATCH_LINE_TOO_LONG.
 */
export async function* readNdjson(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<BatchLine> {
  let line = 0
  let first = true
  for await (const content of splitLines(pieces)) {
    line += 1
    if (isEmpty(content)) continue
    const read = readLine(content)
    if (first && 'unreadable' in read) {
      throw new ResultError('BATCH_UNREADABLE', `The first line is not a JSON object in UTF-8 (${read.fault}). Send one result on each line, {"reference": …}, without brackets around them all and without a byte order mark.`)
    }
    first = false
    yield { line, content, ...read }
  }
}

function readLine(content: Uint8Array): { value: unknown } | { unreadable: Reason; fault: string } {
  try {
    const value = parseJson(content, { maxDepth: mostDepth, maxBytes: mostLineBytes, nul: 'refused' })
    return isJsonObject(value) ? { value } : notJson('it is something else')
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    return notJson(error.message)
  }
}

function notJson(fault: string): { unreadable: Reason; fault: string } {
  return {
    fault,
    unreadable: { field: '', code: 'NOT_JSON', severity: 'error', message: { nl: 'Deze regel is geen JSON-object in UTF-8. Stuur op elke regel één resultaat.', en: 'This line is not a JSON object in UTF-8. Send one result on each line.' } },
  }
}

function isEmpty(line: Uint8Array): boolean {
  return line.every((octet) => octet === 0x20 || octet === 0x09 || octet === 0x0d)
}
