/** What is fetched was named by somebody else: where we may go, how much we take, how long we wait. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerOptions } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAuthority, startCanary, type Canary } from '../../../test/canary/index.ts'
import { createOutbound, OutboundError, type Outbound, type OutboundOptions } from './index.ts'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => { for (const end of cleanup.splice(0).reverse()) await end() })

function open(options: OutboundOptions): Outbound {
  const outbound = createOutbound(options)
  cleanup.push(() => outbound.close())
  return outbound
}
async function canary(...given: Parameters<typeof startCanary>): Promise<Canary> {
  const started = await startCanary(...given)
  cleanup.push(() => started.stop())
  return started
}
const json = (response: ServerResponse, value: unknown): void => { response.setHeader('content-type', 'application/json').end(JSON.stringify(value)) }
const accept = 'application/json'

async function errorOf(work: Promise<unknown>): Promise<OutboundError> {
  const error: unknown = await work.then(() => expect.unreachable('it did not fail'), (found: unknown) => found)
  expect(error).toBeInstanceOf(OutboundError)
  return error as OutboundError
}

describe('where it goes', () => {
  it('NET-01: no special-use address in whatever writing, and no byte is sent', async () => {
    const { port, connections } = await canary()
    const outbound = open({})
    const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1', '127.8.9.10', '0.0.0.0', '0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1',
      '169.254.169.254', '100.64.0.1', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
      '[::1]', '[::]', '[fd00::1]', '[fe80::1]', '[ff02::1]', '[::ffff:10.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:db8::1]', '[2001::1]', '[::127.0.0.1]',
      '127.0.0.1.', '%31%32%37.0.0.1', '１２７。０。０。１', '017700000001', '0x7f.0x0.0x0.0x1', '[0:0:0:0:0:0:0:1]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a00:1]', '[64:ff9b:1::1]', '[fec0::1]', '[::ffff:0:7f00:1]']
    for (const host of hosts) expect((await errorOf(outbound.get(`https://${host}:${port}/`, { accept }))).code, host).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
    expect(connections()).toBe(0)
  })

  it('no other scheme than https, no user name, and http only to this machine in a sandbox', async () => {
    const { port, connections } = await canary()
    const urls = [`http://localhost:${port}/`, 'http://example.com/', 'file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 'javascript:1', 'https://user@example.com/', 'https://user:word@example.com/', '//example.com', 'example.com', '', `https://example.com/${'a'.repeat(3000)}`]
    for (const url of urls) expect(await errorOf(open({}).get(url, { accept })), url).toMatchObject({ code: 'OUTBOUND_FORBIDDEN_URL', retryable: false })
    const sandbox = open({ allowLoopback: true })
    for (const url of ['http://example.com/', 'http://10.0.0.1/', 'http://[fd00::1]/']) expect((await errorOf(sandbox.get(url, { accept }))).code, url).toBe('OUTBOUND_FORBIDDEN_URL')
    expect((await errorOf(sandbox.get('https://10.0.0.1/', { accept }))).code).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
    expect(connections()).toBe(0)
    expect((await sandbox.get(`http://localhost:${port}/`, { accept })).status).toBe(200)
  })

  it('NET-02: no name that has an internal address, also among public ones', async () => {
    const { port, connections } = await canary()
    const internal = { address: '127.0.0.1', family: 4 }
    for (const addresses of [[internal], [{ address: '93.184.215.14', family: 4 }, internal], [{ address: '::ffff:192.168.0.1', family: 6 }], []]) {
      const error = await errorOf(open({ lookup: async () => addresses }).get(`https://school.example:${port}/`, { accept }))
      expect(error).toMatchObject({ code: 'OUTBOUND_FORBIDDEN_ADDRESS', retryable: false })
    }
    expect(connections()).toBe(0)
  })

  it('NET-03: connects to the address that was judged, resolves once for a connection, and judges every new one', async () => {
    const authority = makeAuthority()
    const tls = authority.issue(['school.example'])
    const right = await canary((_request, response) => { response.setHeader('connection', 'close').end('{}') }, { tls })
    let lookups = 0
    const answers = ['127.0.0.1', '10.0.0.1']
    const outbound = open({ allowLoopback: true, ca: authority.certificate, lookup: async () => [{ address: answers[lookups++] ?? '10.0.0.1', family: 4 }] })
    await outbound.get(`https://school.example:${right.port}/`, { accept })
    expect(lookups).toBe(1)
    expect((await errorOf(outbound.get(`https://school.example:${right.port}/`, { accept }))).code).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
    expect(right.connections()).toBe(1)
  })

  it('NET-04: a redirect is judged like the first address, and two are enough', async () => {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to')
      if (to === null) json(response, { there: true })
      else response.writeHead(302, { location: to }).end('{"a":"document"}')
    }
    const { port, requests } = await canary(answer)
    const outbound = open({ allowLoopback: true })
    const start = (to: string): string => `http://localhost:${port}/?to=${encodeURIComponent(to)}`
    expect((await outbound.get(start('/there'), { accept })).url).toBe(`http://localhost:${port}/there`)
    expect((await outbound.get(start(start('/there')), { accept })).status).toBe(200)
    expect(await errorOf(outbound.get(start(start(start('/there'))), { accept }))).toMatchObject({ code: 'OUTBOUND_REDIRECT', retryable: false })
    for (const [to, code] of [['https://10.0.0.1/', 'OUTBOUND_FORBIDDEN_ADDRESS'], ['https://169.254.169.254/latest', 'OUTBOUND_FORBIDDEN_ADDRESS'], ['http://example.com/', 'OUTBOUND_FORBIDDEN_URL'], ['file:///etc/passwd', 'OUTBOUND_FORBIDDEN_URL'], ['https://a@b/', 'OUTBOUND_FORBIDDEN_URL']] as const) {
      expect((await errorOf(outbound.get(start(to), { accept }))).code, to).toBe(code)
    }
    const elsewhere = await canary()
    const closed = open({ allowLoopback: true, allowedHosts: [`localhost:${port}`] })
    for (const to of [`http://localhost:${elsewhere.port}/`, `https://localhost:${elsewhere.port}/`, `http://127.0.0.1:${elsewhere.port}/`]) {
      expect((await errorOf(closed.get(start(to), { accept }))).code, to).toBe('OUTBOUND_FORBIDDEN_URL')
    }
    expect(elsewhere.connections()).toBe(0)
    const before = requests.length
    const loop = await canary((_request, response) => { response.writeHead(307, { location: '/' }).end() })
    expect((await errorOf(outbound.get(`http://localhost:${loop.port}/`, { accept }))).code).toBe('OUTBOUND_REDIRECT')
    expect(loop.requests).toHaveLength(3)
    expect(requests).toHaveLength(before)
    const nowhere = await canary((_request, response) => { response.writeHead(301).end() })
    await errorOf(outbound.get(`http://localhost:${nowhere.port}/`, { accept }))
  })

  it('NET-16: with closed egress, only to the hosts on the list, redirects included', async () => {
    const { port } = await canary((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: 'https://other.example/' }).end()
      else json(response, {})
    })
    const outbound = open({ allowLoopback: true, allowedHosts: [`localhost:${port}`] })
    await outbound.get(`http://localhost:${port}/`, { accept })
    for (const url of ['https://other.example/', 'http://localhost:1/', `http://localhost:${port}/away`]) {
      expect(await errorOf(outbound.get(url, { accept }))).toMatchObject({ code: 'OUTBOUND_FORBIDDEN_URL', message: expect.stringContaining('not in the list of hosts') as string })
    }
  })
})

describe('how much it takes', () => {
  it('NET-05: no more than the cap, whether the size is announced or not', async () => {
    let sent = 0
    const { port } = await canary((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', '1000000000')
      const piece = Buffer.alloc(64 * 1024)
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length
      }
      response.on('drain', more).on('error', () => {})
      more()
    })
    const outbound = open({ allowLoopback: true, maxBytes: 200 * 1024 })
    const memory = process.memoryUsage.rss()
    for (const path of ['/announced', '/endless']) {
      expect(await errorOf(outbound.get(`http://localhost:${port}${path}`, { accept }))).toMatchObject({ code: 'OUTBOUND_TOO_LARGE', retryable: false })
    }
    const after = sent
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    expect(sent).toBe(after)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    expect(process.memoryUsage.rss() - memory).toBeLessThan(50 * 1024 * 1024)
  })

  it('exactly the cap is not too much; a request can set its own', async () => {
    const { port } = await canary((_request, response) => { response.end('x'.repeat(1000)) })
    const outbound = open({ allowLoopback: true })
    expect((await outbound.get(`http://localhost:${port}/`, { accept, maxBytes: 1000 })).body).toHaveLength(1000)
    expect((await errorOf(outbound.get(`http://localhost:${port}/`, { accept, maxBytes: 999 }))).code).toBe('OUTBOUND_TOO_LARGE')
  })

  it('NET-07: the cap counts decoded bytes (a small body cannot become a large one)', async () => {
    const bomb = Buffer.alloc(50 * 1024 * 1024)
    const bodies = { gzip: gzipSync(bomb), br: brotliCompressSync(bomb) }
    const { port } = await canary((request, response) => {
      const encoding = request.url?.slice(1) as 'gzip' | 'br'
      response.setHeader('content-encoding', encoding).end(bodies[encoding])
    })
    const outbound = open({ allowLoopback: true })
    const memory = process.memoryUsage.rss()
    for (const [encoding, { length }] of Object.entries(bodies)) {
      expect(length).toBeLessThan(bomb.length / 900)
      expect((await errorOf(outbound.get(`http://localhost:${port}/${encoding}`, { accept }))).code).toBe('OUTBOUND_TOO_LARGE')
    }
    expect(process.memoryUsage.rss() - memory).toBeLessThan(40 * 1024 * 1024)
  })

  it('decodes what it accepts', async () => {
    const { port } = await canary((_request, response) => { response.setHeader('content-encoding', 'gzip').end(gzipSync('{"a":1}')) })
    const { body } = await open({ allowLoopback: true }).get(`http://localhost:${port}/`, { accept })
    expect(Buffer.from(body).toString()).toBe('{"a":1}')
  })

  it('NET-08: nothing of an error answer, however valid it looks', async () => {
    const { port } = await canary((request, response) => {
      response.statusCode = Number(request.url?.slice(1))
      json(response, { id: 'did:web:localhost' })
    })
    const outbound = open({ allowLoopback: true })
    for (const [status, retryable] of [[201, false], [204, false], [206, false], [304, false], [400, false], [404, false], [410, false], [429, true], [500, true], [503, true]] as const) {
      expect(await errorOf(outbound.get(`http://localhost:${port}/${status}`, { accept })), String(status)).toMatchObject({ code: 'OUTBOUND_STATUS', retryable })
    }
  })
})

describe('how long it waits', () => {
  it.each([
    ['answers nothing', () => {}],
    ['stops after the headers', (_request: IncomingMessage, response: ServerResponse) => { response.writeHead(200).flushHeaders() }],
    ['sends a byte now and then', (_request: IncomingMessage, response: ServerResponse) => {
      response.on('error', () => {})
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => { clearInterval(timer) })
    }],
  ])('NET-06: ends when a server %s, and the next request is served', async (_name, misbehave) => {
    const { port } = await canary((request, response) => {
      if (request.url === '/slow') misbehave(request, response)
      else json(response, {})
    })
    const outbound = open({ allowLoopback: true, totalTimeoutSeconds: 1 })
    const start = performance.now()
    const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(outbound.get(`http://localhost:${port}/slow`, { accept }))))
    expect(performance.now() - start).toBeLessThan(8000)
    for (const error of errors) expect(error).toMatchObject({ code: 'OUTBOUND_TIMEOUT', retryable: true })
    expect((await outbound.get(`http://localhost:${port}/`, { accept })).status).toBe(200)
  })

  it('NET-06: ends within the time for connecting when a server takes the connection and never shakes hands', async () => {
    const silent = createServer()
    let connections = 0
    silent.on('connection', (socket) => {
      connections += 1
      socket.on('error', () => {})
      cleanup.push(async () => { socket.destroy() })
    })
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    cleanup.push(async () => { silent.close() })
    const outbound = open({ allowLoopback: true, connectTimeoutSeconds: 1, totalTimeoutSeconds: 10 })
    const start = performance.now()
    expect(await errorOf(outbound.get(`https://localhost:${(silent.address() as AddressInfo).port}/`, { accept }))).toMatchObject({ retryable: true })
    expect(performance.now() - start).toBeLessThan(5000)
    expect(connections).toBe(1)
  })

  it('ends when a name is not resolved in time, or not at all', async () => {
    const slow = open({ totalTimeoutSeconds: 0.3, lookup: async () => await new Promise(() => {}) })
    expect((await errorOf(slow.get('https://school.example/', { accept }))).code).toBe('OUTBOUND_TIMEOUT')
    const unknown = open({ lookup: async () => { throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' }) } })
    expect(await errorOf(unknown.get('https://school.example/', { accept }))).toMatchObject({ code: 'OUTBOUND_UNREACHABLE', retryable: true })
  })

  it('says "unreachable" of a port where nobody listens', async () => {
    const gone = await startCanary()
    await gone.stop()
    expect(await errorOf(open({ allowLoopback: true }).get(`http://localhost:${gone.port}/`, { accept }))).toMatchObject({ code: 'OUTBOUND_UNREACHABLE', retryable: true })
  })
})

describe('TLS', () => {
  const authority = makeAuthority()
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  const old = (version: 'TLSv1' | 'TLSv1.1') => ({ ...authority.issue(['school.example']), minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }) as const

  it('takes a valid certificate of a trusted authority', async () => {
    const { port } = await canary(undefined, { tls: authority.issue(['school.example']) })
    const outbound = open({ allowLoopback: true, ca: authority.certificate, lookup })
    expect((await outbound.get(`https://school.example:${port}/`, { accept })).status).toBe(200)
  })

  it.each<[string, { tls: ServerOptions; ca?: string }]>([
    ['an expired certificate', { tls: authority.issue(['school.example'], { validity: 'past' }) }],
    ['a certificate of later', { tls: authority.issue(['school.example'], { validity: 'future' }) }],
    ['a certificate for another name', { tls: authority.issue(['other.example', 'school.example.evil.example', '*.school.example']) }],
    ['a self-signed certificate', { tls: authority.issue(['school.example'], { selfSigned: true }) }],
    ['a certificate of an unknown authority', { tls: authority.issue(['school.example']), ca: makeAuthority().certificate }],
    ['TLS 1.0', { tls: old('TLSv1') }],
    ['TLS 1.1', { tls: old('TLSv1.1') }],
  ])('NET-09: refuses %s, and does not try again without', async (_name, { tls, ca = authority.certificate }) => {
    const { port, requests, connections } = await canary(undefined, { tls })
    const error = await errorOf(open({ allowLoopback: true, ca, lookup }).get(`https://school.example:${port}/`, { accept }))
    expect(error).toMatchObject({ code: 'OUTBOUND_UNREACHABLE', retryable: false })
    expect(requests).toEqual([])
    expect(connections()).toBe(1)
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('NET-09: a client that takes %s does reach that server (so it was we who refused)', async (version) => {
    const { port } = await canary(undefined, { tls: old(version) })
    const socket = connect({ port, host: '127.0.0.1', servername: 'school.example', ca: authority.certificate, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })
    await once(socket, 'secureConnect')
    expect(socket.getProtocol()).toBe(version)
    socket.destroy()
  })
})
