/** Who guesses at secrets is slowed down, and nobody else: whose address a request comes from, and how often it was wrong. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics, createShell, problem, wrongGuess, type Shell, type ShellOptions } from '../index.ts'
import { isAddressRange, networkOf, readClientAddress } from './client-address.ts'
import { createGuessLimit } from './guess-limit.ts'

const open: Shell[] = []
afterEach(async () => { for (const app of open.splice(0)) await app.close() })

/** At /guess/7 the guess is right, at every other wrong; /open is no secret. */
function shell(options: Partial<ShellOptions> = {}): Shell {
  const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080', ...options })
  open.push(app)
  void app.register(async (scope: Shell) => {
    for (const guesses of ['code', 'client'] as const) {
      scope.get<{ Params: { secret: string } }>(`/${guesses}/:secret`, { config: { guesses } }, async (request) => {
        if (request.params.secret === '7') return { ok: true }
        wrongGuess(request)
        throw problem(404, 'not-found', 'There is nothing at this address')
      })
    }
    scope.get('/open', async (request) => { wrongGuess(request); return { ip: request.ip, host: request.host, protocol: request.protocol } })
  })
  return app
}
const knock = (app: Shell, url: string, from: { remoteAddress?: string; forwardedFor?: string } = {}) =>
  app.inject({ url, remoteAddress: from.remoteAddress ?? '192.0.2.1', headers: from.forwardedFor === undefined ? {} : { 'x-forwarded-for': from.forwardedFor } })
async function guessWrong(app: Shell, times: number, from?: Parameters<typeof knock>[2], url = '/code/1'): Promise<number[]> {
  const statuses: number[] = []
  for (let time = 0; time < times; time += 1) statuses.push((await knock(app, url, from)).statusCode)
  return statuses
}

describe('whose address a request comes from', () => {
  const addressOf = readClientAddress(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

  it('PAR-15: is the peer of the socket, whatever the header says, unless the peer is a proxy that was named', () => {
    expect(addressOf('192.0.2.1', '6.6.6.6')).toBe('192.0.2.1')
    expect(readClientAddress([])('127.0.0.1', '6.6.6.6')).toBe('127.0.0.1')
    expect(addressOf('11.0.0.1', '6.6.6.6')).toBe('11.0.0.1')
    expect(addressOf(undefined, '6.6.6.6')).toBeUndefined()
  })

  it('PAR-15: behind a named proxy is the right-most address that no named proxy has: what stands left of it anybody can write', () => {
    expect(addressOf('127.0.0.1', '198.51.100.7')).toBe('198.51.100.7')
    expect(addressOf('::ffff:127.0.0.1', '6.6.6.6, 198.51.100.7,10.1.2.3 ')).toBe('198.51.100.7')
    expect(addressOf('fd00::1', '127.0.0.1, 2001:DB8::0001')).toBe('2001:db8::1')
    expect(addressOf('127.0.0.1', '198.51.100.7:4711')).toBe('198.51.100.7')
    expect(addressOf('127.0.0.1', '[2001:db8::1]:4711')).toBe('2001:db8::1')
    expect(addressOf('127.0.0.1', '::ffff:198.51.100.7')).toBe('198.51.100.7')
  })

  it('is nobody’s when the proxy does not say it: the proxy’s own would be everybody’s', () => {
    for (const header of [undefined, '', ' , ', 'unknown', '6.6.6.6, unknown', '_hidden', '10.1.2.3', '6.6.6.6, 1.2.3', '6.6.6.6, 198.51.100.7 x']) expect(addressOf('127.0.0.1', header), header).toBeUndefined()
  })

  it('counts per address, and per /64 of IPv6', () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
    const same = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:3::'].map((address) => networkOf(addressOf(address, undefined)!))
    expect(new Set(same)).toEqual(new Set(['2001:db8:1:2::/64']))
    expect(networkOf('2001:db8:1:3::1')).not.toBe(same[0])
    expect([networkOf('::1'), networkOf('2001:db8::')]).toEqual(['0:0:0:0::/64', '2001:db8:0:0::/64'])
  })

  it('a proxy is named by address or range', () => {
    for (const good of ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '192.0.2.1/32']) expect(isAddressRange(good), good).toBe(true)
    for (const bad of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '::/129', 'fe80::1%eth0', '1.2.3', '10.0.0.0/8/8']) expect(isAddressRange(bad), bad).toBe(false)
  })
})

describe('the memory of wrong guesses', () => {
  const patience = { atOnce: 3, forgetSeconds: 10, mostNetworks: 4 }

  it('allows so many at once, then one more as each is forgotten', () => {
    let now = 5000
    const limit = createGuessLimit(patience, () => now)
    for (let time = 0; time < 3; time += 1) {
      expect(limit.waitSeconds('a')).toBe(0)
      limit.wrong('a')
    }
    expect([limit.waitSeconds('a'), limit.waitSeconds('b')]).toEqual([10, 0])
    now += 9001
    expect(limit.waitSeconds('a')).toBe(1)
    now += 999
    expect(limit.waitSeconds('a')).toBe(0)
    limit.wrong('a')
    expect(limit.waitSeconds('a')).toBe(10)
    now += 30_000
    limit.wrong('a')
    limit.wrong('a')
    expect(limit.waitSeconds('a')).toBe(0)
  })

  it('never makes anybody wait longer than it takes to forget one, also when many guesses were under way at once', () => {
    const limit = createGuessLimit(patience, () => 0)
    for (let time = 0; time < 300; time += 1) limit.wrong('a')
    expect(limit.waitSeconds('a')).toBe(10)
  })

  it('is of a fixed size: who guessed least recently is forgotten', () => {
    const limit = createGuessLimit(patience, () => 0)
    for (let time = 0; time < 3; time += 1) limit.wrong('kept')
    for (let network = 0; network < 100_000; network += 1) {
      limit.wrong(String(network))
      if (network % 3 === 0) limit.wrong('kept')
    }
    expect(limit.size()).toBe(4)
    expect(limit.waitSeconds('kept')).toBeGreaterThan(0)
    expect(limit.waitSeconds('99998')).toBe(0)
  })
})

