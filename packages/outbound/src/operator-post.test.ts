/** To the operator's own address: wherever it is, but no further, no longer and no more than that. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { startCanary, type Canary } from '../../../test/canary/index.ts'
import { openOperatorPost, OutboundError, type OperatorPost } from './index.ts'

const cleanup: (() => Promise<unknown>)[] = []
afterEach(async () => { for (const end of cleanup.splice(0).reverse()) await end() })

function open(address: string, timeoutSeconds = 1): OperatorPost {
  const post = openOperatorPost(address, { contentType: 'application/json', timeoutSeconds })
  cleanup.push(() => post.close())
  return post
}
async function canary(answer?: Parameters<typeof startCanary>[0]): Promise<Canary> {
  const started = await startCanary(answer)
  cleanup.push(() => started.stop())
  return started
}
const body = Buffer.from('{}')
const codeOf = async (work: Promise<void>): Promise<string> => await work.then(() => 'none', (error: unknown) => error instanceof OutboundError ? error.code : String(error))

it('reaches a private address, and any 2xx will do', async () => {
  const taken: unknown[] = []
  const { port } = await canary((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => { text += piece }).on('end', () => {
      taken.push([request.method, request.url, request.headers['content-type'], text])
      response.writeHead(taken.length === 1 ? 200 : 202).end('{"partialSuccess":{}}')
    })
  })
  const { post } = open(`http://127.0.0.1:${port}/v1/traces`)
  await post(body)
  await post(body)
  expect(taken).toEqual([1, 2].map(() => ['POST', '/v1/traces', 'application/json', '{}']))
})

it('NET-04: follows no redirect, whatever it is', async () => {
  const other = await canary()
  for (const status of [301, 302, 307, 308]) {
    const { port } = await canary((_request, response) => { response.writeHead(status, { location: `http://127.0.0.1:${other.port}/` }).end() })
    expect(await codeOf(open(`http://127.0.0.1:${port}/`).post(body))).toBe('OUTBOUND_REDIRECT')
  }
  expect(other.connections()).toBe(0)
})

it('NET-05: takes no endless answer, and sends nothing that is too large', async () => {
  const { port, requests } = await canary((_request, response) => {
    const piece = Buffer.alloc(64 * 1024)
    const more = (): void => { while (!response.destroyed && response.write(piece)); }
    response.on('drain', more).on('error', () => {})
    more()
  })
  const { post } = open(`http://127.0.0.1:${port}/`)
  expect(await codeOf(post(body))).toBe('OUTBOUND_TOO_LARGE')
  expect(await codeOf(post(Buffer.alloc(5 * 1024 * 1024)))).toBe('OUTBOUND_TOO_LARGE')
  expect(requests).toHaveLength(1)
})

it('NET-06: waits no longer than it was told, for silence and for drops alike', async () => {
  const drops = await canary((_request, response: ServerResponse) => {
    response.on('error', () => {})
    const timer = setInterval(() => response.write('x'), 50)
    response.on('close', () => { clearInterval(timer) })
  })
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  cleanup.push(async () => { silent.close() })
  for (const port of [drops.port, (silent.address() as AddressInfo).port]) {
    const start = performance.now()
    expect(await codeOf(open(`http://127.0.0.1:${port}/`, 0.3).post(body))).toBe('OUTBOUND_TIMEOUT')
    expect(performance.now() - start).toBeLessThan(3000)
  }
})

it('tells an error answer and an address where nobody listens from success', async () => {
  const { port } = await canary((_request, response) => { response.writeHead(503).end('{}') })
  expect(await codeOf(open(`http://127.0.0.1:${port}/`).post(body))).toBe('OUTBOUND_STATUS')
  const gone = await startCanary()
  await gone.stop()
  expect(await codeOf(open(`http://127.0.0.1:${gone.port}/`).post(body))).toBe('OUTBOUND_UNREACHABLE')
})
