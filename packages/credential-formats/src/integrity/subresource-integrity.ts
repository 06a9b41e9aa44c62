import { hash, timingSafeEqual } from 'node:crypto'

/** Algorithms of Subresource Integrity, the strongest last, with node's name and the length of the digest. SRI #cryptographic-hash-functions */
const algorithms = [
  { name: 'sha256', bytes: 32 },
  { name: 'sha384', bytes: 48 },
  { name: 'sha512', bytes: 64 },
] as const

/** More than anyone writes beside one resource. */
const MAX_EXPRESSIONS = 16
/** Any hash expression, of whatever algorithm. SRI #the-integrity-attribute; CSP 3 #grammardef-base64-value */
const ANY_EXPRESSION = /^[A-Za-z0-9]{1,20}(?:-[0-9]{1,4})?-[A-Za-z0-9+/_-]{1,512}={0,2}(?:\?[\x21-\x7e]{0,200})?$/
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
  const known = (expressionsOf(metadata) ?? []).flatMap((expression) => digestOf(expression) ?? [])
  const strongest = Math.max(...known.map(({ algorithm }) => algorithm.bytes))
  return known.some(({ algorithm, digest }) => algorithm.bytes === strongest && timingSafeEqual(hash(algorithm.name, bytes, 'buffer'), digest))
}

/**
 * Whether a text is integrity metadata that promises something: one to sixteen hash expressions, at least one of an algorithm of SRI, and
 * each of those with a digest of the right length. Expressions of other algorithms may stand beside it. SRI #the-integrity-attribute
 */
export function isIntegrity(metadata: string): boolean {
  const expressions = expressionsOf(metadata) ?? []
  const named = expressions.filter((expression) => algorithms.some(({ name }) => expression.startsWith(`${name}-`)))
  return named.length > 0 && expressions.every((expression) => ANY_EXPRESSION.test(expression)) && named.every((expression) => digestOf(expression) !== undefined)
}

/** Undefined: there are too many. */
function expressionsOf(metadata: string): string[] | undefined {
  const expressions = metadata.trim().split(/\s+/, MAX_EXPRESSIONS + 1)
  return expressions.length > MAX_EXPRESSIONS ? undefined : expressions
}

/** The digest of an expression; undefined when it is not one of an algorithm of SRI. */
function digestOf(expression: string): { algorithm: (typeof algorithms)[number]; digest: Uint8Array } | undefined {
  const [, name, text = ''] = EXPRESSION.exec(expression) ?? []
  const algorithm = algorithms.find((one) => one.name === name)
  const digest = Buffer.from(text, 'base64')
  return algorithm === undefined || digest.length !== algorithm.bytes ? undefined : { algorithm, digest }
}
