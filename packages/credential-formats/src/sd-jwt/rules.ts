import type { SignatureAlgorithm } from '@eduwallet/keys'

/** Numbers and names that hold for every SD-JWT this house makes or reads, whatever is in it. */
export const limits = {
  /** The whole text, in characters. A microcredential with certificates is about 8,000. */
  compactCharacters: 131_072,
  /** One JSON text inside, in bytes. */
  jsonBytes: 65_536,
  disclosures: 512,
  /** Nesting of the processed claims, counted from the payload itself. */
  depth: 32,
} as const

/** The `typ` of the key binding JWT. RFC 9901 #section-4.3 */
export const KEY_BINDING_TYP = 'kb+jwt'

/** What sets one kind of SD-JWT apart from another. */
export type SdJwtKind = {
  /** The `typ` of the issuer-signed JWT. RFC 8725 #section-3.11 */
  readonly typ: string
  /** The `cty` beside it, when it has one; one that is there must be this. */
  readonly cty?: string
  /** What the issuer may sign with. */
  readonly algorithms: readonly SignatureAlgorithm[]
  /** Members of the payload in which nothing may be hidden: hidden, they would be the holder's to leave out. RFC 9901 #section-9.7 */
  readonly alwaysPlain: ReadonlySet<string>
}

/** Names with a meaning of their own inside an SD-JWT; `__proto__` is no name for anything. RFC 9901 #section-4.2.1 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['_sd', '...', '_sd_alg', '__proto__'])

/** Hash algorithms accepted in `_sd_alg`, with node's name for each. RFC 9901 #section-4.1.1 */
export const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
])
