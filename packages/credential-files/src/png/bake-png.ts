import { checkBakeable } from '../check-bakeable.ts'
import { badgeOf, writeBadgeChunk } from './badge-chunk.ts'
import { pngSignature, readPngChunks } from './png-chunks.ts'

/**
 * The picture with a credential in it (Open Badges 3.0 #png-baking): one `iTXt` chunk before the picture data. Whatever an earlier badge left in
 * the picture is replaced; all else stays as it is.
 *
 * @param png - the picture, whole
 * @param credential - a compact JWS, or the JSON text of a credential with a proof in it
 * @throws FileError as `readPngChunks`; CREDENTIAL_TOO_LARGE or CREDENTIAL_MALFORMED for anything else as a credential
 */
export function bakePng(png: Uint8Array, credential: string): Buffer {
  checkBakeable(credential)
  const [header, ...rest] = readPngChunks(png)
  const kept = rest.filter((chunk) => badgeOf(chunk) === undefined)
  return Buffer.concat([pngSignature, header?.octets ?? Buffer.alloc(0), writeBadgeChunk(credential), ...kept.map(({ octets }) => octets)])
}
