import { constants, deflateSync, inflateSync } from 'node:zlib'
import { decodeBase64url, encodeBase64url } from '@eduwallet/credential-formats'
import { StatusListError } from '../errors.ts'
import { bitsOver, isBitsPerStatus, MAX_LIST_BYTES, type StatusBits } from '../status-bits.ts'

/** The `status_list` claim: width, and the bytes under zlib as base64url. */
export type EncodedStatusList = { bits: 1 | 2 | 4 | 8; lst: string }

/**
 * Compresses a list (DEFLATE in zlib form; Token Status List draft 15 #status-list-byte-array). A list is long runs of one value
 * with bits scattered in them, so matching runs only (Z_RLE) comes within a few per cent of the full search and is a hundred times
 * faster: 0.4 ms instead of 54 ms for 2^20 statuses of which one per cent is set.
 */
export function encodeStatusList({ bits, bytes }: StatusBits): EncodedStatusList {
  return { bits, lst: encodeBase64url(deflateSync(bytes, { level: constants.Z_BEST_COMPRESSION, strategy: constants.Z_RLE })) }
}

/**
 * Unpacks a `status_list` claim. Stops inflating at 8 MiB (2^26 one-bit statuses), whatever the compressed size promised; gzip,
 * raw DEFLATE, and bytes after the end are refused. Throws StatusListError: STATUS_LIST_BITS, STATUS_LIST_MALFORMED, STATUS_LIST_TOO_LARGE.
 */
export function decodeStatusList(encoded: { bits: unknown; lst: unknown }): StatusBits {
  const { bits, lst } = encoded
  if (!isBitsPerStatus(bits)) throw new StatusListError('STATUS_LIST_BITS', 'bits is not 1, 2, 4 or 8')
  if (typeof lst !== 'string' || lst === '') throw new StatusListError('STATUS_LIST_MALFORMED', 'lst is not a text')
  // Stored (uncompressed) DEFLATE blocks add five bytes in 65,535: more text than this cannot be an allowed list.
  if (lst.length > (MAX_LIST_BYTES + 65_536) * (4 / 3)) throw new StatusListError('STATUS_LIST_TOO_LARGE', 'lst is too long')
  const compressed = decodeBase64url(lst)
  if (compressed === undefined) throw new StatusListError('STATUS_LIST_MALFORMED', 'lst is not canonical base64url')
  return bitsOver(inflate(compressed), bits)
}

function inflate(compressed: Buffer): Uint8Array {
  let bytes: Buffer
  let consumed: number
  try {
    const result = inflateSync(compressed, { maxOutputLength: MAX_LIST_BYTES, chunkSize: 65_536, info: true }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    bytes = result.buffer
    consumed = result.engine.bytesWritten
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new StatusListError('STATUS_LIST_TOO_LARGE', 'lst unpacks to more than 8 MiB', { cause })
    throw new StatusListError('STATUS_LIST_MALFORMED', 'lst is not a zlib stream', { cause })
  }
  if (consumed !== compressed.length || bytes.length === 0) throw new StatusListError('STATUS_LIST_MALFORMED', 'lst is empty, or bytes follow its end')
  return bytes
}
