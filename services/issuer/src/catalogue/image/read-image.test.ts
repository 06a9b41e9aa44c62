import { describe, expect, it } from 'vitest'
import { makeJpeg, makePng } from '../../../../../test/institution/images.ts'
import { readImage } from './read-image.ts'

const faultOf = (octets: Uint8Array) => {
  const read = readImage(octets)
  return read.ok ? 'none' : read.fault
}
const edit = (octets: Buffer, at: number, value: number): Buffer => {
  const changed = Buffer.from(octets)
  changed.writeUInt8(value, at)
  return changed
}

describe('an image', () => {
  it.each([['image/png', makePng], ['image/jpeg', makeJpeg]] as const)('%s is known by its octets, and its size by its header', (type, make) => {
    expect(readImage(make({ width: 300, height: 200 }))).toEqual({ ok: true, type, size: { width: 300, height: 200 } })
    expect(readImage(make({ width: 4096, height: 4096 }))).toMatchObject({ ok: true })
    expect(faultOf(make({ width: 4097 }))).toBe('too_many_pixels')
    expect(faultOf(make({ height: 4097 }))).toBe('too_many_pixels')
    expect(faultOf(make({ width: 0 }))).toBe('damaged')
    expect(faultOf(make({ height: 0 }))).toBe('damaged')
  })

  it('WEB-07: 50,000 by 50,000 pixels in two kilobytes are refused by the header', () => {
    const bomb = makePng({ width: 50_000, height: 50_000 })
    expect(bomb.length).toBeLessThan(2048)
    expect(faultOf(bomb)).toBe('too_many_pixels')
    expect(faultOf(makeJpeg({ width: 50_000, height: 50_000 }))).toBe('too_many_pixels')
  })

  it.each([['PNG', makePng()], ['JPEG', makeJpeg()]])('a %s that is cut off anywhere, or has something behind it, is damaged', (_name, whole) => {
    for (let length = 8; length < whole.length; length += 1) expect(faultOf(whole.subarray(0, length)), `${length} octets`).toBe('damaged')
    expect(faultOf(Buffer.concat([whole, Buffer.from('<script>alert(1)</script>')]))).toBe('damaged')
    expect(faultOf(Buffer.concat([whole, whole]))).toBe('damaged')
    expect(faultOf(whole)).toBe('none')
  })

  it('a PNG with a wrong checksum, a second header, none, or no picture is damaged', () => {
    const png = makePng({ text: 'x' })
    expect(faultOf(edit(png, png.indexOf('x', png.indexOf('Comment')), 0x79))).toBe('damaged')
    expect(faultOf(Buffer.concat([png.subarray(0, 33), png.subarray(8)]))).toBe('damaged')
    expect(faultOf(Buffer.concat([png.subarray(0, 8), png.subarray(33)]))).toBe('damaged')
    expect(faultOf(Buffer.concat([png.subarray(0, 33), png.subarray(-12)]))).toBe('damaged')
  })

  it('a JPEG with two frames, or none, is damaged', () => {
    const jpeg = makeJpeg()
    const frame = jpeg.subarray(20, 33)
    expect(faultOf(Buffer.concat([jpeg.subarray(0, 33), frame, jpeg.subarray(33)]))).toBe('damaged')
    expect(faultOf(Buffer.concat([jpeg.subarray(0, 20), jpeg.subarray(33)]))).toBe('damaged')
  })

  it('WEB-03: an SVG is no picture, whatever comes first', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg onload="alert(1)">', '\uFEFF <SVG>']) expect(faultOf(Buffer.from(text))).toBe('svg')
    for (const text of ['', 'GIF89a', '<html>', '{"svg":1}', 'RIFF....WEBP']) expect(faultOf(Buffer.from(text))).toBe('other_type')
  })

  it.each([['PNG', makePng({ text: 'words' })], ['JPEG', makeJpeg()]])('whatever stands at any place of a %s, it is read or refused', (_name, whole) => {
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0x00, 0x01, 0x7f, 0x80, 0xc0, 0xd9, 0xda, 0xff]) {
        const read = readImage(edit(whole, at, value))
        if (read.ok) expect(Math.max(read.size.width, read.size.height)).toBeLessThanOrEqual(4096)
      }
    }
  })
})
