import { FileError } from '../file-error.ts'
import { badgeOf, readBadgeChunk } from './badge-chunk.ts'
import { readPngChunks } from './png-chunks.ts'

/**
 * The credential that stands in a picture (Open Badges 3.0 #png-extracting), as the text that was put in. Where there are two, which must not
 * be, the specification takes the first; here neither is taken, so that nobody is shown one and told about the other.
 *
 * @throws FileError as `readPngChunks` and `readBadgeChunk`; CREDENTIAL_MISSING, CREDENTIAL_TWICE, OPEN_BADGES_2
 */
export function readBakedPng(png: Uint8Array): string {
  const chunks = readPngChunks(png)
  const [found, second] = chunks.filter((chunk) => badgeOf(chunk) === 'open_badges_3')
  if (second !== undefined) throw new FileError('CREDENTIAL_TWICE', 'two credentials stand in the picture')
  if (found !== undefined) return readBadgeChunk(found)
  if (chunks.some((chunk) => badgeOf(chunk) === 'open_badges_2')) throw new FileError('OPEN_BADGES_2', 'the picture is a badge of Open Badges 2.0')
  throw new FileError('CREDENTIAL_MISSING', 'no credential stands in the picture')
}
