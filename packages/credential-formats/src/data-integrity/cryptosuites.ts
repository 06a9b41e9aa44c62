import type { SignatureAlgorithm, SigningAlgorithm, VerificationKey } from '@eduwallet/keys'
import { DataIntegrityError } from './errors.ts'

/** How the bytes to sign are made: of the statements (RDF Dataset Canonicalization) or of the JSON text (JSON Canonicalization Scheme). */
type Canonicalisation = 'rdfc' | 'jcs'

/** A suite whose signature covers the whole document. */
export type WholeSuite = {
  readonly name: string
  readonly canonicalisation: Canonicalisation
  readonly curves: 'Ed25519' | 'ECDSA'
}

/** VC Data Integrity EdDSA 1.0 #eddsa-rdfc-2022, #eddsa-jcs-2022, #ed25519signature2020; VC Data Integrity ECDSA 1.0 #ecdsa-rdfc-2019, #ecdsa-jcs-2019 */
export const wholeSuites = {
  'eddsa-rdfc-2022': { name: 'eddsa-rdfc-2022', canonicalisation: 'rdfc', curves: 'Ed25519' },
  'eddsa-jcs-2022': { name: 'eddsa-jcs-2022', canonicalisation: 'jcs', curves: 'Ed25519' },
  'ecdsa-rdfc-2019': { name: 'ecdsa-rdfc-2019', canonicalisation: 'rdfc', curves: 'ECDSA' },
  'ecdsa-jcs-2019': { name: 'ecdsa-jcs-2019', canonicalisation: 'jcs', curves: 'ECDSA' },
  /** A proof type of its own, from before there were cryptosuites. Only verified. */
  Ed25519Signature2020: { name: 'Ed25519Signature2020', canonicalisation: 'rdfc', curves: 'Ed25519' },
} as const satisfies Record<string, WholeSuite>

export type WholeSuiteName = keyof typeof wholeSuites
/** Every suite that this house knows what to do with. */
export type SuiteName = WholeSuiteName | 'ecdsa-sd-2023'

export type SigningSuiteName = Exclude<SuiteName, 'Ed25519Signature2020'>

/** What each suite is signed with here. P-384 is verified only. */
export const signingAlgorithm: Readonly<Record<SigningSuiteName, SigningAlgorithm>> = {
  'eddsa-rdfc-2022': 'EdDSA',
  'eddsa-jcs-2022': 'EdDSA',
  'ecdsa-rdfc-2019': 'ES256',
  'ecdsa-jcs-2019': 'ES256',
  'ecdsa-sd-2023': 'ES256',
}

/** The signature that a suite makes with this key, with the hash and the length that go with it. Throws DataIntegrityError DI_KEY for a key it cannot be made with. */
export function algorithmFor(suite: WholeSuite, key: VerificationKey): { alg: SignatureAlgorithm; hash: 'sha256' | 'sha384'; signatureBytes: number } {
  if (suite.curves === 'Ed25519' && key.kty === 'OKP' && key.crv === 'Ed25519') return { alg: 'EdDSA', hash: 'sha256', signatureBytes: 64 }
  if (suite.curves === 'ECDSA' && key.kty === 'EC') {
    return key.crv === 'P-256' ? { alg: 'ES256', hash: 'sha256', signatureBytes: 64 } : { alg: 'ES384', hash: 'sha384', signatureBytes: 96 }
  }
  throw new DataIntegrityError('DI_KEY', `the key is not of the kind that ${suite.name} signs with`)
}

/** Whether a suite is known by this name. */
export function isWholeSuite(name: string): name is WholeSuiteName {
  return Object.hasOwn(wholeSuites, name)
}
