/** Images as institutions send them, made from nothing. */
import { crc32, deflateSync } from 'node:zlib'

/** A PNG of one grey, with `text` in a comment. Its data are small, however large it says that it is. */
export function makePng({ width = 8, height = 8, text }: { width?: number; height?: number; text?: string } = {}): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8) // eight bits, greyscale
  const rows = Buffer.alloc(Math.min(height, 64) * (Math.min(width, 64) + 1))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header),
    ...(text === undefined ? [] : [chunk('tEXt', Buffer.from(`Comment\0${text}`, 'latin1'))]),
    chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** A JPEG as far as its segments go: SOI, APP0, SOF0, a scan with stuffing and a restart, EOI. */
export function makeJpeg({ width = 8, height = 8 }: { width?: number; height?: number } = {}): Buffer {
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex')
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), frame, Buffer.from('ffda0008010100003f0012ff00ffd034ffd9', 'hex')])
}
