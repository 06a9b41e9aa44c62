import { InstitutionError } from './errors.ts'

/** First path segments that are doors of the service itself, so that no institution can stand in front of one. */
const reservedSlugs = new Set([
  'operator', 'assets', 'vct', 'contexts', 'schemas', 'livez', 'readyz', 'healthz', 'metrics', 'api', 'docs', 'oauth', 'token',
  'nonce', 'credential', 'notification', 'status-lists', 'sandbox-ca', 'well-known', 'favicon', 'robots', 'openapi', 'did',
  'jwks', 'console', 'login', 'logout', 'admin', 'static', 'public', 'claim', 'verify', 'credentials', 'presentations', 'verifier', 'issuer', 'www',
])

/** 2 to 63 characters of a-z, 0-9 and hyphen, beginning with a letter or digit: safe in a path and in a did:web. */
const slugPattern = /^[a-z0-9][a-z0-9-]{1,62}$/

/** Whether the text could be the slug of an institution; asked before the register is. */
export function looksLikeSlug(text: string): boolean {
  return slugPattern.test(text) && !reservedSlugs.has(text)
}

/** Throws `INSTITUTION_SLUG_INVALID` or `INSTITUTION_SLUG_RESERVED` for a slug no institution can have. */
export function checkSlug(slug: string): void {
  if (!slugPattern.test(slug)) {
    throw new InstitutionError('INSTITUTION_SLUG_INVALID', 'slug must be 2 to 63 characters of a-z, 0-9 and hyphen, beginning with a letter or digit')
  }
  if (reservedSlugs.has(slug)) throw new InstitutionError('INSTITUTION_SLUG_RESERVED', `slug ${slug} is kept for the service itself`)
}