describe('a client that guesses', () => {
  it('OFR-13: is refused with 429 and Retry-After from the 101st wrong guess on; right ones are not counted, other networks and other doors not touched', async () => {
    const app = shell()
    for (let time = 0; time < 300; time += 1) expect((await knock(app, '/code/7')).statusCode).toBe(200)
    expect(new Set(await guessWrong(app, 100))).toEqual(new Set([404]))
    const refused = await knock(app, '/code/7')
    expect(refused.statusCode).toBe(429)
    expect(refused.headers).toMatchObject({ 'retry-after': '3', 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    expect(refused.json()).toMatchObject({ code: 'too-many-attempts', status: 429, detail: 'please try again after 3 seconds' })
    expect((await knock(app, '/code/7', { remoteAddress: '192.0.2.2' })).statusCode).toBe(200)
    expect((await knock(app, '/client/7')).statusCode).toBe(200)
    expect((await knock(app, '/open')).statusCode).toBe(200)
  })

  it('OFR-10: has no more guesses by sending them all at once; whoever was never wrong may', async () => {
    const app = shell()
    let answer = (): void => {}
    const looked = new Promise<void>((resolve) => { answer = resolve })
    void app.register(async (scope: Shell) => {
      scope.get<{ Params: { secret: string } }>('/slow/:secret', { config: { guesses: 'code' } }, async (request) => {
        await looked
        if (request.params.secret === '7') return { ok: true }
        wrongGuess(request)
        throw problem(404, 'not-found', 'There is nothing at this address')
      })
    })
    await guessWrong(app, 90)
    const sent = Array.from({ length: 250 }, () => knock(app, '/slow/1'))
    const others = Array.from({ length: 250 }, () => knock(app, '/slow/7', { remoteAddress: '192.0.2.2' }))
    setTimeout(answer, 200)
    const statuses = (await Promise.all(sent)).map(({ statusCode }) => statusCode)
    expect([404, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([10, 240])
    expect((await Promise.all(others)).filter(({ statusCode }) => statusCode === 429)).toEqual([])
  })

  it('OFR-13: is one client with all the addresses of its /64', async () => {
    const app = shell()
    for (let host = 0; host < 100; host += 1) await knock(app, '/code/1', { remoteAddress: `2001:db8:1:2::${host.toString(16)}` })
    expect((await knock(app, '/code/1', { remoteAddress: '2001:db8:1:2:abcd::1' })).statusCode).toBe(429)
    expect((await knock(app, '/code/1', { remoteAddress: '2001:db8:1:3::1' })).statusCode).toBe(404)
  })

  it('PAR-15: does not become another one by a header', async () => {
    const app = shell({ trustedProxies: ['10.0.0.1'] })
    for (let time = 0; time < 100; time += 1) await knock(app, '/code/1', { forwardedFor: `198.51.100.${time}` })
    expect((await knock(app, '/code/7', { forwardedFor: '198.51.100.200' })).statusCode).toBe(429)
    for (let time = 0; time < 100; time += 1) await knock(app, '/code/1', { remoteAddress: '10.0.0.1', forwardedFor: `198.51.100.${time}, 203.0.113.9` })
    expect((await knock(app, '/code/7', { remoteAddress: '10.0.0.1', forwardedFor: '198.51.100.200, 203.0.113.9' })).statusCode).toBe(429)
    expect((await knock(app, '/code/7', { remoteAddress: '10.0.0.1', forwardedFor: '203.0.113.9, 203.0.113.10' })).statusCode).toBe(200)
  })

  it('PAR-15: a named proxy is believed about the address only for this; host, scheme and address of a request are the socket’s', async () => {
    const app = shell({ trustedProxies: ['127.0.0.1'] })
    const answer = await app.inject({ url: '/open', remoteAddress: '127.0.0.1', headers: { host: 'localhost:8080', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' } })
    expect(answer.json()).toEqual({ ip: '127.0.0.1', host: 'localhost:8080', protocol: 'http' })
  })

  it('cannot shut out others behind a proxy that was not named: there is no limit, and the log says so at the start', async () => {
    const lines: string[] = []
    const app = shell({ publicUrl: 'https://issuer.example', logLevel: 'warn', logStream: { write: (line) => { lines.push(line) } } })
    expect(new Set(await guessWrong(app, 150, { remoteAddress: '127.0.0.1' }))).toEqual(new Set([404]))
    expect(lines).toEqual([])
    await app.listen({ host: '127.0.0.1', port: 0 })
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ level: 40, msg: expect.stringContaining('no trusted proxy is named') as string }])
  })

  it('is counted', async () => {
    const metrics = createMetrics()
    const app = shell()
    metrics.watch(app)
    await guessWrong(app, 102)
    expect(await metrics.text()).toMatch(/^eduwallet_guesses_limited_total\{guessed="code"\} 2\neduwallet_guesses_limited_total\{guessed="client"\} 0$/m)
  })

  it('is refused before its body has come in', async () => {
    const app = shell()
    app.post('/code', { config: { guesses: 'code' } }, async () => ({ ok: true }))
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    await guessWrong(app, 100, { remoteAddress: '127.0.0.1' })
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /code HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{')
    const [head] = await once(socket, 'data') as [Buffer]
    socket.destroy()
    expect(head.toString('latin1')).toMatch(/^HTTP\/1.1 429 /)
  })
})
