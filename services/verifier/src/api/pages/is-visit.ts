import type { FastifyRequest } from 'fastify'

/**
 * Whether a request comes from somebody who opens the page, as far as can be seen: not from a scanner that asks for
 * the headers only, not from a browser that fetches ahead (`Sec-Purpose: prefetch`), and not from a page or program
 * that fetches it as something else than a document (Fetch Metadata, `Sec-Fetch-Dest`). A browser that says
 * nothing is taken for a visitor.
 */
export function isVisit({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  const purpose = String(headers['sec-purpose'] ?? headers.purpose ?? '')
  const destination = headers['sec-fetch-dest']
  return method === 'GET' && !purpose.includes('prefetch') && (destination === undefined || destination === 'document')
}
