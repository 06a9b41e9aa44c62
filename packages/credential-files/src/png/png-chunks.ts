/** A PNG as its row of chunks (PNG third edition #5DataRep): no pixel is decoded, nothing is decompressed, nothing is copied. */
import { crc32 } from 'node:zlib'
import { FileError } from '../file-error.ts'
import { fileLimits } from '../file-limits.ts'

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** `octets` is the whole chunk, `data` what stands in it; both are views of the file. */
export type PngChunk = { type: string; data: Buffer; octets: Buffer }

const damaged = (message: string): FileError => new FileError('FILE_DAMAGED', message)

/**
 * The chunks, from IHDR to an IEND with which the file ends. The size of the picture is looked at before anything else (#11IHDR), so that a
 * picture of 50,000 by 50,000 pixels is refused by its first 33 bytes.
 *
 * @throws FileError FILE_TOO_LARGE (bytes, pixels, chunks), FILE_DAMAGED (cut off, a wrong checksum, chunks out of order, something behind the picture)
 */
export function readPngChunks(file: Uint8Array): PngChunk[] {
  if (file.byteLength > fileLimits.octets) throw new FileError('FILE_TOO_LARGE', `a PNG is at most ${fileLimits.octets} bytes`)
  const png = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (!png.subarray(0, 8).equals(pngSignature)) throw damaged('the file does not begin as a PNG')
  checkHeader(png)
  const chunks: PngChunk[] = []
  for (let at = 8; ;) {
    if (chunks.length === fileLimits.pngChunks) throw new FileError('FILE_TOO_LARGE', `a PNG has at most ${fileLimits.pngChunks} chunks`)
    const chunk = readChunk(png, at)
    if ((chunk.type === 'IHDR') !== (at === 8)) throw damaged('the PNG has more than one header')
    chunks.push(chunk)
    at += chunk.octets.length
    if (chunk.type === 'IEND') {
      if (at !== png.length) throw damaged('the file goes on behind its picture')
      if (!chunks.some(({ type }) => type === 'IDAT')) throw damaged('there is no picture in the PNG')
      return chunks
    }
  }
}

/** One chunk, ready to stand in a PNG. `type` is four letters of ASCII. */
export function writePngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(data.byteLength + 12)
  chunk.writeUInt32BE(data.byteLength, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(data, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), data.byteLength + 8)
  return chunk
}

function readChunk(png: Buffer, at: number): PngChunk {
  if (at + 12 > png.length) throw damaged('the PNG is cut off')
  const end = at + 12 + png.readUInt32BE(at)
  if (end > png.length) throw damaged('the PNG is cut off')
  const type = png.toString('latin1', at + 4, at + 8)
  if (!/^[A-Za-z]{4}$/.test(type)) throw damaged('a chunk of the PNG has no name')
  if (crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) throw damaged('a chunk of the PNG has a wrong checksum')
  return { type, data: png.subarray(at + 8, end - 4), octets: png.subarray(at, end) }
}

function checkHeader(png: Buffer): void {
  if (png.length < 33 || png.readUInt32BE(8) !== 13 || png.toString('latin1', 12, 16) !== 'IHDR') throw damaged('the PNG has no header')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  if (width === 0 || height === 0) throw damaged('the picture has no size')
  if (width > fileLimits.pngSide || height > fileLimits.pngSide) throw new FileError('FILE_TOO_LARGE', `a picture is at most ${fileLimits.pngSide} pixels wide and high`)
}
