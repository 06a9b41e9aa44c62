/** What a sandbox that is open to everybody shows on every page, and the second address it has for programs that only speak https. */
import Fastify from 'fastify'
import { html } from 'ghtml'
import { ConfigError } from './settings/config-error.ts'
import type { Shell } from './create-shell.ts'
import type { Language } from './language.ts'

const words = {
  nl: { label: 'Proefomgeving', text: 'Dit is een open proefomgeving: iedereen kan hier bewijzen laten maken. Wat hier wordt uitgegeven of goedgekeurd, bewijst niets.' },
  en: { label: 'Sandbox', text: 'This is an open sandbox: anyone can have credentials made here. What is issued or confirmed here proves nothing.' },
} as const satisfies Record<Language, { label: string; text: string }>

const top = '<header class="top">'

/** Puts the banner on every page of the app, before everything else and in the language of the page. */
export function showSandboxBanner(app: Shell): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html') && typeof payload === 'string'
    done(null, isPage ? withBanner(payload) : payload)
  })
}

function withBanner(document: string): string {
  const { label, text } = words[document.includes('<html lang="nl">') ? 'nl' : 'en']
  return document.replace(top, () => `${html`<aside class="sandbox" aria-label="${label}"><p>${text}</p></aside>`}\n${top}`)
}

/** An app that is spoken to over https as well. */
export type TlsListener = { readonly url: string; close(): Promise<void> }

/**
 * Takes requests for the app over https, beside the address where it listens. `setting` names the port in the error.
 * Throws ConfigError when the address cannot be used.
 */
export async function listenOverTls(app: Shell, { host, port, key, cert, setting }: { host: string; port: number; key: string; cert: string; setting: string }): Promise<TlsListener> {
  const front = Fastify({ logger: false, https: { key, cert }, requestTimeout: 30_000, connectionTimeout: 60_000, forceCloseConnections: true })
  front.addHook('onRequest', (request, reply, done) => {
    reply.hijack()
    app.routing(request.raw, reply.raw)
    done()
  })
  try {
    await front.listen({ host, port })
  } catch (error) {
    throw new ConfigError([`${setting} names an address that cannot be used${error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''}`])
  }
  const [listening] = front.addresses()
  return { url: `https://localhost:${String(typeof listening === 'object' ? listening.port : port)}`, async close() { await front.close() } }
}
