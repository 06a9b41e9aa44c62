import { deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { makeJpeg, makePng } from '../../../../test/institution/images.ts'
import { jwt } from '../fixtures/pictures.ts'
import { bakePng } from '../png/bake-png.ts'
import { pngSignature, writePngChunk } from '../png/png-chunks.ts'
import { takeCredentialOut } from '../take-credential-out.ts'
import { pictureAsPng } from './picture-as-png.ts'

/** A photograph of eight by eight pixels, all of one red. */
const redJpeg = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwChRRRXKe8f/9k=', 'base64')

function coloured(width: number, height: number, colour: number): Buffer {
  const png = new PNG({ width, height })
  for (let at = 0; at < png.data.length; at += 4) png.data.writeUInt32BE(colour, at)
  return PNG.sync.write(png)
}
const header = (width: number, height: number, depth: number, colour: number): Buffer => {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, colour, 0, 0, 0])
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  return writePngChunk('IHDR', data)
}
const png = (...chunks: Buffer[]): Buffer => Buffer.concat([pngSignature, ...chunks, writePngChunk('IEND', Buffer.alloc(0))])

describe('a picture of an institution', () => {
  it('becomes a PNG that fits, in its own proportions and colours, and is never made larger', async () => {
    for (const [width, height, side, size] of [[600, 300, 200, [200, 100]], [300, 600, 200, [100, 200]], [30, 20, 200, [30, 20]], [4096, 8, 100, [100, 1]]] as const) {
      const drawn = PNG.sync.read((await pictureAsPng(coloured(width, height, 0x33_66_99_ff), side))!)
      expect([drawn.width, drawn.height]).toEqual(size)
      expect(drawn.data.readUInt32BE(0)).toBe(0x33_66_99_ff)
    }
  })

  it('may be a JPEG, and can then hold a credential', async () => {
    const drawn = (await pictureAsPng(redJpeg, 640))!
    const pixels = PNG.sync.read(drawn)
    expect([pixels.width, pixels.height]).toEqual([8, 8])
    const [red = 0, green = 0, blue = 0, opacity] = pixels.data
    expect([red > 200, green < 60, blue < 60, opacity]).toEqual([true, true, true, 255])
    expect(takeCredentialOut(bakePng(drawn, jwt)).credential).toBe(jwt)
  })

  it('keeps what can be seen through it', async () => {
    expect(PNG.sync.read((await pictureAsPng(coloured(4, 4, 0xff_00_00_80), 4))!).data[3]).toBe(0x80)
  })

  it('WEB-07: with more than 4,096 pixels along a side is not decoded', async () => {
    for (const picture of [coloured(4097, 1, 0xff_ff_ff_ff), coloured(1, 4097, 0xff_ff_ff_ff), makePng({ height: 50_000, width: 50_000 }), makeJpeg({ width: 4097 }), makeJpeg({ height: 50_000 })]) expect(await pictureAsPng(picture, 100)).toBeUndefined()
  })

  it('whose pixels are damaged, or of a kind that there is not, is none: nothing throws, now or later', async () => {
    const broken = [
      png(header(10, 10, 8, 6), writePngChunk('IDAT', Buffer.from('garbage'))), png(header(10, 10, 8, 6), writePngChunk('IDAT', deflateSync(Buffer.alloc(410, 9)))),
      png(header(10, 10, 77, 6), writePngChunk('IDAT', deflateSync(Buffer.alloc(410)))), png(header(10, 10, 8, 9), writePngChunk('IDAT', deflateSync(Buffer.alloc(410)))),
      png(header(10, 10, 8, 3), writePngChunk('IDAT', deflateSync(Buffer.alloc(110, 1)))), makeJpeg(), coloured(2, 2, 0), Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.from('<svg/>'), Buffer.from([0xff, 0xd8]), pngSignature,
    ]
    for (const [at, picture] of broken.entries()) expect(await pictureAsPng(picture, 100), String(at)).toBeUndefined()
    expect(await pictureAsPng(coloured(2, 2, 0xff_ff_ff_ff), 2)).toBeDefined()
  })

  it('WEB-08: whose data become more than its pixels costs no more than its pixels', async () => {
    const bomb = png(header(10, 10, 8, 6), writePngChunk('IDAT', deflateSync(Buffer.alloc(100_000_000))))
    await pictureAsPng(coloured(10, 10, 1), 10)
    const before = process.memoryUsage.rss()
    await pictureAsPng(bomb, 10)
    expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000)
    let done: Promise<unknown> = Promise.resolve()
    expect(cpuMilliseconds(() => { done = pictureAsPng(bomb, 10) })).toBeLessThan(500)
    await done
  })
})
