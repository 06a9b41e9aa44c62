import type { SignatureAlgorithm } from '@eduwallet/keys'

/** Numbers that hold for every JWT of the W3C data model that is made or read here. */
export const limits = {
  /** Header or payload of a credential, in bytes: a badge with its image inside is larger than one without. */
  credentialBytes: 524_288,
  /** Header or payload of a presentation, in bytes: some credentials, each in base64url. */
  presentationBytes: 2_097_152,
  depth: 32,
} as const

/** Signatures that count, whoever signed. `none`, MACs and RSA never do. VC-JOSE-COSE #json-web-token-header-parameters; RFC 8725 #section-3.1 */
export const ALGORITHMS: readonly SignatureAlgorithm[] = ['ES256', 'ES384', 'EdDSA']
