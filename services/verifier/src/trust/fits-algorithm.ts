import type { VerificationKey } from '@eduwallet/keys'

/** Which kind of key makes a signature of this name: a JOSE algorithm (RFC 7518, RFC 8037) or a cryptosuite of Data Integrity. */
const kinds: readonly (readonly [RegExp, (key: VerificationKey) => boolean])[] = [
  [/^ES256$/, (key) => key.kty === 'EC' && key.crv === 'P-256'],
  [/^ES384$/, (key) => key.kty === 'EC' && key.crv === 'P-384'],
  [/^(?:EdDSA|Ed25519|eddsa-.*|Ed25519Signature20(?:18|20))$/, (key) => key.kty === 'OKP' && key.crv === 'Ed25519'],
  [/^bbs-2023$/, (key) => key.kty === 'OKP' && key.crv === 'BLS12381G2'],
  [/^ecdsa-/, (key) => key.kty === 'EC'],
  [/^RS256$/, (key) => key.kty === 'RSA'],
]

/** Whether a key can have made a signature of this name. False for names that are not known here; true when no name is given. */
export function fitsAlgorithm(key: VerificationKey, algorithm: string | undefined): boolean {
  return algorithm === undefined || kinds.some(([name, fits]) => name.test(algorithm) && fits(key))
}
