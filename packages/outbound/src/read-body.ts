import type { Response } from 'undici'
import { OutboundError, toOutboundError } from './errors.ts'

/**
 * The body of an answer. What comes out of the decoder is counted, so that a small body cannot become a large one (NET-07).
 * Throws OutboundError OUTBOUND_TOO_LARGE, OUTBOUND_TIMEOUT, OUTBOUND_UNREACHABLE.
 */
export async function readBody(response: Response, origin: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array
      size += bytes.byteLength
      // Leaving the loop ends the stream, and with it the connection.
      if (size > maxBytes) throw new OutboundError('OUTBOUND_TOO_LARGE', `the document of ${origin} is larger than ${maxBytes} bytes`, { retryable: false })
      chunks.push(bytes)
    }
  } catch (error) {
    throw toOutboundError(error, origin)
  }
  return Buffer.concat(chunks, size)
}
