import type { SignatureAlgorithm } from '@eduwallet/keys'

/** Numbers that hold for every sealed document. */
export const limits = {
  /** The whole file, in bytes: a document of Europass carries pictures, and its seal time stamps and revocation lists. */
  fileBytes: 4_194_304,
  /** Protected header, in bytes: a few certificates. */
  headerBytes: 65_536,
  documentBytes: 2_097_152,
  depth: 48,
} as const

/** Signatures that count in a seal. RSA is what most seal certificates of the EU carry. ETSI TS 119 182-1 V1.2.1 #5.1.2; ETSI TS 119 312 */
export const ALGORITHMS: readonly SignatureAlgorithm[] = ['ES256', 'ES384', 'RS256']

/** The media type of a JWS in JSON, as `typ` has it. RFC 7515 #section-4.1.9 */
export const TYP = 'jose+json'

/**
 * Header parameters that may be critical, because they are understood here: `b64` (RFC 7797) and the two ways to say when it was sealed. A time stamp of the content (`adoTst`),
 * a policy (`sigPId`) or a commitment (`srCms`) that must be understood is not, and then nothing is.
 */
export const UNDERSTOOD: ReadonlySet<string> = new Set(['b64', 'iat', 'sigT'])
