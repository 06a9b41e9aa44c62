/** Bodies that are large: they may take their time, but not stand still. */
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { markDraining } from './health.ts'
import { createShell, problem, withLongBody, type Shell } from './index.ts'

let app: Shell
let port: number
beforeEach(async () => {
  app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080', requestTimeoutSeconds: 1, deadlineSeconds: 1 })
  app.addContentTypeParser('text/csv', (_request, payload, done) => { done(null, payload) })
  void app.register(async (scope) => { scope.put('/long', async (request, reply) => withLongBody(request, reply, { seconds: 1, bytes: 1000 }, async (pieces) => {
    let bytes = 0
    for await (const piece of pieces) {
      bytes += piece.byteLength
      if (request.headers['x-refuse-after'] !== undefined && bytes > Number(request.headers['x-refuse-after'])) throw problem(413, 'too-much', 'Too much')
      if (request.headers['x-busy'] !== undefined) await new Promise((resolve) => { setTimeout(resolve, 700) })
    }
    return { bytes }
  })) })
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
afterEach(async () => { await app.close() })

/** Sends `pieces` of so many bytes with a pause before each, and gives all that comes back until the server ends the connection. */
async function send({ pieces, size, pause, headers = '' }: { pieces: number; size: number; pause: number; headers?: string }): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => { answer += text }).on('error', () => {})
  const ended = new Promise<void>((resolve) => { socket.once('close', () => { resolve() }) })
  socket.write(`PUT /long HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: ${pieces * size}\r\n${headers}Connection: close\r\n\r\n`)
  const unanswered = (): boolean => answer === ''
  for (let piece = 0; piece < pieces && unanswered(); piece += 1) {
    await new Promise((resolve) => { setTimeout(resolve, pause) })
    socket.write('x'.repeat(size))
  }
  await ended
  return answer
}

describe('PAR-12 a long body', () => {
  it('may take longer than other requests, as long as it keeps arriving', async () => {
    const answer = await send({ pieces: 12, size: 600, pause: 250 })
    expect(answer).toMatch(/^HTTP\/1.1 200 [\s\S]*"bytes":7200/)
  })

  it.each([['a byte at a time', { pieces: 10_000, size: 1, pause: 100 }], ['nothing at all', { pieces: 1, size: 5000, pause: 4000 }]])('that brings %s ends with 408 in time', async (_name, pace) => {
    const start = performance.now()
    const answer = await send(pace)
    expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"request-timeout"/)
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(performance.now() - start).toBeLessThan(6000)
  })

  it('is not too slow because we are', async () => {
    expect(await send({ pieces: 4, size: 300, pause: 100, headers: 'X-Busy: 1\r\n' })).toMatch(/^HTTP\/1.1 200 /)
  }, 10_000)

  it('that is refused half way gets its answer although it is still being sent, and the connection ends', async () => {
    const answer = await send({ pieces: 30, size: 200_000, pause: 1, headers: 'X-Refuse-After: 1000\r\n' })
    expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"too-much"/)
  })

  it('OVR-15 ends when the service stops (503, Retry-After): nobody waits for the rest of it', async () => {
    setTimeout(() => { markDraining(app) }, 400)
    const start = performance.now()
    const answer = await send({ pieces: 100, size: 1000, pause: 100 })
    expect(answer).toMatch(/^HTTP\/1.1 503 [\s\S]*"code":"stopping"/)
    expect(answer.toLowerCase()).toMatch(/retry-after: 2\r\n[\s\S]*connection: close|connection: close[\s\S]*retry-after: 2/)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('gives no other request more time: the next one on the connection is ended by the common limit', async () => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (text: string) => { answer += text }).on('error', () => {})
    const ended = new Promise<void>((resolve) => { socket.once('close', () => { resolve() }) })
    socket.write('PUT /long HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 4\r\n\r\nabcd')
    while (!answer.includes('"bytes":4')) await new Promise((resolve) => { setTimeout(resolve, 20) })
    const dripping = setInterval(() => { socket.write('x') }, 100)
    socket.write('PUT /long HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n')
    await ended
    clearInterval(dripping)
    expect(answer).toContain('HTTP/1.1 408 ')
  })
})
