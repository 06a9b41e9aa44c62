import { crc32 } from 'node:zlib'
import type { ImageSize } from './read-image.ts'

/**
 * The size of a PNG (PNG third edition #11IHDR), when the file is a whole row of chunks with right checksums, from IHDR over picture data to
 * an IEND that ends it. Undefined otherwise.
 */
export function readPngSize(octets: Uint8Array): ImageSize | undefined {
  const png = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  let size: ImageSize | undefined
  let hasPicture = false
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at)
    const end = at + 12 + length
    if (end > png.length || crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) return undefined
    const type = png.toString('latin1', at + 4, at + 8)
    if ((type === 'IHDR') !== (at === 8)) return undefined
    if (type === 'IHDR' && length === 13) size = { width: png.readUInt32BE(at + 8), height: png.readUInt32BE(at + 12) }
    if (type === 'IDAT') hasPicture = true
    if (type === 'IEND') return hasPicture && end === png.length ? size : undefined
    at = end
  }
  return undefined
}
