import { hash, timingSafeEqual } from 'node:crypto'

/** Algorithms of Subresource Integrity, the strongest last, with node's name and the length of the digest. SRI #cryptographic-hash-functions */
const algorithms = [
  { name: 'sha256', bytes: 32 },
  { name: 'sha384', bytes: 48 },
  { name: 'sha512', bytes: 64 },
] as const

/** More than anyone writes beside one resource. */
const MAX_EXPRESSIONS = 16
const EXPRESSION = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]{43,88}={0,2})(?:\?[\x21-\x7e]{0,200})?$/

/** Integrity metadata of these bytes, as `vct#integrity` and `digestSRI` have it: `sha256-…`. SRI #the-integrity-attribute */
export function integrityOf(bytes: Uint8Array | string): string {
  return `sha256-${hash('sha256', bytes, 'base64')}`
}

/**
 * True when the bytes have one of the digests of the strongest algorithm that is named (SRI #does-response-match-metadatalist). Names that are not known are passed over;
 * when none is known nothing is promised, and nothing matches.
 */
export function matchesIntegrity(bytes: Uint8Array | string, metadata: string): boolean {
  const expressions = metadata.trim().split(/\s+/, MAX_EXPRESSIONS + 1)
  if (expressions.length > MAX_EXPRESSIONS) return false
  const known = expressions.flatMap((expression) => {
    const [, name, digest = ''] = EXPRESSION.exec(expression) ?? []
    const algorithm = algorithms.find((one) => one.name === name)
    const bytesOfDigest = Buffer.from(digest, 'base64')
    return algorithm === undefined || bytesOfDigest.length !== algorithm.bytes ? [] : [{ algorithm, digest: bytesOfDigest }]
  })
  const strongest = Math.max(...known.map(({ algorithm }) => algorithm.bytes))
  return known.some(({ algorithm, digest }) => algorithm.bytes === strongest && timingSafeEqual(hash(algorithm.name, bytes, 'buffer'), digest))
}
