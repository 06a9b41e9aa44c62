/** What a PDF is made of (ISO 32000-1 #7.3), as far as it is needed to find attached files. */

export class PdfName {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A pointer to an object by its number. Generations are not told apart: the newest section of the file says which object a number is. */
export class PdfReference {
  readonly number: number
  constructor(number: number) {
    this.number = number
  }
}

export type PdfDictionary = ReadonlyMap<string, PdfValue>

/** A dictionary with octets, as they stand in the file. */
export class PdfStream {
  readonly dictionary: PdfDictionary
  readonly raw: Buffer
  constructor(dictionary: PdfDictionary, raw: Buffer) {
    this.dictionary = dictionary
    this.raw = raw
  }
}

/** A Buffer is a string: octets, of any encoding. */
export type PdfValue = null | boolean | number | Buffer | PdfName | PdfReference | PdfStream | readonly PdfValue[] | PdfDictionary
