import { afterEach, expect, it } from 'vitest'
import { createShell, page, showSandboxBanner } from './index.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => { for (const close of closing.splice(0)) await close() })

function shell(open: boolean) {
  const app = createShell({ name: 'test', version: '1', logLevel: 'silent', publicUrl: 'http://localhost:1' })
  if (open) showSandboxBanner(app)
  app.get('/page', async (_request, reply) => reply.type('text/html; charset=utf-8').serializer(String).send(page({ language: 'nl', title: 'T', body: '<h1>Kop</h1>' })))
  closing.push(() => app.close())
  return app
}

it('every page of an open sandbox begins with the banner, in its own language', async () => {
  const { body } = await shell(true).inject('/page')
  expect(body).toMatch(/<aside class="sandbox" aria-label="Proefomgeving"><p>Dit is een open proefomgeving[^<]*bewijst niets\.<\/p><\/aside>\n<header class="top">/)
  expect((await shell(false).inject('/page')).body).not.toContain('sandbox')
})
