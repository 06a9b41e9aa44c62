import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { ResultError } from '../errors.ts'
import type { Reason } from '../types.ts'
import { mostLineBytes, type BatchLine } from './batch-line.ts'
import { readHeader, rowOf, type CsvHeader } from './csv-columns.ts'

type CsvRecord = { record: string[]; info: { lines: number } }

/**
 * Rows of a CSV file (RFC 4180): UTF-8, with or without byte order mark, separated by commas or semicolons, the names of the columns on the first
 * line. A row with another number of fields is rejected by itself; when quotes do not match nobody can say where the next one begins, and reading ends.
 * Throws ResultError BATCH_UNREADABLE, BATCH_LINE_TOO_LONG.
 */
export async function* readCsv(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<BatchLine> {
  const text = decode(pieces)
  const beginning = await firstLine(text)
  const delimiter = beginning.slice(0, beginning.search(/\r|\n|$/)).includes(';') ? ';' : ','
  const parser = parse({
    delimiter, info: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: mostLineBytes,
    // That counts what is in the fields: a row of nothing but separators would be held until memory ends.
    cast: (field, { index, lines }) => {
      if (index >= mostLineBytes) throw tooLong(lines)
      return field
    },
  })
  const source = Readable.from(after(beginning, text))
  // What goes wrong in the source comes out of the parser, where it is waited for.
  source.once('error', (error) => { parser.destroy(error) }).pipe(parser)
  let header: CsvHeader | undefined
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      const begins = line
      line = info.lines + 1
      if (header === undefined) {
        header = readHeader(record)
        continue
      }
      yield { line: begins, content: JSON.stringify([header.names, record]), field: header.columnOf, ...rowAt(header, record) }
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error
  } finally {
    source.destroy()
  }
  if (header === undefined) throw new ResultError('BATCH_UNREADABLE', 'There is nothing in the file. Put the names of the columns on its first line.')
}

function rowAt(header: CsvHeader, record: readonly string[]): { value: unknown } | { unreadable: Reason } {
  if (record.length === header.names.length) return { value: rowOf(header, record) }
  return { unreadable: { field: '', code: 'INCONSISTENT', severity: 'error', message: {
    nl: `Deze regel heeft ${record.length} velden; er zijn ${header.names.length} kolommen. Zet een veld met een scheidingsteken tussen aanhalingstekens.`,
    en: `This line has ${record.length} fields; there are ${header.names.length} columns. Put a field with a separator in it in quotes.`,
  } } }
}

/** The text so far that holds the first line. */
async function firstLine(text: AsyncGenerator<string>): Promise<string> {
  let beginning = ''
  for (;;) {
    const next = await text.next()
    if (next.done === true) return beginning
    beginning += next.value
    if (/[\r\n]/.test(beginning)) return beginning
    if (beginning.length > mostLineBytes) throw tooLong(1)
  }
}

async function* after(beginning: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield beginning
  yield* text
}

async function* decode(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const decoded = (piece?: Uint8Array): string => {
    let text
    try {
      text = piece === undefined ? utf8.decode() : utf8.decode(piece, { stream: true })
    } catch {
      throw new ResultError('BATCH_UNREADABLE', 'The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.')
    }
    if (text.includes('\0')) throw new ResultError('BATCH_UNREADABLE', 'There is a NUL character in the file, so it is not plain text. Save it as “CSV UTF-8” and send it again.')
    return text
  }
  for await (const piece of pieces) yield decoded(piece)
  yield decoded()
}

/** Rows that were read and not yet taken are lost with the error: sent again, the file goes on where the record ends. */
function unreadable({ code, lines }: CsvError & { lines?: unknown }): ResultError {
  const line = typeof lines === 'number' ? lines : 1
  if (code === 'CSV_MAX_RECORD_SIZE') return tooLong(line)
  return new ResultError('BATCH_UNREADABLE', `The quotes do not match on line ${line}. Put a field with a quote in it in quotes, write the quote twice, and send the file again.`)
}

function tooLong(line: number): ResultError {
  return new ResultError('BATCH_LINE_TOO_LONG', `The row at line ${line} is longer than ${mostLineBytes} bytes. Is there a quote that is not closed?`)
}
