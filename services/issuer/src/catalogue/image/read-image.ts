import { readJpegSize } from '@eduwallet/credential-files'
import { readPngSize } from './read-png-size.ts'

export type ImageType = 'image/png' | 'image/jpeg'
export type ImageSize = { width: number; height: number }

/** Octets of an image at most. */
export const mostImageOctets = 524_288
/** Pixels along a side at most: 16 million in all, which any phone can show. */
export const mostImagePixels = 4096

/** What keeps an image out. */
export type ImageFault = 'svg' | 'other_type' | 'damaged' | 'too_many_pixels'

/**
 * Tells what the octets are, by themselves and not by what was said of them, and how large the picture is, from its header: nothing is
 * decoded, so a picture of 50,000 by 50,000 pixels costs nobody any memory. The file must be whole and end where the picture ends, so
 * that nothing else hides behind it. SVG is a document with links and scripts, not a picture, and is not taken.
 */
export function readImage(octets: Uint8Array): { ok: true; type: ImageType; size: ImageSize } | { ok: false; fault: ImageFault } {
  const type = typeOf(octets)
  if (type === undefined) return { ok: false, fault: looksLikeSvg(octets) ? 'svg' : 'other_type' }
  const size = type === 'image/png' ? readPngSize(octets) : readJpegSize(octets)
  if (size === undefined || size.width === 0 || size.height === 0) return { ok: false, fault: 'damaged' }
  if (size.width > mostImagePixels || size.height > mostImagePixels) return { ok: false, fault: 'too_many_pixels' }
  return { ok: true, type, size }
}

function typeOf(octets: Uint8Array): ImageType | undefined {
  const start = Buffer.from(octets.subarray(0, 8)).toString('hex')
  if (start === '89504e470d0a1a0a') return 'image/png'
  return start.startsWith('ffd8ff') ? 'image/jpeg' : undefined
}

function looksLikeSvg(octets: Uint8Array): boolean {
  return /<svg[\s>]/i.test(Buffer.from(octets.subarray(0, 4096)).toString('latin1'))
}
