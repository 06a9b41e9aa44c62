import { randomBytes } from 'node:crypto'
import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { BitstringStatusList as Peer } from '@digitalbazaar/vc-bitstring-status-list'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitstringOf, createBits, decodeBitstring, encodeBitstring, MIN_BITSTRING_ENTRIES, StatusListError } from '../index.ts'
import { emptyList } from './fixtures/specification-vectors.ts'

const withCode = (code: string) => expect.objectContaining({ name: 'StatusListError', code })
const asList = (bytes: Uint8Array): string => `u${Buffer.from(bytes).toString('base64url')}`

describe('the example of the specification', () => {
  it('STL-13 reads as 131,072 statuses that are not set, and is written as a list that unpacks to the same', () => {
    const read = decodeBitstring(emptyList)
    expect(read.length).toBe(MIN_BITSTRING_ENTRIES)
    expect(read.bytes.every((byte) => byte === 0)).toBe(true)
    const written = encodeBitstring(bitstringOf(createBits(MIN_BITSTRING_ENTRIES), 1))
    expect(gunzipSync(Buffer.from(written.slice(1), 'base64url'))).toEqual(gunzipSync(Buffer.from(emptyList.slice(1), 'base64url')))
  })
})

describe('encodeBitstring', () => {
  it('STL-13 writes lists that @digitalbazaar/vc-bitstring-status-list reads, and reads the lists it writes', async () => {
    const set = [0, 1, 7, 8, 9, 63, 94_567, MIN_BITSTRING_ENTRIES - 1]
    const statuses = createBits(MIN_BITSTRING_ENTRIES, 2)
    const theirs = new Peer({ length: MIN_BITSTRING_ENTRIES })
    for (const index of set) {
      statuses.set(index, 1)
      theirs.setStatus(index, true)
    }
    statuses.set(100, 2)
    const ours = await Peer.decode({ encodedList: encodeBitstring(bitstringOf(statuses, 1)) })
    const read = decodeBitstring(await theirs.encode())
    for (const index of [...set, 2, 62, 64, 100, 94_566, 94_568]) {
      expect(ours.getStatus(index), `ours at ${index}`).toBe(set.includes(index))
      expect(read.valueAt(index), `theirs at ${index}`).toBe(set.includes(index) ? 1 : 0)
    }
  })

  it('round-trips any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), (bytes) => {
      expect(Buffer.from(decodeBitstring(encodeBitstring({ bytes })).bytes).equals(bytes)).toBe(true)
    }))
  })
})

describe('decodeBitstring', () => {
  it('STL-11 stops a decompression bomb at 8 MiB (2^26 entries), without the memory it asked for', () => {
    const bomb = asList(gzipSync(Buffer.alloc(2 ** 27)))
    expect(bomb.length).toBeLessThan(200_000)
    const before = process.memoryUsage.rss()
    const start = process.threadCpuUsage()
    for (let count = 0; count < 3; count += 1) expect(() => decodeBitstring(bomb)).toThrow(withCode('STATUS_LIST_TOO_LARGE'))
    const spent = process.threadCpuUsage(start)
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 2 ** 20)
    expect(spent.user + spent.system).toBeLessThan(1_000_000)
    expect(() => decodeBitstring(asList(gzipSync(Buffer.alloc(2 ** 23 + 1))))).toThrow(withCode('STATUS_LIST_TOO_LARGE'))
    expect(decodeBitstring(asList(gzipSync(Buffer.alloc(2 ** 23)))).length).toBe(2 ** 26)
    expect(() => decodeBitstring(`u${'A'.repeat(12 * 2 ** 20)}`)).toThrow(withCode('STATUS_LIST_TOO_LARGE'))
  })

  it('STL-11 stops a bomb of many members', () => {
    const member = gzipSync(Buffer.alloc(2 ** 20))
    expect(() => decodeBitstring(asList(Buffer.concat(Array.from({ length: 200 }, () => member))))).toThrow(withCode('STATUS_LIST_TOO_LARGE'))
  })

  it('STL-11 refuses zlib, raw DEFLATE, a second member, bytes after the end, and streams that stop early', () => {
    const bytes = randomBytes(100)
    const good = gzipSync(bytes)
    const damaged = Buffer.from(good)
    damaged[damaged.length - 5] = (damaged.at(-5) ?? 0) ^ 1
    for (const bad of [
      deflateSync(bytes), deflateRawSync(bytes), Buffer.concat([good, Buffer.from([0])]), Buffer.concat([good, Buffer.from('abc')]), Buffer.concat([good, good]),
      good.subarray(0, -1), good.subarray(0, 50), bytes, gzipSync(Buffer.alloc(0)), damaged,
    ]) expect(() => decodeBitstring(asList(bad))).toThrow(withCode('STATUS_LIST_MALFORMED'))
  })

  it('STL-13 refuses other multibase alphabets, padding, and what is no text', () => {
    const good = encodeBitstring({ bytes: randomBytes(40) })
    expect(decodeBitstring(good).length).toBe(320)
    for (const bad of [good.slice(1), `U${good.slice(1)}`, `m${good.slice(1)}`, `z${good.slice(1)}`, `${good}=`, ` ${good}`, `${good}A`, 'u', '', 5, null, undefined, [good]]) {
      expect(() => decodeBitstring(bad), String(bad)).toThrow(withCode('STATUS_LIST_MALFORMED'))
    }
  })

  it('throws nothing but StatusListError, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array().map((bytes) => `uH4sIAAAAAAAAA${Buffer.from(bytes).toString('base64url')}`)), (text) => {
        try {
          decodeBitstring(text)
        } catch (error) {
          expect(error).toBeInstanceOf(StatusListError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
