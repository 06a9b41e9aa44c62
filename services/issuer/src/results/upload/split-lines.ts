import { ResultError } from '../errors.ts'
import { mostLineBytes } from './batch-line.ts'

const LINE_FEED = 0x0a

/**
 * The lines of a stream of octets, without their line feeds. Holds one line at most.
 * Throws ResultError BATCH_LINE_TOO_LONG.
 */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    let bytes: Buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    if (rest.length > 0) bytes = Buffer.concat([rest, bytes])
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED, start); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      yield checked(bytes.subarray(start, end))
      start = end + 1
    }
    rest = checked(bytes.subarray(start))
  }
  if (rest.length > 0) yield rest
}

function checked(line: Buffer): Buffer {
  if (line.length > mostLineBytes) throw new ResultError('BATCH_LINE_TOO_LONG', `A line is longer than ${mostLineBytes} bytes. Put each result on a line of its own.`)
  return line
}
