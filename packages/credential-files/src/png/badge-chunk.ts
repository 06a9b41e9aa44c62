/** The chunk of a PNG in which a badge keeps its credential. */
import { FileError } from '../file-error.ts'
import { readUtf8 } from '../read-utf8.ts'
import { writePngChunk, type PngChunk } from './png-chunks.ts'

/** Open Badges 3.0 #png-baking. */
const keyword = 'openbadgecredential'
/** Open Badges 2.0 Baking 1.0 #pngs; its predecessor kept a web address there, in a tEXt chunk. */
const olderKeyword = 'openbadges'

/** Which generation of badge a chunk holds the data of; undefined for a chunk that has nothing to do with badges. */
export function badgeOf({ type, data }: PngChunk): 'open_badges_3' | 'open_badges_2' | undefined {
  if (type !== 'iTXt' && type !== 'tEXt' && type !== 'zTXt') return undefined
  const word = data.toString('latin1', 0, Math.min(Math.max(data.subarray(0, 80).indexOf(0), 0), 79))
  return word === keyword ? 'open_badges_3' : word === olderKeyword ? 'open_badges_2' : undefined
}

/**
 * The text of a chunk that `badgeOf` calls `open_badges_3` (PNG third edition #11iTXt): keyword, NUL, compression flag and method, language, NUL,
 * translated keyword, NUL, text. Language and translation mean nothing to a badge.
 *
 * @throws FileError CREDENTIAL_COMPRESSED, CREDENTIAL_MALFORMED (not an iTXt chunk, cut off), FILE_NOT_UTF8
 */
export function readBadgeChunk({ type, data }: PngChunk): string {
  const flag = data[keyword.length + 1]
  // Nothing is ever inflated: a chunk of a kilobyte may say that it becomes a gigabyte.
  if (type === 'zTXt' || (type === 'iTXt' && flag === 1)) throw new FileError('CREDENTIAL_COMPRESSED', 'a credential in a PNG must not be compressed (Open Badges 3.0 #png-baking)')
  const endOfLanguage = data.indexOf(0, keyword.length + 3)
  const endOfTranslation = endOfLanguage === -1 ? -1 : data.indexOf(0, endOfLanguage + 1)
  if (type !== 'iTXt' || flag !== 0 || endOfTranslation === -1) throw new FileError('CREDENTIAL_MALFORMED', 'a credential in a PNG stands in an iTXt chunk (Open Badges 3.0 #png-baking)')
  return readUtf8(data.subarray(endOfTranslation + 1))
}

/** The chunk with this credential in it, not compressed. */
export function writeBadgeChunk(credential: string): Buffer {
  return writePngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(credential, 'utf8')]))
}
