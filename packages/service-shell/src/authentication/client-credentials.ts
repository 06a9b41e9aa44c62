/** What an OAuth client says to prove who it is. Both are one or more printable ASCII characters (RFC 6749 #appendix-A). */
export type ClientCredentials = { clientId: string; clientSecret: string }

/** Why there are none: not given, not readable, or given in two places. */
export type NoClientCredentials = 'missing' | 'unreadable' | 'twice'

/**
 * Reads how a client authenticates at a token endpoint: by HTTP Basic, or in the form, and not in both (RFC 6749 #section-2.3).
 * The same client_id beside HTTP Basic is allowed.
 */
export function readClientCredentials(authorization: string | undefined, form: { client_id?: string | undefined; client_secret?: string | undefined }): ClientCredentials | NoClientCredentials {
  const { client_id: clientId, client_secret: clientSecret } = form
  if (authorization === undefined) {
    if (clientId === undefined || clientSecret === undefined) return 'missing'
    return isPrintable(clientId) && isPrintable(clientSecret) ? { clientId, clientSecret } : 'unreadable'
  }
  const basic = readBasic(authorization)
  if (basic === undefined) return 'unreadable'
  return clientSecret !== undefined || (clientId !== undefined && clientId !== basic.clientId) ? 'twice' : basic
}

/** RFC 6749 #section-2.3.1: id and secret are form-encoded before they are put together. */
function readBasic(header: string): ClientCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('latin1')
  const colon = text.indexOf(':')
  const clientId = formDecode(text.slice(0, Math.max(colon, 0)))
  const clientSecret = formDecode(text.slice(colon + 1))
  return isPrintable(clientId) && isPrintable(clientSecret) ? { clientId, clientSecret } : undefined
}

/** The empty text when it is not form-encoded. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text)
}
