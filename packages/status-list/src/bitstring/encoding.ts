import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { decodeBase64url, encodeBase64url } from '@eduwallet/credential-formats'
import { StatusListError } from '../errors.ts'
import { MAX_LIST_BYTES } from '../status-bits.ts'
import { type Bitstring, bitstringOver } from './bitstring.ts'

/** Compresses a bitstring (GZIP, multibase base64url; Bitstring Status List v1.0 #bitstring-generation-algorithm). Runs only, as `encodeStatusList`. */
export function encodeBitstring({ bytes }: Pick<Bitstring, 'bytes'>): string {
  return `u${encodeBase64url(gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION, strategy: constants.Z_RLE }))}`
}

/**
 * Unpacks an `encodedList` (Bitstring Status List v1.0 #bitstring-expansion-algorithm). Stops at 8 MiB (2^26 one-bit statuses), whatever the
 * compressed size promised; other multibase alphabets, zlib, raw DEFLATE, several GZIP members and bytes after the end are refused.
 * Throws StatusListError: STATUS_LIST_MALFORMED, STATUS_LIST_TOO_LARGE.
 */
export function decodeBitstring(encodedList: unknown): Bitstring {
  if (typeof encodedList !== 'string' || !encodedList.startsWith('u')) throw new StatusListError('STATUS_LIST_MALFORMED', 'encodedList is not multibase base64url')
  // As in `decodeStatusList`: more text than this cannot be an allowed list.
  if (encodedList.length > (MAX_LIST_BYTES + 65_536) * (4 / 3)) throw new StatusListError('STATUS_LIST_TOO_LARGE', 'encodedList is too long')
  const compressed = decodeBase64url(encodedList.slice(1))
  if (compressed === undefined || compressed.length === 0) throw new StatusListError('STATUS_LIST_MALFORMED', 'encodedList is not canonical base64url')
  return bitstringOver(gunzip(compressed))
}

function gunzip(compressed: Buffer): Uint8Array {
  let bytes: Buffer
  let consumed: number
  try {
    const result = gunzipSync(compressed, { maxOutputLength: MAX_LIST_BYTES, chunkSize: 65_536, info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    bytes = result.buffer
    consumed = result.engine.bytesWritten
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new StatusListError('STATUS_LIST_TOO_LARGE', 'encodedList unpacks to more than 8 MiB', { cause })
    throw new StatusListError('STATUS_LIST_MALFORMED', 'encodedList is not a GZIP stream', { cause })
  }
  // The last four bytes say how much the last member holds (RFC 1952 #section-2.3.1): all of it, or there are several, which readers take differently.
  const isOneMember = compressed.readUInt32LE(compressed.length - 4) === bytes.length
  if (consumed !== compressed.length || !isOneMember || bytes.length === 0) throw new StatusListError('STATUS_LIST_MALFORMED', 'encodedList is empty, in several parts, or bytes follow its end')
  return bytes
}
