/** What every answer tells a browser (ASVS 5.0 #v34): no inline script, no inline style, no foreign resource, no frame around it. */
import type helmet from '@fastify/helmet'

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

/** The options of helmet, which adds the headers in a hook. `publicUrl` says whether there is TLS. */
export function securityHeaders(publicUrl: string): Parameters<typeof helmet>[1] {
  return {
    contentSecurityPolicy: { useDefaults: false, directives: Object.fromEntries(Object.entries(policy).map(([name, sources]) => [name, [...sources]])) },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Public documents (credential types, status lists) are read by wallets in browsers; publicCors says which.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    hsts: publicUrl.startsWith('https:') ? { maxAge: hstsSeconds } : false,
  }
}

/** The same for an answer to an address that could not be read: no hook runs for it, and it may be a page. */
export function headersWithoutHooks(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy': Object.entries(policy).map(([name, sources]) => `${name} ${sources.join(' ')}`).join(';'),
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${hstsSeconds}; includeSubDomains` } : {}),
  }
}
