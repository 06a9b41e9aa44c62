/** What may be asked for at all, before a name is resolved. */
import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './allowed-address.ts'
import { OutboundError } from './errors.ts'

/** Longer addresses than this are nobody's document. */
const MAX_URL_LENGTH = 2048

/** `allowLoopback`: this machine too, then also over http. `allowedHosts`: nothing but these (`host` or `host:port`). */
export type UrlRules = { allowLoopback: boolean; allowedHosts: readonly string[] | undefined }

/**
 * Reads a URL that somebody else chose.
 * @throws OutboundError OUTBOUND_FORBIDDEN_URL (scheme, user name, host not on the list) or OUTBOUND_FORBIDDEN_ADDRESS
 */
export function checkUrl(text: string, { allowLoopback, allowedHosts }: UrlRules): URL {
  const url = text.length <= MAX_URL_LENGTH && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw forbidden('that is not an address that can be fetched')
  if (url.username !== '' || url.password !== '') throw forbidden('an address with a user name in it is not fetched')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const local = isLoopbackHost(host)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopback && local)) throw forbidden('only https addresses are fetched')
  if (allowedHosts !== undefined && !allowedHosts.includes(url.host) && !allowedHosts.includes(url.hostname)) {
    throw forbidden(`${url.host} is not in the list of hosts that this service may contact`)
  }
  // The resolver is not asked about a literal address, so it is judged here (`new URL` has made 0x7f.1 into 127.0.0.1).
  if (isIP(host) !== 0 && !isPublicAddress(host) && !(allowLoopback && isLoopbackAddress(host))) {
    throw new OutboundError('OUTBOUND_FORBIDDEN_ADDRESS', `${host} is not a public address`, { retryable: false })
  }
  return url
}

/** Whether a host name or literal address can only mean this machine (RFC 6761 #section-6.3). */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host.replace(/^\[|\]$/g, ''))
}

function forbidden(message: string): OutboundError {
  return new OutboundError('OUTBOUND_FORBIDDEN_URL', message, { retryable: false })
}
