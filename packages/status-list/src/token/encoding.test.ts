import { randomBytes } from 'node:crypto'
import { deflateRawSync, deflateSync, gzipSync, inflateSync } from 'node:zlib'
import { StatusList as PeerStatusList } from '@sd-jwt/jwt-status-list'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBits, decodeStatusList, encodeStatusList, StatusListError, type StatusListErrorCode } from '../index.ts'
import { longVectors, shortVectors } from './fixtures/specification-vectors.ts'

function expectRefusal(code: StatusListErrorCode, bits: unknown, lst: unknown): void {
  let thrown: unknown
  try {
    decodeStatusList({ bits, lst })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(StatusListError)
  expect((thrown as StatusListError).code).toBe(code)
}

describe('the specification test vectors', () => {
  it.each(shortVectors)('STL-13 the short list of $bits bits reads and writes', ({ bits, statuses, bytes, lst }) => {
    const read = decodeStatusList({ bits, lst })
    expect([...read.bytes]).toEqual([...bytes])
    expect(statuses.map((_, index) => read.get(index))).toEqual([...statuses])
    const written = createBits(statuses.length, bits)
    statuses.forEach((status, index) => written.set(index, status))
    expect([...written.bytes]).toEqual([...bytes])
    expect([...inflateSync(Buffer.from(encodeStatusList(written).lst, 'base64url'))]).toEqual([...bytes])
  })

  it.each(longVectors)('STL-13 the list of 2^20 statuses of $bits bits reads and writes', ({ bits, statuses, lst }) => {
    const read = decodeStatusList({ bits, lst })
    expect(read.size).toBe(2 ** 20)
    const written = createBits(2 ** 20, bits)
    for (const [index, status] of statuses) {
      expect(read.get(index)).toBe(status)
      written.set(index, status)
    }
    expect(Buffer.from(written.bytes).equals(Buffer.from(read.bytes))).toBe(true)
    const encoded = encodeStatusList(written)
    expect(inflateSync(Buffer.from(encoded.lst, 'base64url')).equals(Buffer.from(read.bytes))).toBe(true)
    expect(encoded.lst.length).toBeLessThan(lst.length * 1.2)
  })
})

describe('encodeStatusList', () => {
  it('STL-13 writes lists that @sd-jwt/jwt-status-list reads, and reads the lists it writes', () => {
    for (const bits of [1, 2, 4, 8] as const) {
      const statuses = Array.from(randomBytes(800), (byte) => byte % 2 ** bits)
      const ours = createBits(800, bits)
      statuses.forEach((status, index) => ours.set(index, status))
      const theirs = PeerStatusList.decompressStatusList(encodeStatusList(ours).lst, bits)
      expect(statuses.map((_, index) => theirs.getStatus(index))).toEqual(statuses)
      const read = decodeStatusList({ bits, lst: new PeerStatusList(statuses, bits).compressStatusList() })
      expect(statuses.map((_, index) => read.get(index))).toEqual(statuses)
    }
  })

  it('round-trips any list', () => {
    fc.assert(
      fc.property(fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const), fc.uint8Array({ minLength: 1, maxLength: 3000 }), (bits, bytes) => {
        const list = createBits((bytes.length * 8) / bits, bits)
        list.bytes.set(bytes)
        const { bits: width, lst } = encodeStatusList(list)
        expect(width).toBe(bits)
        expect(Buffer.from(decodeStatusList({ bits, lst }).bytes).equals(bytes)).toBe(true)
      }),
    )
  })
})

describe('decodeStatusList', () => {
  it('STL-11 stops a decompression bomb at 8 MiB, without the memory it asked for', () => {
    const bomb = deflateSync(Buffer.alloc(2 ** 27))
    expect(bomb.length).toBeLessThan(150_000)
    const lst = bomb.toString('base64url')
    const before = process.memoryUsage.rss()
    const start = process.threadCpuUsage()
    for (let count = 0; count < 3; count++) expectRefusal('STATUS_LIST_TOO_LARGE', 1, lst)
    const spent = process.threadCpuUsage(start)
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 2 ** 20)
    expect(spent.user + spent.system).toBeLessThan(1_000_000)
    expectRefusal('STATUS_LIST_TOO_LARGE', 1, deflateSync(Buffer.alloc(2 ** 23 + 1)).toString('base64url'))
    expect(decodeStatusList({ bits: 1, lst: deflateSync(Buffer.alloc(2 ** 23)).toString('base64url') }).size).toBe(2 ** 26)
    expectRefusal('STATUS_LIST_TOO_LARGE', 1, 'A'.repeat(12 * 2 ** 20))
  })

  it('STL-11 refuses gzip, raw DEFLATE, bytes after the end, and streams that stop early', () => {
    const bytes = randomBytes(100)
    const good = deflateSync(bytes)
    for (const bad of [gzipSync(bytes), gzipSync(Buffer.alloc(2 ** 24)), deflateRawSync(bytes), Buffer.concat([good, Buffer.from([0])]), Buffer.concat([good, good]), good.subarray(0, -1), good.subarray(0, 50), bytes, deflateSync(Buffer.alloc(0))]) {
      expectRefusal('STATUS_LIST_MALFORMED', 1, bad.toString('base64url'))
    }
    const checksum = Buffer.from(good)
    checksum[checksum.length - 1] = (checksum.at(-1) ?? 0) ^ 1
    expectRefusal('STATUS_LIST_MALFORMED', 1, checksum.toString('base64url'))
  })

  it('refuses other widths and other texts', () => {
    const { lst } = shortVectors[0]
    for (const bits of [0, 3, 16, '1', null, undefined, [1]]) expectRefusal('STATUS_LIST_BITS', bits, lst)
    for (const text of ['', `${lst}=`, ` ${lst}`, `${lst}A`, 'eNo!', 5, null, undefined, [lst]]) expectRefusal('STATUS_LIST_MALFORMED', 1, text)
  })

  it('throws nothing but StatusListError, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.base64String(), fc.string(), fc.uint8Array().map((bytes) => `eN${Buffer.from(bytes).toString('base64url')}`)), (text) => {
        try {
          decodeStatusList({ bits: 1, lst: text })
        } catch (error) {
          expect(error).toBeInstanceOf(StatusListError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
