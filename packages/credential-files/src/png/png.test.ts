import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import extractChunks from 'png-chunks-extract'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { fileLimits } from '../file-limits.ts'
import { bakedChunk, json, jwt, sdJwt, smallPng, withChunks } from '../fixtures/pictures.ts'
import { refusalOf as refused } from '../fixtures/refusal-of.ts'
import { bakePng } from './bake-png.ts'
import { pngSignature, writePngChunk } from './png-chunks.ts'
import { readBakedPng } from './read-baked-png.ts'

const header = (width: number, height: number): Buffer => {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0])
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  return writePngChunk('IHDR', data)
}

describe('a credential in a PNG', () => {
  it.each([['a compact JWS', jwt], ['JSON with a proof', json]])('comes out as it went in (%s)', (_form, credential) => {
    expect(readBakedPng(bakePng(smallPng(), credential))).toBe(credential)
  })

  it('whatever JSON it is', () => {
    fc.assert(fc.property(fc.dictionary(fc.string().map((name) => `x${name}`), fc.string({ unit: 'grapheme' })), (object) => {
      const credential = JSON.stringify({ ...object, type: 'x' })
      expect(readBakedPng(bakePng(smallPng(), credential))).toBe(credential)
    }))
  })

  it('is one iTXt chunk, not compressed, keyword openbadgecredential, for another reader; and the picture is the same', () => {
    const baked = bakePng(smallPng(), jwt)
    const found = extractChunks(baked).filter(({ name }) => name === 'iTXt')
    expect(found.map(({ data }) => Buffer.from(data).toString('latin1'))).toEqual([`openbadgecredential\0\0\0\0\0${jwt}`])
    expect(PNG.sync.read(baked).data.equals(PNG.sync.read(smallPng()).data)).toBe(true)
  })

  it('replaces what an earlier badge left, of either generation, and nothing else', () => {
    const before = withChunks(smallPng(), ['tEXt', 'Comment\0kept'], ['iTXt', 'openbadges\0\0\0\0\0{}'], ['tEXt', 'openbadges\0https://old.example/1'], bakedChunk(json), bakedChunk(json))
    const baked = bakePng(before, jwt)
    expect(readBakedPng(baked)).toBe(jwt)
    expect(baked.equals(bakePng(withChunks(smallPng(), ['tEXt', 'Comment\0kept']), jwt))).toBe(true)
    expect(baked.includes('kept')).toBe(true)
  })

  it('is a compact JWS or a JSON object, and nothing else (CREDENTIAL_MALFORMED)', () => {
    for (const credential of ['', 'x', 'a.b.c', sdJwt, '[]', '{"a":1', '{"a":1,"a":2}', ` ${jwt}`, `${jwt}\0`]) expect(refused(() => bakePng(smallPng(), credential)), credential).toBe('CREDENTIAL_MALFORMED')
    expect(refused(() => bakePng(smallPng(), `{"a":"${'x'.repeat(fileLimits.credentialOctets)}"}`))).toBe('CREDENTIAL_TOO_LARGE')
  })

  it('may have a language and a translated keyword, which mean nothing', () => {
    expect(readBakedPng(withChunks(smallPng(), ['iTXt', `openbadgecredential\0\0\0nl\0badge\0${jwt}`]))).toBe(jwt)
  })
})

