/** What a file is, told from its bytes: never from its name, nor from the type that somebody declared (OWASP ASVS 5.2.2). */
import { FileError } from './file-error.ts'
import { fileLimits } from './file-limits.ts'
import { pngSignature } from './png/png-chunks.ts'
import { readUtf8 } from './read-utf8.ts'

/**
 * `xml` is a text that begins as a document of XML; whether it is an SVG is seen by reading it. `json` is a text that begins as a JSON
 * object. `token` is one word of the characters that a JWT or an SD-JWT is made of.
 */
export type FileKind = { kind: 'png' | 'pdf' } | { kind: 'xml' | 'json' | 'token'; text: string }

/**
 * What the bytes are. A file that is two things at once, such as a PNG with a page behind it, is the one that it begins with, and reading it as that
 * finds what does not belong. A text may have a byte order mark and white space around it; `text` comes without.
 *
 * @throws FileError FILE_TOO_LARGE, FILE_NOT_UTF8, FILE_UNKNOWN
 */
export function kindOfFile(file: Uint8Array): FileKind {
  if (file.byteLength > fileLimits.octets) throw new FileError('FILE_TOO_LARGE', `a file is at most ${fileLimits.octets} bytes`)
  const start = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, 8))
  if (start.equals(pngSignature)) return { kind: 'png' }
  if (start.toString('latin1', 0, 5) === '%PDF-') return { kind: 'pdf' }
  if (!beginsAsText(start)) throw unknown()
  const text = readUtf8(file).trim()
  if (text.startsWith('<')) return { kind: 'xml', text }
  if (text.startsWith('{')) return { kind: 'json', text }
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9._~-]*$/.test(text)) return { kind: 'token', text }
  throw unknown()
}

/** ASCII, a byte order mark, or the byte order mark of UTF-16: then what is wrong is the encoding, and not the kind of file. */
function beginsAsText(start: Buffer): boolean {
  return /^(?:[\t\n\r -~]|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/.test(start.toString('latin1'))
}

function unknown(): FileError {
  return new FileError('FILE_UNKNOWN', 'the file is no kind of file that a credential is kept in')
}
