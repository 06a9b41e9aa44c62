/** Names as a name server answers for them, over UDP: what a public name may lead to, and when it is asked again. */
import { afterEach, expect, it } from 'vitest'
import { makeAuthority, startCanary, startDnsCanary, type DnsAnswer, type DnsCanary } from '../../../test/canary/index.ts'
import { createOutbound, OutboundError, type Outbound } from './index.ts'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => { for (const end of cleanup.splice(0).reverse()) await end() })

const name = 'school.example'
const authority = makeAuthority()
const tls = authority.issue([name])

/** A web host on each of these addresses, all at one port; a name server; and a client of both. */
async function open(answers: readonly DnsAnswer[], { allowLoopback = false, others = {} }: { allowLoopback?: boolean; others?: Record<string, readonly DnsAnswer[]> } = {}) {
  const host = await startCanary((_request, response) => { response.setHeader('connection', 'close').end('{}') }, { tls })
  const dns: DnsCanary = await startDnsCanary({ ...others, [name]: answers })
  const outbound: Outbound = createOutbound({ allowLoopback, ca: authority.certificate, lookup: dns.lookup, totalTimeoutSeconds: 3 })
  cleanup.push(() => host.stop(), () => dns.stop(), () => outbound.close())
  return { host, dns, get: () => outbound.get(`https://${name}:${host.port}/`, { accept: 'application/json' }) }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(() => expect.unreachable('it did not fail'), (found: unknown) => found)
  expect(error).toBeInstanceOf(OutboundError)
  return (error as OutboundError).code
}

it.each<[what: string, answer: DnsAnswer, others?: Record<string, readonly DnsAnswer[]>]>([
  ['this machine', ['127.0.0.1']],
  ['a private address', ['10.1.2.3']],
  ['the address of a cloud\'s own data', ['169.254.169.254']],
  ['an internal address among public ones', ['93.184.215.14', '127.0.0.1', '93.184.215.15']],
  ['a public IPv4 and an internal IPv6 address', ['93.184.215.14', '::1']],
  ['an internal IPv4 and a public IPv6 address', ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '192.168.1.1']],
  ['an IPv4 address inside an IPv6 one', ['::ffff:127.0.0.1']],
  ['another name that leads to this machine', { alias: 'inside.example' }, { 'inside.example': [['127.0.0.1']] }],
])('NET-02: a public name that leads to %s is refused, and nobody is contacted', async (_what, answer, others = {}) => {
  const { host, dns, get } = await open([answer], { others })
  expect(await codeOf(get())).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
  expect(host.connections()).toBe(0)
  expect(dns.asked.sort()).toEqual([`A ${name}`, `AAAA ${name}`])
})

it('NET-03: a name whose answer changes at once (TTL 0) leads to the address that was judged, and is not asked again for it', async () => {
  const { host, dns, get } = await open([['127.0.0.1'], ['127.0.0.2'], ['10.0.0.1']], { allowLoopback: true })
  const elsewhere = await startCanary(undefined, { tls, host: '127.0.0.2', port: host.port })
  cleanup.push(() => elsewhere.stop())
  expect((await get()).status).toBe(200)
  expect(dns.asked.filter((question) => question === `A ${name}`)).toHaveLength(1)
  expect([host.connections(), elsewhere.connections()]).toEqual([1, 0])
  // A new connection is judged anew.
  expect((await get()).status).toBe(200)
  expect([host.connections(), elsewhere.connections()]).toEqual([1, 1])
  expect(await codeOf(get())).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
  expect([host.connections(), elsewhere.connections()]).toEqual([1, 1])
})

it('NET-03: a name that was internal and is public a moment later is refused by its first answer', async () => {
  const { host, dns, get } = await open([['127.0.0.1'], ['93.184.215.14']])
  expect(await codeOf(get())).toBe('OUTBOUND_FORBIDDEN_ADDRESS')
  expect(dns.asked.filter((question) => question === `A ${name}`)).toHaveLength(1)
  expect(host.connections()).toBe(0)
})

it.each<DnsAnswer>(['NXDOMAIN', 'SERVFAIL', 'silence'])('a name server that says %s: could not be reached, within the time there is', async (answer) => {
  const { host, get } = await open([answer], { allowLoopback: true })
  const start = performance.now()
  expect(await codeOf(get())).toMatch(/^OUTBOUND_(UNREACHABLE|TIMEOUT)$/)
  expect(performance.now() - start).toBeLessThan(6000)
  expect(host.connections()).toBe(0)
})
