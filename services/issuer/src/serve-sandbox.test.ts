/** An open sandbox answers over https what it answers over http. */
import { request } from 'node:https'
import { makeThrowawayTls } from '@eduwallet/keys'
import { createShell, listenOverTls } from '@eduwallet/service-shell'
import { afterEach, expect, it } from 'vitest'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => { for (const close of closing.splice(0)) await close() })

function post(url: string, body: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', rejectUnauthorized: false, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => { text += part }).on('end', () => { resolve({ status: answer.statusCode, text }) })
    })
    sent.on('error', reject).end(body)
  })
}

it('the same routes, limits and refusals hold over https', async () => {
  const app = createShell({ name: 'test', version: '1', logLevel: 'silent', publicUrl: 'http://localhost:1' })
  app.post('/echo', async ({ body }) => body)
  closing.push(() => app.close())
  await app.ready()
  const listener = await listenOverTls(app, { host: '127.0.0.1', port: 0, ...await makeThrowawayTls({ now: () => new Date() }), setting: 'TEST_PORT' })
  closing.unshift(() => listener.close())
  const url = listener.url.replace('localhost', '127.0.0.1')
  expect(await post(`${url}/echo`, '{"a":1}')).toEqual({ status: 200, text: '{"a":1}' })
  expect(await post(`${url}/echo`, '{"a":1,"a":2}')).toMatchObject({ status: 400 })
  expect(await post(`${url}/nothing`, '{}')).toMatchObject({ status: 404 })
  const second = listenOverTls(app, { host: '127.0.0.1', port: Number(new URL(url).port), ...await makeThrowawayTls({ now: () => new Date() }), setting: 'TEST_PORT' })
  await expect(second).rejects.toThrow('TEST_PORT names an address that cannot be used (EADDRINUSE)')
})
