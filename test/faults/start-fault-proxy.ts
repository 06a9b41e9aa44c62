/** A bad network in front of a TCP server: slow, cut at the worst moment, silent, or half open. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A running proxy; it passes everything on until told otherwise. */
export type FaultProxy = {
  port: number
  /** `target`'s address, by way of the proxy. */
  url(target: string): string
  /** Each piece that goes to the server waits so long; zero again for none. */
  delay(milliseconds: number): void
  /**
   * The next piece to the server that holds `text` never arrives, and its connection is cut. Resolves when that happened.
   * @param following only on a connection on which this was sent since
   */
  cutBefore(text: string, following?: string): Promise<void>
  /** The same, but the piece arrives, and the connection is cut when the server answers. */
  cutAfter(text: string, following?: string): Promise<void>
  /** Swallows everything in both directions, on connections that are there and on new ones, until `pass`. */
  blackHole(): void
  /** The connection that next carries `text` goes half open with it: the piece never arrives, and nothing ever comes back. Resolves when that happened. */
  halfOpenAt(text: string): Promise<void>
  /** The connections that are there now never carry anything again, and never close; new ones work. */
  halfOpen(): void
  /** Cuts every connection, and takes no new ones until `pass`. */
  refuse(): void
  /** New connections work again, and those that went silent are cut. */
  pass(): void
  connections(): number
  /** How many pieces went to the server so far. A client that waits for each answer sends one for each statement. */
  pieces(): number
  stop(): Promise<void>
}

type Pair = { client: Socket; server: Socket; silent: boolean; cutOnAnswer: (() => void) | undefined }
type Cut = { text: string; following: string; how: 'before' | 'after' | 'silent'; happened: () => void; on: WeakSet<Pair> }

/** Starts a proxy on a free port in front of the server at `target` (a URL with host and port). */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const pairs = new Set<Pair>()
  /** What went silent keeps its connection to the server, also when the client has given up. */
  const silenced = new Set<Pair>()
  let mode: 'pass' | 'silent' | 'refuse' = 'pass'
  let milliseconds = 0
  let pieces = 0
  let cut: Cut | undefined

  const end = (pair: Pair): void => {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }
  const hush = (pair: Pair): void => {
    pair.silent = true
    silenced.add(pair)
  }
  const proxy = createServer((client) => {
    if (mode === 'refuse') {
      client.destroy()
      return
    }
    const pair: Pair = { client, server: connect(Number(targetPort), hostname), silent: mode === 'silent', cutOnAnswer: undefined }
    pairs.add(pair)
    if (pair.silent) silenced.add(pair)
    let order = Promise.resolve()
    client.on('data', (piece) => {
      pieces += 1
      if (pair.silent) return
      const wanted = cut
      if (wanted !== undefined && piece.includes(wanted.following)) wanted.on.add(pair)
      if (wanted?.on.has(pair) === true && piece.includes(wanted.text)) {
        cut = undefined
        if (wanted.how !== 'after') {
          if (wanted.how === 'before') end(pair)
          else hush(pair)
          wanted.happened()
          return
        }
        pair.cutOnAnswer = wanted.happened
      }
      if (milliseconds === 0) {
        pair.server.write(piece)
        return
      }
      const wait = milliseconds
      order = order.then(() => new Promise((resolve) => { setTimeout(resolve, wait) })).then(() => { if (!pair.silent) pair.server.write(piece) })
    })
    pair.server.on('data', (piece) => {
      if (pair.silent) return
      if (pair.cutOnAnswer === undefined) {
        client.write(piece)
        return
      }
      end(pair)
      pair.cutOnAnswer()
    })
    for (const socket of [client, pair.server]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      // A half-open connection is one of which the other end does not learn that it is gone.
      socket.on('close', () => { if (pair.silent) pairs.delete(pair); else end(pair) })
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as { port: number }
  const silence = (): void => { for (const pair of pairs) hush(pair) }
  const cutAt = (text: string, following: string, how: Cut['how']): Promise<void> => new Promise((resolve) => {
    cut = { text, following, how, happened: resolve, on: new WeakSet() }
  })
  return {
    port,
    url: (given) => Object.assign(new URL(given), { host: `127.0.0.1:${port}` }).href,
    delay: (given) => { milliseconds = given },
    cutBefore: (text, following = text) => cutAt(text, following, 'before'),
    cutAfter: (text, following = text) => cutAt(text, following, 'after'),
    halfOpenAt: (text) => cutAt(text, text, 'silent'),
    blackHole: () => {
      mode = 'silent'
      silence()
    },
    halfOpen: silence,
    refuse: () => {
      mode = 'refuse'
      for (const pair of pairs) end(pair)
    },
    pass: () => {
      mode = 'pass'
      for (const pair of silenced) end(pair)
      silenced.clear()
    },
    connections: () => pairs.size,
    pieces: () => pieces,
    async stop() {
      for (const pair of [...pairs, ...silenced]) end(pair)
      if (!proxy.listening) return
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
