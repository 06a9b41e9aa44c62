import { FileError } from '../../file-error.ts'
import { pdfLimits } from './pdf-limits.ts'
import { PdfName, PdfReference, type PdfDictionary, type PdfValue } from './pdf-value.ts'

export const damagedPdf = (message: string): FileError => new FileError('FILE_DAMAGED', `the PDF is damaged: ${message}`)

/** What may still be read: shared by all that is read of one file. */
export type Budget = { values: number; looked: number; inflated: number }

/** @param octets - of the file */
export function openBudget(octets: number): Budget {
  return { values: pdfLimits.values, looked: pdfLimits.looked * octets + 65_536, inflated: pdfLimits.inflated }
}

const white = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20])
const delimiters = new Set(Buffer.from('()<>[]{}/%'))
const lineFeed = 0x0a
const carriageReturn = 0x0d
const backslash = 0x5c
const escapes: ReadonlyMap<number, number> = new Map([['n', 10], ['r', 13], ['t', 9], ['b', 8], ['f', 12]].map(([letter, code]) => [String(letter).charCodeAt(0), Number(code)]))

/**
 * Reads values one after another (ISO 32000-1 #7.2, #7.3) from a place in octets. Values, levels and the octets that were looked at are counted: what many
 * objects share, such as a comment in which all of them begin, is paid for by each.
 */
export class ValueReader {
  readonly #octets: Buffer
  readonly #budget: Budget
  at: number

  constructor(octets: Buffer, at: number, budget: Budget) {
    this.#octets = octets
    this.#budget = budget
    this.at = at
  }

  /** The next value. @throws FileError FILE_DAMAGED, FILE_TOO_LARGE */
  value(depth = 0): PdfValue {
    if (depth > pdfLimits.depth) throw tooMuch()
    this.#count()
    this.skipWhite()
    const octets = this.#octets
    switch (String.fromCharCode(octets[this.at] ?? 0)) {
      case '/': return this.#name()
      case '(': return this.#string()
      case '[': return this.#array(depth)
      case '<': return octets[this.at + 1] === 0x3c ? this.#dictionary(depth) : this.#hexadecimal()
    }
    const word = this.word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (!/^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/.test(word)) throw damagedPdf('something that is no value')
    return this.#referenceOr(Number(word))
  }

  /** A number and nothing else. */
  integer(): number {
    this.#count()
    this.skipWhite()
    const word = this.word()
    if (!/^\d{1,15}$/.test(word)) throw damagedPdf('something that is no number')
    return Number(word)
  }

  /** Goes past this word if it stands here. */
  takes(word: string): boolean {
    this.skipWhite()
    if (this.#octets.toString('latin1', this.at, this.at + word.length) !== word) return false
    this.at += word.length
    return true
  }

  /** The characters up to white space or a delimiter. */
  word(): string {
    const start = this.at
    while (this.at < this.#octets.length && this.at - start < 64 && this.#isRegular(this.at)) this.at += 1
    return this.#octets.toString('latin1', start, this.at)
  }

  /** Past white space and comments. */
  skipWhite(): void {
    const octets = this.#octets
    const start = this.at
    for (; this.at < octets.length; this.at += 1) {
      if (octets[this.at] === 0x25) while (this.at < octets.length && octets[this.at] !== lineFeed && octets[this.at] !== carriageReturn) this.at += 1
      else if (!white.has(octets[this.at] ?? -1)) break
    }
    this.#lookedFrom(start)
  }

  #count(): void {
    this.#budget.values -= 1
    if (this.#budget.values < 0) throw tooMuch()
  }

  #lookedFrom(start: number): void {
    this.#budget.looked -= this.at - start
    if (this.#budget.looked < 0) throw tooMuch()
  }

  #isRegular(at: number): boolean {
    const octet = this.#octets[at] ?? 0
    return !white.has(octet) && !delimiters.has(octet)
  }

  /** `12 0 R` is a reference; a 12 that is not followed so is a number. */
  #referenceOr(number: number): number | PdfReference {
    const found = /^[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(this.#octets.toString('latin1', this.at, this.at + 24))
    if (found === null || !Number.isInteger(number) || number < 0) return number
    this.at += found[0].length
    return new PdfReference(number)
  }

  #name(): PdfName {
    this.at += 1
    const start = this.at
    while (this.at < this.#octets.length && this.#isRegular(this.at)) this.at += 1
    if (this.at - start > 1024) throw damagedPdf('a name without end')
    return new PdfName(this.#octets.toString('latin1', start, this.at).replaceAll(/#([0-9A-Fa-f]{2})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
  }

  #string(): Buffer {
    const octets = this.#octets
    const text: number[] = []
    const start = this.at
    let open = 1
    for (this.at += 1; this.at < octets.length; this.at += 1) {
      const octet = octets[this.at] ?? 0
      if (octet === backslash) {
        this.#escape(text)
        continue
      }
      if (octet === 0x28) open += 1
      if (octet === 0x29) open -= 1
      if (open === 0) {
        this.at += 1
        this.#lookedFrom(start)
        return Buffer.from(text)
      }
      if (text.length === pdfLimits.string) break
      text.push(octet)
    }
    throw damagedPdf('a string without end')
  }

  /** What stands behind a backslash; leaves the reader at its last octet. */
  #escape(text: number[]): void {
    this.at += 1
    const octet = this.#octets[this.at] ?? 0
    const digits = /^[0-7]{1,3}/.exec(this.#octets.toString('latin1', this.at, this.at + 3))?.[0]
    if (digits !== undefined) {
      text.push(Number.parseInt(digits, 8) & 0xff)
      this.at += digits.length - 1
    } else if (octet === carriageReturn || octet === lineFeed) {
      if (octet === carriageReturn && this.#octets[this.at + 1] === lineFeed) this.at += 1
    } else text.push(escapes.get(octet) ?? octet)
  }

  #hexadecimal(): Buffer {
    const end = this.#octets.indexOf(0x3e, this.at)
    if (end === -1) throw damagedPdf('a string without end')
    const start = this.at
    this.at = end + 1
    this.#lookedFrom(start)
    const digits = this.#octets.toString('latin1', start + 1, end).replaceAll(/[\0\t\n\f\r ]+/g, '')
    if (/[^0-9A-Fa-f]/.test(digits)) throw damagedPdf('a string that is not hexadecimal')
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
  }

  #array(depth: number): PdfValue[] {
    this.at += 1
    const values: PdfValue[] = []
    while (!this.takes(']')) values.push(this.value(depth + 1))
    return values
  }

  #dictionary(depth: number): PdfDictionary {
    this.at += 2
    const members = new Map<string, PdfValue>()
    while (!this.takes('>>')) {
      const name = this.value(depth + 1)
      if (!(name instanceof PdfName)) throw damagedPdf('a dictionary with something else than names')
      members.set(name.text, this.value(depth + 1))
    }
    return members
  }
}

function tooMuch(): FileError {
  return new FileError('FILE_TOO_LARGE', 'the PDF holds more values, or more inside each other, than a certificate has')
}
