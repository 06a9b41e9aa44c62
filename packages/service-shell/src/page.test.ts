import { readFileSync } from 'node:fs'
import path from 'node:path'
import { html } from 'ghtml'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { assetUrl, createShell, languageOf, page, qrSvg, registerAssets, registerOpenApi, writeOpenApi, type Shell } from './index.ts'

const open: Shell[] = []
afterEach(async () => { for (const app of open.splice(0)) await app.close() })
function shell(): Shell {
  const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080' })
  open.push(app)
  return app
}

describe('a page', () => {
  it('has language, title, skip link, one main landmark and a link to itself in the other language', () => {
    const text = page({ language: 'nl', title: 'Jouw <bewijs>', body: html`<h1>${'<script>'}</h1>`, path: '/a?b=c' })
    expect(text).toMatch(/^<!doctype html>\n<html lang="nl">/)
    expect(text).toContain('<title>Jouw &#60;bewijs&#62; | Eduwallet</title>')
    expect(text).toContain('<a class="skip" href="#content">Naar de inhoud</a>')
    expect(text.match(/<main /g)).toHaveLength(1)
    expect(text).toContain('<h1>&#60;script&#62;</h1>')
    expect(text).toMatch(/<a href="\/a\?b&#61;c&#38;lang&#61;en" lang="en" hreflang="en">English<\/a>/)
    expect(page({ language: 'en', title: 'x', body: '' })).not.toContain('<nav')
  })

  it('needs no script: what a script does is also a link; nothing is inline or from elsewhere', () => {
    const text = page({ language: 'en', title: 'x', body: '', path: '/a', refreshSeconds: 3 })
    expect(text).toContain('<noscript><p><a class="button quiet" href="/a">See whether anything has changed</a></p></noscript>')
    expect(text).toContain('data-refresh-seconds="3"')
    expect(text).not.toMatch(/ on[a-z]+=| style=|<style|<script>|https?:\/\/(?!www\.w3\.org)/)
  })

  it('has text of 7:1 and marks of 3:1 or more against its grounds, in light and dark (WCAG 2.2 1.4.6, 1.4.11)', () => {
    const css = readFileSync(path.join(import.meta.dirname, '..', 'assets', 'eduwallet.css'), 'utf8')
    const schemes = css.split('@media (prefers-color-scheme: dark)').slice(0, 2).map((part) => Object.fromEntries([...part.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value] as const)) as Record<string, string>)
    expect(schemes).toHaveLength(2)
    for (const colors of schemes) {
      for (const text of ['ink', 'quiet', 'accent', 'good', 'bad', 'unsure']) {
        for (const ground of ['paper', 'ground']) expect(contrast(colors[text], colors[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(7)
      }
      expect(contrast(colors['accent-ink'], colors['accent'])).toBeGreaterThanOrEqual(7)
      for (const mark of ['line', 'focus']) expect(contrast(colors[mark], colors['paper']), mark).toBeGreaterThanOrEqual(3)
    }
  })
})

/** WCAG 2.2 #dfn-contrast-ratio. */
function contrast(one = '#808080', other = '#808080'): number {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe('the language', () => {
  it('is what the reader chose, else what the cookie kept, else what the browser asks for, else Dutch', async () => {
    const app = shell()
    app.get('/', async (request, reply) => reply.type('text/html').send(languageOf(request)))
    const ask = async (url: string, headers: Record<string, string> = {}) => await app.inject({ url, headers })
    expect((await ask('/')).body).toBe('nl')
    expect((await ask('/', { 'accept-language': 'de, en-GB;q=0.8, nl;q=0.2' })).body).toBe('en')
    expect((await ask('/', { 'accept-language': 'fr' })).body).toBe('nl')
    expect((await ask('/', { 'accept-language': 'nl', cookie: 'lang=en' })).body).toBe('en')
    expect((await ask('/', { 'accept-language': 'nl', cookie: 'lang=xx' })).body).toBe('nl')
    const chosen = await ask('/?lang=en', { cookie: 'lang=nl' })
    expect(chosen.body).toBe('en')
    expect(chosen.headers).toMatchObject({ 'set-cookie': expect.stringMatching(/^lang=en; .*HttpOnly; SameSite=Lax/) as string, 'cache-control': 'no-store', vary: 'Accept-Language, Cookie' })
    expect((await ask('/?lang=xx')).headers['set-cookie']).toBeUndefined()
  })
})

describe('assets', () => {
  it('are kept for ever under the address that holds their hash, and looked up again under any other', async () => {
    const app = shell()
    registerAssets(app)
    const answer = await app.inject(assetUrl('eduwallet.css'))
    expect(answer.headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' })
    expect((await app.inject('/assets/eduwallet.css?v=old')).headers['cache-control']).toBe('no-cache')
    expect((await app.inject('/assets/..%2fpackage.json')).statusCode).toBe(404)
    expect(() => assetUrl('nothing.css')).toThrow()
  })
})

describe('a QR code', () => {
  it('is a labelled picture in the page', async () => {
    const svg = await qrSvg('openid-credential-offer://?x=1', 'Scan "this" <with> your wallet')
    expect(svg).toMatch(/^<svg class="qr" role="img" aria-label="Scan &#34;this&#34; &#60;with&#62; your wallet" xmlns=/)
    expect(svg).not.toMatch(/style=|<script/)
  })
})

describe('the OpenAPI document', () => {
  it('is made from the schemas, and is the same every time', async () => {
    const write = async (): Promise<string> => {
      const app = shell()
      registerOpenApi(app, { title: 'Test', version: '1', description: 'For a test' })
      void app.register(async (scope: Shell) => {
        scope.get('/hidden', async () => ({}))
        scope.post('/things', { schema: { summary: 'Makes a thing', body: z.object({ name: z.string().max(5) }), response: { 201: z.object({ id: z.string() }) } } }, async (_request, reply) => reply.code(201).send({ id: '1' }))
      })
      return await writeOpenApi(app)
    }
    const text = await write()
    expect(text).toMatch(/^openapi: 3\.1\.1\n/)
    expect(text).toContain('maxLength: 5')
    expect(text).not.toContain('/hidden')
    expect(await write()).toBe(text)
  })
})
