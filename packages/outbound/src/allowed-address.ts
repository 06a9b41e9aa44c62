/** Which addresses may be connected to: public unicast ones, and in a sandbox this machine itself. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Whether `address` is a public unicast address. Special-purpose ranges (RFC 6890 and its registry: loopback, private,
 * link-local, carrier-grade NAT, documentation, multicast, NAT64, 6to4, Teredo, unique local …) are not; an IPv4 address
 * inside an IPv6 one counts as itself.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address)
  if (parsed === undefined || parsed.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 is given out (RFC 4291 #section-2.4); ipaddr.js calls the rest unicast too, also ::127.0.0.1.
  return parsed instanceof ipaddr.IPv4 || parsed.match(ipaddr.IPv6.parse('2000::'), 3)
}

/** Whether `address` is of this machine (127.0.0.0/8, ::1). */
export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === 'loopback'
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // ipaddr.js also reads octal, hexadecimal and shortened forms; only canonical ones come out of a resolver or a URL.
  if (isIP(address) === 0) return undefined
  const parsed = ipaddr.parse(address)
  return parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed
}
