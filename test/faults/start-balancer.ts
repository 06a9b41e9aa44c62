/** A small round robin in front of several processes of one service: each request goes to the next one. */
import { once } from 'node:events'
import { Agent, createServer, request as forward } from 'node:http'

/** `ports` are the processes behind it, on 127.0.0.1; the list may be changed while it runs. */
export type Balancer = {
  port: number
  url: string
  ports: number[]
  /** The answer to the next request for a path like this is lost after its status and headers. */
  loseAnswerTo(path: RegExp): void
  stop(): Promise<void>
}

/** Starts a balancer on a free port, with nobody behind it yet. What it cannot pass on ends as a lost connection. */
export async function startBalancer(): Promise<Balancer> {
  const ports: number[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  let turn = 0
  let lost: RegExp | undefined
  const server = createServer((incoming, outgoing) => {
    const port = ports[turn++ % ports.length]
    const { host, connection: _, ...headers } = incoming.headers
    const passed = forward({ host: '127.0.0.1', port, agent, method: incoming.method, path: incoming.url, headers: { ...headers, host: host ?? '' } }, (answer) => {
      const { connection: __, 'keep-alive': ___, ...rest } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, rest)
      if (lost?.test(incoming.url ?? '') === true) {
        lost = undefined
        outgoing.flushHeaders()
        answer.resume()
        answer.on('end', () => outgoing.destroy())
        return
      }
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    passed.on('error', () => outgoing.destroy())
    outgoing.on('close', () => { if (!outgoing.writableFinished) passed.destroy() })
    incoming.pipe(passed)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    port,
    url: `http://localhost:${port}`,
    ports,
    loseAnswerTo: (path) => { lost = path },
    async stop() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
