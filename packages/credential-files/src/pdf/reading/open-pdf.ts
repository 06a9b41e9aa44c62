import { FileError } from '../../file-error.ts'
import { fileLimits } from '../../file-limits.ts'
import { readCrossReferences, type CrossReferences, type Whereabouts } from './cross-references.ts'
import { inflateWithin } from './inflate-stream.ts'
import { pdfLimits } from './pdf-limits.ts'
import { PdfReference, PdfStream, type PdfDictionary, type PdfValue } from './pdf-value.ts'
import { damagedPdf, openBudget, ValueReader, type Budget } from './read-value.ts'

/** A PDF whose objects are read when they are asked for. */
export class OpenPdf {
  readonly trailer: PdfDictionary
  readonly #pdf: Buffer
  readonly #budget: Budget
  readonly #objects: CrossReferences['objects']
  readonly #read = new Map<number, PdfValue>()
  readonly #reading = new Set<number>()
  readonly #opened = new Map<number, { octets: Buffer; places: number[] }>()

  /** @throws FileError FILE_TOO_LARGE, FILE_DAMAGED, FILE_UNSUPPORTED, FILE_ENCRYPTED */
  constructor(file: Uint8Array) {
    if (file.byteLength > fileLimits.octets) throw new FileError('FILE_TOO_LARGE', `a PDF is at most ${fileLimits.octets} bytes`)
    this.#pdf = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
    this.#budget = openBudget(file.byteLength)
    if (this.#pdf.toString('latin1', 0, 5) !== '%PDF-') throw damagedPdf('it does not begin as one')
    // Before the list of objects is known no number leads anywhere, so the length of its own stream must stand in it.
    this.#objects = new Map<number, Whereabouts>()
    const { objects, trailer } = readCrossReferences(this.#pdf, this.#budget, (place) => this.#objectAt(place))
    this.#objects = objects
    this.trailer = trailer
    if (trailer.has('Encrypt')) throw new FileError('FILE_ENCRYPTED', 'the PDF is encrypted')
  }

  /** The value itself, if it was a reference; null for what is not there. */
  resolve(value: PdfValue | undefined): PdfValue {
    return value instanceof PdfReference ? this.#object(value.number) : value ?? null
  }

  /** The member of a dictionary, if it is a dictionary. */
  dictionary(value: PdfValue | undefined): PdfDictionary | undefined {
    const found = this.resolve(value)
    return found instanceof Map ? found as PdfDictionary : undefined
  }

  array(value: PdfValue | undefined): readonly PdfValue[] {
    const found = this.resolve(value)
    return Array.isArray(found) ? found as readonly PdfValue[] : []
  }

  /** The octets of a stream; together all streams may become no more than the limit. `most` is for this one alone. */
  octets(stream: PdfStream, most: number = pdfLimits.inflated): Buffer {
    return inflateWithin(stream, most, this.#budget)
  }

  #object(number: number): PdfValue {
    const known = this.#read.get(number)
    if (known !== undefined) return known
    if (this.#reading.has(number) || this.#reading.size > pdfLimits.depth) throw damagedPdf('an object leads to itself')
    this.#reading.add(number)
    const where = this.#objects.get(number)
    const value = where === undefined || where.kind === 'free' ? null : where.kind === 'at' ? this.#objectAt(where.place, number) : this.#objectIn(where.stream, where.index)
    // A reference to a reference is none that a writer makes (ISO 32000-1 #7.3.10).
    const found = value instanceof PdfReference ? null : value
    this.#reading.delete(number)
    this.#read.set(number, found)
    return found
  }

  /** `7 0 obj`, its value, and the stream behind it. */
  #objectAt(place: number, number?: number): PdfValue {
    const reader = new ValueReader(this.#pdf, place, this.#budget)
    const found = reader.integer()
    reader.integer()
    if (!reader.takes('obj') || (number !== undefined && found !== number)) throw damagedPdf('an object is not where it should be')
    const value = reader.value()
    if (!(value instanceof Map) || !reader.takes('stream')) return value
    return this.#stream(value as PdfDictionary, reader.at)
  }

  /** ISO 32000-1 #7.3.8: the line after `stream` ends, and as many octets as it says are followed by `endstream`. */
  #stream(dictionary: PdfDictionary, behindWord: number): PdfStream {
    const lineFeed = this.#pdf[behindWord] === 0x0d ? behindWord + 1 : behindWord
    if (this.#pdf[lineFeed] !== 0x0a) throw damagedPdf('a stream does not begin')
    const length = this.resolve(dictionary.get('Length'))
    const start = lineFeed + 1
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || start + length > this.#pdf.length) throw damagedPdf('a stream has no length')
    if (!new ValueReader(this.#pdf, start + length, this.#budget).takes('endstream')) throw damagedPdf('a stream does not end')
    return new PdfStream(dictionary, this.#pdf.subarray(start, start + length))
  }

  /** ISO 32000-1 #7.5.7: a stream of objects begins with their numbers and places. */
  #objectIn(stream: number, index: number): PdfValue {
    const { octets, places } = this.#opened.get(stream) ?? this.#openObjects(stream)
    const place = places[index]
    if (place === undefined || place > octets.length) throw damagedPdf('an object is not where it should be')
    return new ValueReader(octets, place, this.#budget).value()
  }

  #openObjects(number: number): { octets: Buffer; places: number[] } {
    const stream = this.#objects.get(number)?.kind === 'at' ? this.#object(number) : null
    if (!(stream instanceof PdfStream)) throw damagedPdf('objects are not where they should be')
    const [count, first] = [stream.dictionary.get('N'), stream.dictionary.get('First')]
    if (typeof count !== 'number' || typeof first !== 'number' || count > pdfLimits.objects) throw damagedPdf('objects are not where they should be')
    const octets = this.octets(stream)
    const reader = new ValueReader(octets, 0, this.#budget)
    const places: number[] = []
    for (let at = 0; at < count; at += 1) {
      reader.integer()
      places.push(first + reader.integer())
    }
    const opened = { octets, places }
    this.#opened.set(number, opened)
    return opened
  }
}
