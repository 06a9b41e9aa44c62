/** Answers for requests that never became one: broken HTTP, headers too large or too slow (RFC 9112, RFC 6585 #section-5). */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import { isLongBodyArriving } from './long-body.ts'
import { problem, problemBody } from './problem.ts'

/** Writes a problem on the bare socket and ends the connection: after broken HTTP nothing on it can be trusted. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  // Said once for a request; from here on its own pace ends it.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isLongBodyArriving(socket)) return
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const known = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? problem(408, 'request-timeout', 'The request took too long to arrive')
    : error.code === 'HPE_HEADER_OVERFLOW' ? problem(431, 'headers-too-large', 'The headers are larger than this server accepts')
      : problem(400, 'malformed-request', 'The request is not valid HTTP')
  const body = JSON.stringify(problemBody(known, randomUUID()))
  socket.end([
    `HTTP/1.1 ${known.statusCode} ${STATUS_CODES[known.statusCode] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close', '', body,
  ].join('\r\n'))
  // A client that goes on sending must not keep the socket.
  socket.destroySoon()
}
