/** Where the objects of a PDF are (ISO 32000-1 #7.5.4 to #7.5.8): tables, streams, both in one file, and what later savings added. */
import { FileError } from '../../file-error.ts'
import { inflateWithin } from './inflate-stream.ts'
import { pdfLimits } from './pdf-limits.ts'
import { PdfStream, type PdfDictionary, type PdfValue } from './pdf-value.ts'
import { damagedPdf, ValueReader, type Budget } from './read-value.ts'

/** An object stands at a place in the file, or it is one of those in a stream of objects; `free` is none. */
export type Whereabouts = { kind: 'at'; place: number } | { kind: 'in'; stream: number; index: number } | { kind: 'free' }
/** `trailer` is that of the newest section. */
export type CrossReferences = { objects: ReadonlyMap<number, Whereabouts>; trailer: PdfDictionary }

/** Reads the object that stands at a place; its stream, if it has one, must say its length itself. */
export type ReadAt = (place: number) => PdfValue

/** @throws FileError FILE_DAMAGED, FILE_TOO_LARGE, FILE_UNSUPPORTED */
export function readCrossReferences(pdf: Buffer, budget: Budget, readAt: ReadAt): CrossReferences {
  const objects = new Map<number, Whereabouts>()
  // The newest section comes first, and what it says of a number holds.
  const put = (number: number, where: Whereabouts): void => {
    if (objects.has(number)) return
    if (objects.size === pdfLimits.objects) throw new FileError('FILE_TOO_LARGE', `a PDF has at most ${pdfLimits.objects} objects`)
    objects.set(number, where)
  }
  const waiting = [newestSection(pdf, budget)]
  const seen = new Set<number>()
  let trailer: PdfDictionary | undefined
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    if (seen.has(place) || seen.size === pdfLimits.sections) throw damagedPdf('its sections have no end')
    seen.add(place)
    const section = readSection(pdf, place, budget, readAt, put)
    trailer ??= section
    for (const name of ['XRefStm', 'Prev']) {
      const next = section.get(name)
      if (typeof next === 'number') waiting.push(next)
    }
  }
  return { objects, trailer: trailer ?? new Map<string, PdfValue>() }
}

function newestSection(pdf: Buffer, budget: Budget): number {
  const start = pdf.lastIndexOf('startxref')
  if (start === -1 || start < pdf.length - 2048) throw damagedPdf('it is cut off')
  return new ValueReader(pdf, start + 9, budget).integer()
}

type Put = (number: number, where: Whereabouts) => void

function readSection(pdf: Buffer, place: number, budget: Budget, readAt: ReadAt, put: Put): PdfDictionary {
  const reader = new ValueReader(pdf, place, budget)
  if (!reader.takes('xref')) return readStream(readAt(place), put, budget)
  while (!reader.takes('trailer')) {
    const first = reader.integer()
    const count = reader.integer()
    for (let number = first; number < first + count; number += 1) {
      budget.values -= 1
      if (budget.values < 0) throw new FileError('FILE_TOO_LARGE', 'the PDF lists more objects than a certificate has')
      const at = reader.integer()
      reader.integer()
      put(number, reader.takes('n') ? { kind: 'at', place: at } : { kind: 'free' })
      if (pdf[reader.at] === 0x66) reader.at += 1
    }
  }
  const trailer = reader.value()
  if (!(trailer instanceof Map)) throw damagedPdf('it has no trailer')
  return trailer as PdfDictionary
}

function readStream(value: PdfValue, put: Put, budget: Budget): PdfDictionary {
  if (!(value instanceof PdfStream)) throw damagedPdf('its list of objects is not where it should be')
  const { dictionary } = value
  const widths = numbers(dictionary.get('W'))
  const size = dictionary.get('Size')
  const index = dictionary.has('Index') ? numbers(dictionary.get('Index')) : [0, typeof size === 'number' ? size : 0]
  const [kindWidth = 0, middleWidth = 0, lastWidth = 0] = widths
  const width = kindWidth + middleWidth + lastWidth
  if (widths.length !== 3 || width === 0 || widths.some((each) => each > 6)) throw damagedPdf('its list of objects has no columns')
  const rows = inflateWithin(value, pdfLimits.objects * 18, budget)
  let at = 0
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair)
    for (let number = first; number < first + count && at + width <= rows.length; number += 1) {
      budget.values -= 1
      if (budget.values < 0) throw new FileError('FILE_TOO_LARGE', 'the PDF lists more objects than a certificate has')
      const column = (offset: number, octets: number): number => octets === 0 ? 0 : rows.readUIntBE(at + offset, octets)
      const kind = kindWidth === 0 ? 1 : column(0, kindWidth)
      const [middle, last] = [column(kindWidth, middleWidth), column(kindWidth + middleWidth, lastWidth)]
      put(number, kind === 1 ? { kind: 'at', place: middle } : kind === 2 ? { kind: 'in', stream: middle, index: last } : { kind: 'free' })
      at += width
    }
  }
  return dictionary
}

function numbers(value: PdfValue | undefined): number[] {
  const list: readonly PdfValue[] = Array.isArray(value) ? value : []
  return list.filter((each): each is number => typeof each === 'number' && Number.isInteger(each) && each >= 0)
}
