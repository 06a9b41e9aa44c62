/**
 * Whose address a request comes from, when a reverse proxy stands in between. `X-Forwarded-For` is believed only from a proxy
 * that was named, and only as far as named proxies wrote it: what stands left of that, anybody can have written.
 */
import { BlockList, isIP, isIPv4 } from 'node:net'

/** The address of a client, in its canonical form; undefined when nobody can say. */
export type ClientAddress = (peer: string | undefined, forwardedFor: string | undefined) => string | undefined

/**
 * Reads addresses as a request gives them: the peer of the socket and the header `X-Forwarded-For`.
 * @param trustedProxies addresses and CIDR ranges; see {@link isAddressRange}
 */
export function readClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList()
  for (const range of trustedProxies) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string): boolean => trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
  return (peer, forwardedFor) => {
    const direct = readAddress(peer ?? '')
    if (direct === undefined || !isTrusted(direct)) return direct
    for (const entry of (forwardedFor ?? '').split(',').toReversed()) {
      const address = readAddress(entry.trim())
      // Neither the proxy's own address nor one further left: the first is everybody's, the second anybody's.
      if (address === undefined) return undefined
      if (!isTrusted(address)) return address
    }
    return undefined
  }
}

/** Whether this is an address, or a range of them in CIDR notation. */
export function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = isIP(address) === 4 ? 32 : 128
  return isIP(address) !== 0 && !address.includes('%') && more.length === 0 && (prefix === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits))
}

/**
 * What one client can be taken to have: an IPv4 address, or the /64 of an IPv6 one, in which a client takes another address
 * as often as it likes (RFC 8981).
 * @param address as {@link readClientAddress} gives it
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address
  const [left = '', right] = address.split('::')
  const before = left === '' ? [] : left.split(':')
  const after = right === undefined || right === '' ? [] : right.split(':')
  const groups = [...before, ...Array.from({ length: right === undefined ? 0 : 8 - before.length - after.length }, () => '0'), ...after]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function readAddress(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  if (isIPv4(bare)) return bare
  const address = bare.split('%', 1)[0] ?? ''
  if (isIP(address) === 0) return undefined
  // An IPv4 client of a socket that listens on IPv6 as well (RFC 4291 #section-2.5.5.2).
  const hex = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(hex) ?? []
  if (high === undefined || low === undefined) return hex
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join('.')
}
