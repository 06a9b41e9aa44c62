/** Where traces may be sent: what the operator wrote, read strictly, because it is the one address that may be private. */
import { BlockList, isIP } from 'node:net'

/** This machine, and the ranges that never leave an organisation (RFC 1918, RFC 4193). Link-local ones are not among them: clouds keep secrets there. */
const within = new BlockList()
within.addSubnet('127.0.0.0', 8)
within.addSubnet('10.0.0.0', 8)
within.addSubnet('172.16.0.0', 12)
within.addSubnet('192.168.0.0', 16)
within.addAddress('::1', 'ipv6')
within.addSubnet('fc00::', 7, 'ipv6')

/**
 * The address of a collector (OTLP/HTTP, #otlphttp-request: `v1/traces` below a base address), or what is wrong with it. Spans
 * leave a production service over https, or over http to an address that is literally of this machine or private: what a
 * name stands for can change.
 */
export function readTracesEndpoint(given: string, mode: 'sandbox' | 'production' | undefined): URL | string {
  if (!URL.canParse(given)) return 'must be an absolute URL'
  const url = new URL(given)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if (url.search !== '' || url.hash !== '') return 'must not have a query or fragment'
  if (url.protocol === 'http:' && mode !== 'sandbox' && !isWithin(url.hostname.replace(/^\[|\]$/g, ''))) {
    return 'must be an https URL, or an http URL with a loopback or private IP address'
  }
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url
}

function isWithin(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && within.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))
}
