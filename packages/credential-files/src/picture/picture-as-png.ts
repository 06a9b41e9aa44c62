import { openRenderer } from '../drawing/open-renderer.ts'
import { FileError } from '../file-error.ts'
import { fileLimits } from '../file-limits.ts'
import { pngSignature, readPngChunks } from '../png/png-chunks.ts'
import { readJpegSize, type PictureSize } from './read-jpeg-size.ts'

/** Pixels along a side of a picture that is decoded: 16 million in all, 64 MB. */
const mostPixels = 4096

/**
 * A picture of an institution, PNG or JPEG, as a PNG of our own making that is no wider and no higher than `side` pixels: to bake a credential into, or to put
 * on a page. Its size is read from its header before anything is decoded, and what decodes it runs as WebAssembly. Undefined when it cannot be
 * drawn: another kind of file, a damaged one, more than 4,096 pixels along a side, or nothing but transparency.
 */
export async function pictureAsPng(picture: Uint8Array, side: number): Promise<Buffer | undefined> {
  const found = describe(picture)
  if (found === undefined || Math.max(found.width, found.height) > mostPixels) return undefined
  const scale = Math.min(1, side / Math.max(found.width, found.height))
  const [width, height] = [found.width, found.height].map((each) => Math.max(1, Math.round(each * scale)))
  const data = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength).toString('base64')
  const Renderer = await openRenderer()
  const drawing = new Renderer(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" preserveAspectRatio="none" href="data:${found.type};base64,${data}"/></svg>`)
  const drawn = drawing.render()
  try {
    // Where the pixels cannot be decoded nothing is drawn, and nothing is said.
    return drawn.pixels.every((octet) => octet === 0) ? undefined : Buffer.from(drawn.asPng())
  } finally {
    drawn.free()
    drawing.free()
  }
}

function describe(picture: Uint8Array): (PictureSize & { type: string }) | undefined {
  if (picture.byteLength > fileLimits.octets) return undefined
  if (picture[0] === 0xff && picture[1] === 0xd8) {
    const size = readJpegSize(picture)
    return size === undefined || size.width === 0 || size.height === 0 ? undefined : { ...size, type: 'image/jpeg' }
  }
  if (!pngSignature.equals(picture.subarray(0, 8))) return undefined
  try {
    const header = readPngChunks(picture)[0]
    return header === undefined ? undefined : { width: header.data.readUInt32BE(0), height: header.data.readUInt32BE(4), type: 'image/png' }
  } catch (error) {
    if (error instanceof FileError) return undefined
    throw error
  }
}
