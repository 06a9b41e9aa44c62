import { inflateSync } from 'node:zlib'
import { FileError } from '../../file-error.ts'
import { pdfLimits } from './pdf-limits.ts'
import { PdfName, type PdfDictionary, type PdfStream, type PdfValue } from './pdf-value.ts'
import { damagedPdf, type Budget } from './read-value.ts'

/**
 * The octets of a stream, charged to the budget for all streams; what becomes too large is charged as if it had come out.
 *
 * @param most - octets that may come out
 * @throws FileError as `inflateStream`
 */
export function inflateWithin(stream: PdfStream, most: number, budget: Budget): Buffer {
  const limit = Math.min(most, budget.inflated)
  budget.inflated -= limit
  const octets = inflateStream(stream, limit)
  budget.inflated += limit - octets.length
  budget.looked += pdfLimits.looked * octets.length
  return octets
}

/**
 * The octets of a stream. Not packed, or packed with FlateDecode (ISO 32000-1 #7.4.4), with or without a predictor of PNG; other ways are
 * not read. What it becomes is bounded before it is inflated.
 *
 * @param most - octets that may come out
 * @throws FileError FILE_UNSUPPORTED, FILE_TOO_LARGE, FILE_DAMAGED
 */
function inflateStream({ dictionary, raw }: PdfStream, most: number): Buffer {
  const filter = only(dictionary.get('Filter') ?? dictionary.get('F'))
  if (filter === undefined) return raw.length > most ? tooLarge() : raw
  if (!(filter instanceof PdfName) || (filter.text !== 'FlateDecode' && filter.text !== 'Fl')) throw new FileError('FILE_UNSUPPORTED', 'a part of the PDF is packed in a way that is not read here')
  const parameters = only(dictionary.get('DecodeParms') ?? dictionary.get('DP'))
  return withoutPredictor(inflate(raw, most), parameters instanceof Map ? parameters : new Map())
}

/** One filter, or a list of one; undefined when there is none. A row of filters is a way to make much out of little. */
function only(value: PdfValue | undefined): PdfValue | undefined {
  if (!Array.isArray(value)) return value ?? undefined
  if (value.length > 1) throw new FileError('FILE_UNSUPPORTED', 'a part of the PDF is packed more than once')
  return (value[0] as PdfValue | undefined) ?? undefined
}

function inflate(raw: Buffer, most: number): Buffer {
  try {
    return inflateSync(raw, { maxOutputLength: Math.max(most, 1) })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return tooLarge()
    throw damagedPdf('a part cannot be unpacked')
  }
}

function tooLarge(): never {
  throw new FileError('FILE_TOO_LARGE', 'a part of the PDF becomes larger than a certificate needs')
}

/** ISO 32000-1 #7.4.4.4, of the predictors only those of PNG (10 and up), of one octet per colour: what tables of objects are written with. */
function withoutPredictor(octets: Buffer, parameters: PdfDictionary): Buffer {
  const predictor = parameters.get('Predictor') ?? 1
  if (predictor === 1) return octets
  const columns = parameters.get('Columns') ?? 1
  if (typeof predictor !== 'number' || predictor < 10 || (parameters.get('Colors') ?? 1) !== 1 || (parameters.get('BitsPerComponent') ?? 8) !== 8 || typeof columns !== 'number' || !Number.isInteger(columns) || columns < 1 || columns > 1024) {
    throw new FileError('FILE_UNSUPPORTED', 'a part of the PDF is packed in a way that is not read here')
  }
  const rows = Math.floor(octets.length / (columns + 1))
  const plain = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const kind = octets[row * (columns + 1)] ?? 0
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column
      const left = column === 0 ? 0 : plain[at - 1] ?? 0
      const up = row === 0 ? 0 : plain[at - columns] ?? 0
      const upLeft = column === 0 || row === 0 ? 0 : plain[at - columns - 1] ?? 0
      plain[at] = (octets[row * (columns + 1) + 1 + column] ?? 0) + predicted(kind, left, up, upLeft)
    }
  }
  return plain
}

/** PNG third edition #9Filters. */
function predicted(kind: number, left: number, up: number, upLeft: number): number {
  switch (kind) {
    case 0: return 0
    case 1: return left
    case 2: return up
    case 3: return (left + up) >> 1
    case 4: {
      const [toLeft, toUp] = [Math.abs(up - upLeft), Math.abs(left - upLeft)]
      const toUpLeft = Math.abs(left + up - 2 * upLeft)
      return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft
    }
    default: throw damagedPdf('a part cannot be unpacked')
  }
}
