const UUID_BYTES = 16
const TAIL_BYTES = 16

/**
 * An unguessable identifier that goes in a link: the employer's id (16 bytes) and 128 bits that only the record
 * knows, base64url. The first half says in whose case book to look, so that no look-up is ever made across
 * employers; it opens nothing by itself.
 */
export function composeAddress(employerId: string, tail: Uint8Array): string {
  if (tail.length !== TAIL_BYTES) throw new RangeError(`an address ends in ${TAIL_BYTES} bytes`)
  return Buffer.concat([Buffer.from(employerId.replaceAll('-', ''), 'hex'), tail]).toString('base64url')
}

/** Makes a new address for something of this employer. */
export function newAddress(employerId: string, randomBytes: (size: number) => Uint8Array): string {
  return composeAddress(employerId, randomBytes(TAIL_BYTES))
}

/** Reads in whose case book an address belongs; undefined when it is not an address at all. */
export function employerOf(address: string): string | undefined {
  const bytes = Buffer.from(address, 'base64url')
  if (bytes.length !== UUID_BYTES + TAIL_BYTES || bytes.toString('base64url') !== address) return undefined
  const hex = bytes.subarray(0, UUID_BYTES).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