describe('a PNG from elsewhere', () => {
  it('WEB-07: 50,000 by 50,000 pixels in two kilobytes are refused by the header, before anything else of the file is looked at (FILE_TOO_LARGE)', () => {
    const flood = Buffer.concat([pngSignature, header(50_000, 50_000), writePngChunk('IDAT', deflateSync(Buffer.alloc(1000)))])
    expect(flood.length).toBeLessThan(2048)
    for (const file of [flood, flood.subarray(0, 33)]) {
      expect(refused(() => readBakedPng(file))).toBe('FILE_TOO_LARGE')
      expect(refused(() => bakePng(file, jwt))).toBe('FILE_TOO_LARGE')
    }
  })

  it('WEB-08: a compressed credential is refused, and nothing is inflated (CREDENTIAL_COMPRESSED)', () => {
    const bomb = deflateSync(Buffer.alloc(96 * 1024 * 1024, '{'), { level: 9 })
    const files = [withChunks(smallPng(), bakedChunk(bomb, 1)), withChunks(smallPng(), ['zTXt', Buffer.concat([Buffer.from('openbadgecredential\0\0'), bomb])])]
    const before = process.memoryUsage()
    for (const file of files) for (let times = 0; times < 20; times += 1) expect(refused(() => readBakedPng(file))).toBe('CREDENTIAL_COMPRESSED')
    const after = process.memoryUsage()
    expect(after.rss - before.rss).toBeLessThan(32 * 1024 * 1024)
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * 1024 * 1024)
  })

  it('WEB-09: two credentials are refused; the second is never taken silently, nor the first (CREDENTIAL_TWICE)', () => {
    expect(refused(() => readBakedPng(withChunks(smallPng(), bakedChunk(jwt), bakedChunk(json))))).toBe('CREDENTIAL_TWICE')
    expect(refused(() => readBakedPng(withChunks(smallPng(), bakedChunk(jwt), ['tEXt', `openbadgecredential\0${jwt}`])))).toBe('CREDENTIAL_TWICE')
  })

  it('a badge of Open Badges 2.0 is called so (OPEN_BADGES_2), unless it is also one of 3.0', () => {
    for (const chunk of [['iTXt', 'openbadges\0\0\0\0\0{"@context":"https://w3id.org/openbadges/v2"}'], ['tEXt', 'openbadges\0https://old.example/1'], ['zTXt', 'openbadges\0\0x']] as [string, string][]) {
      expect(refused(() => readBakedPng(withChunks(smallPng(), chunk)))).toBe('OPEN_BADGES_2')
      expect(readBakedPng(withChunks(smallPng(), chunk, bakedChunk(jwt)))).toBe(jwt)
    }
  })

  it('without a credential is called so (CREDENTIAL_MISSING); one in the wrong place or cut off is malformed', () => {
    expect(refused(() => readBakedPng(smallPng()))).toBe('CREDENTIAL_MISSING')
    expect(refused(() => readBakedPng(withChunks(smallPng(), ['tEXt', `openbadgecredentials\0${jwt}`], ['iTXt', 'openbadgecredential'], ['abCd', `openbadgecredential\0\0\0\0\0${jwt}`])))).toBe('CREDENTIAL_MISSING')
    for (const chunk of [['tEXt', `openbadgecredential\0${jwt}`], ['iTXt', 'openbadgecredential\0'], ['iTXt', 'openbadgecredential\0\0\0'], ['iTXt', 'openbadgecredential\0\0\0nl\0'], ['iTXt', `openbadgecredential\0\u0002\0\0\0${jwt}`]] as [string, string][]) {
      expect(refused(() => readBakedPng(withChunks(smallPng(), chunk))), JSON.stringify(chunk)).toBe('CREDENTIAL_MALFORMED')
    }
    expect(refused(() => readBakedPng(withChunks(smallPng(), bakedChunk(Buffer.from([0x7b, 0xff])))))).toBe('FILE_NOT_UTF8')
  })

  it('that is cut off at any byte, or changed in any, is refused (FILE_DAMAGED, FILE_TOO_LARGE)', () => {
    const baked = bakePng(smallPng(), jwt)
    for (let length = 0; length < baked.length; length += 1) expect(refused(() => readBakedPng(baked.subarray(0, length))), String(length)).toBe('FILE_DAMAGED')
    for (let at = 0; at < baked.length; at += 1) {
      const changed = Buffer.from(baked)
      changed[at] = (changed[at] ?? 0) ^ 0x81
      expect(['FILE_DAMAGED', 'FILE_TOO_LARGE'], String(at)).toContain(refused(() => readBakedPng(changed)))
    }
  })

  it('that goes on behind its end, has no picture, two headers, no size or a chunk without a name is refused (FILE_DAMAGED)', () => {
    const [png, picture, end] = [smallPng(), writePngChunk('IDAT', Buffer.alloc(3)), writePngChunk('IEND', Buffer.alloc(0))]
    const damaged = [Buffer.concat([png, Buffer.from('<script>')]), Buffer.concat([png, png]), Buffer.concat([pngSignature, header(1, 1), end]), Buffer.concat([pngSignature, header(1, 1), header(1, 1), picture, end]),
      Buffer.concat([pngSignature, picture, header(1, 1), end]), Buffer.concat([pngSignature, header(0, 1), picture, end]), withChunks(png, ['ab d', 'x']), withChunks(png, ['\u00e9abc', 'x'])]
    for (const file of damaged) expect(refused(() => readBakedPng(file))).toBe('FILE_DAMAGED')
  })

  it('with more chunks, or more bytes, than a picture has is refused (FILE_TOO_LARGE)', () => {
    const many = withChunks(smallPng(), ...Array.from({ length: fileLimits.pngChunks }, (): [string, string] => ['tEXt', '']))
    expect(refused(() => readBakedPng(many))).toBe('FILE_TOO_LARGE')
    expect(refused(() => readBakedPng(withChunks(smallPng(), bakedChunk(jwt), ['abCd', Buffer.alloc(fileLimits.octets)])))).toBe('FILE_TOO_LARGE')
  })
})
