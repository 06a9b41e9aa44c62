/** did:key of a P-256 key (W3C CCG did:key; Multicodec p256-pub), written apart from the code under test. */
import type { PublicJwk } from '@eduwallet/keys'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** `did:key:z…` */
export function didKeyOf({ x, y }: PublicJwk): string {
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1
  const bytes = Buffer.concat([Buffer.from([0x80, 0x24, 2 + odd]), Buffer.from(x, 'base64url')])
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (; value > 0n; value /= 58n) text = (alphabet[Number(value % 58n)] ?? '') + text
  return `did:key:z${text}`
}
