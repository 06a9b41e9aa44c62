/** A server that writes down who came: for tests of what a service fetches, and of what it must not fetch. */
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { Socket } from 'node:net'

/** `connections` counts every socket that was opened, also one that never sent a request. */
export type Canary = {
  port: number
  connections(): number
  requests: { method: string; url: string; headers: IncomingMessage['headers'] }[]
  stop(): Promise<void>
}

/**
 * Starts a canary, on a free port unless one is given.
 * @param listener answers; default 200 with an empty JSON object
 * @param options.tls certificate (and protocol limits) for https
 */
export async function startCanary(listener?: (request: IncomingMessage, response: ServerResponse) => void, options: { tls?: ServerOptions; host?: string; port?: number } = {}): Promise<Canary> {
  const requests: Canary['requests'] = []
  const answer: RequestListener = (request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    if (listener === undefined) response.setHeader('content-type', 'application/json').end('{}')
    else listener(request, response)
  }
  const server = options.tls === undefined ? createHttpServer(answer) : createHttpsServer(options.tls, answer)
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the canary has no port')
  return {
    port: address.port,
    connections: () => connections,
    requests,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
