import { FileError } from './file-error.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text, without the byte order mark that editors put before it. @throws FileError FILE_NOT_UTF8 */
export function readUtf8(octets: Uint8Array): string {
  let text: string
  try {
    text = utf8.decode(octets)
  } catch {
    throw new FileError('FILE_NOT_UTF8', 'the text is not UTF-8')
  }
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
