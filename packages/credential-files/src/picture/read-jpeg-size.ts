/** In pixels. */
export type PictureSize = { width: number; height: number }

/** Markers without a length after them: TEM, RST0 to RST7 (ITU-T T.81 #B.1.1.3). */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
/** SOF0 to SOF15, of which C4, C8 and CC are none. */
const beginsFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/**
 * The size of a JPEG, from the one frame header it has (ITU-T T.81 #B.2.2), when its segments lead from SOI over a scan to an EOI that ends
 * the file. Undefined otherwise, and when the height is left to be told later (DNL).
 */
export function readJpegSize(octets: Uint8Array): PictureSize | undefined {
  const jpeg = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  let size: PictureSize | undefined
  let hasPicture = false
  for (let at = 2; at + 2 <= jpeg.length;) {
    if (jpeg[at] !== 0xff) return undefined
    const marker = jpeg[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1 // fill
      continue
    }
    if (marker === 0xd9) return hasPicture && at + 2 === jpeg.length ? size : undefined
    if (standsAlone(marker)) {
      at += 2
      continue
    }
    if (at + 4 > jpeg.length) return undefined
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end < at + 4 || end > jpeg.length) return undefined
    if (beginsFrame(marker)) {
      if (size !== undefined || end < at + 9) return undefined
      size = { height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7) }
    }
    at = end
    if (marker === 0xda) {
      hasPicture = true
      at = endOfScan(jpeg, end)
    }
  }
  return undefined
}

/** Where the coded data that begin here end: at a marker that is no restart and no stuffed FF. */
function endOfScan(jpeg: Buffer, start: number): number {
  for (let at = jpeg.indexOf(0xff, start); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !standsAlone(next)) return at
  }
  return jpeg.length
}
