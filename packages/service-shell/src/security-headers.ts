/** What every answer tells a browser (ASVS 5.0 #v34): no inline script, no inline style, no foreign resource, no frame around it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/** Content-Security-Policy, the same for every answer. */
const policy: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'style-src': ["'self'"],
  'script-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
}
const hstsSeconds = 31_536_000

/**
 * The headers of every answer, as helmet sets them. They are the same for all, so helmet is asked once and not for each request.
 * @param publicUrl says whether there is TLS
 */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: Object.fromEntries(Object.entries(policy).map(([name, sources]) => [name, [...sources]])) },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Public documents (credential types, status lists) are read by wallets in browsers; publicCors says which.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    hsts: publicUrl.startsWith('https:') ? { maxAge: hstsSeconds } : false,
  })
  const headers: Record<string, string> = {}
  const answer = { setHeader: (name: string, value: string) => { headers[name.toLowerCase()] = value }, removeHeader: () => {} }
  setHeaders({} as IncomingMessage, answer as unknown as ServerResponse, (error) => { if (error !== undefined) throw error as Error })
  return headers
}
