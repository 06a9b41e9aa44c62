/**
 * Bodies that take longer to arrive than any other because they are large. Node's limit for a whole request (`requestTimeout`) does not
 * hold for them; instead they must keep arriving.
 */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDraining } from './health.ts'
import { problem } from './problem.ts'

/** The least that must arrive: `bytes` in every `seconds` that are spent waiting for the sender (what we do meanwhile does not count). */
export type Pace = { seconds: number; bytes: number }

/** What is left of a body that was refused is read and thrown away for so long: who is still sending cannot read our answer yet. */
const DISCARD_MILLISECONDS = 1000

const arriving = new WeakSet<object>()

/** Whether a long body is arriving on this connection: then it is not Node's limit that ends it. */
export function isLongBodyArriving(socket: object): boolean {
  return arriving.has(socket)
}

/**
 * Hands the body to `read` piece by piece, as fast as `read` takes it. When `read` throws, the sender is too slow (408) or the service stops
 * (503: it cannot wait for the end of something so large), the rest is thrown away and the connection ends with the answer.
 */
export async function withLongBody<T>(request: FastifyRequest, reply: FastifyReply, pace: Pace, read: (pieces: AsyncGenerator<Uint8Array>) => Promise<T>): Promise<T> {
  const { socket } = request.raw
  const body = request.body as Readable
  arriving.add(socket)
  try {
    return await read(piecesOf(body, pace, () => isDraining(request.server)))
  } catch (error) {
    if (!body.readableEnded) {
      void reply.header('connection', 'close')
      await discard(body)
    }
    throw error
  } finally {
    arriving.delete(socket)
  }
}

async function* piecesOf(body: Readable, { seconds, bytes }: Pace, isStopping: () => boolean): AsyncGenerator<Uint8Array> {
  // Ending the iteration must not destroy the stream: that would end the connection before there is an answer.
  const pieces = body.iterator({ destroyOnReturn: false })
  let waited = 0
  let received = 0
  for (;;) {
    if (isStopping()) throw problem(503, 'stopping', 'The service is stopping, please send it again', { headers: { 'retry-after': '2' } })
    const start = performance.now()
    const next = await within(pieces.next() as Promise<IteratorResult<Uint8Array>>, seconds * 1000 - waited)
    waited += performance.now() - start
    if (next.done === true) return
    received += next.value.byteLength
    if (received >= bytes) waited = received = 0
    yield next.value
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(problem(408, 'request-timeout', 'The request took too long to arrive')) }, Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([promise, tooSlow])
  } finally {
    clearTimeout(timer)
    promise.catch(() => {}) // It may fail after we gave up on it: the connection ends.
  }
}

function discard(body: Readable): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DISCARD_MILLISECONDS)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    body.once('end', done).once('error', done).once('close', done)
    body.removeAllListeners('readable')
    body.resume()
  })
}
