/**
 * Institutional signing keys: where they live and what proves whose they are.
 *
 * A room holds a `Signer` and never a key. A store (`sealed/`: private keys at rest under AES-256-GCM, opened into
 * this process) promises that a key cannot be read back through its Signer, that a Signer is only given for a pair
 * that fits together (private key, public key, name, certificate), and that a sealed key opens only for the owner and purpose
 * it was made for. Another store (a hardware module, say) is one more folder that passes `signer.contract.test.ts`.
 *
 * `certificates/` makes the sandbox's certificates and verifies everybody's chains; `did-document` publishes the same keys as a DID.
 */
export { certificateHash, type CertificateSubject } from './certificates/parse-certificate.ts'
export {
  type CertificateRequest,
  createSandboxCa,
  issueCertificate,
  type SealedCertificateAuthority,
} from './certificates/certificate-authority.ts'
export { chainExpiry } from './certificates/chain-expiry.ts'
export { type CertificateChain, readCertificateChain } from './certificates/read-certificate-chain.ts'
export { makeThrowawayTls, type TlsIdentity } from './certificates/throwaway-tls.ts'
export { type ChainExpectation, type VerifiedLeaf, verifyChain } from './certificates/verify-chain.ts'
export { type DidDocument, didDocument, jsonWebKeyId, multikeyId } from './did-document.ts'
export { ChainError, type ChainErrorCode, KeyError, type KeyErrorCode } from './errors.ts'
export { keyOfMultikey, multikeyOf } from './multikey.ts'
export { parsePublicJwk, type PublicJwk } from './public-jwk.ts'
export { generateSealedKey } from './sealed/generate.ts'
export type { KeyEncryptionKey } from './sealed/key-encryption-key.ts'
export { openSealedKey } from './sealed/open.ts'
export { parseKeyEncryptionKey } from './sealed/parse-key-encryption-key.ts'
export { sealPrivateKeyPem } from './sealed/seal-private-key.ts'
export type { SealedKey } from './sealed/sealed-key.ts'
export type { AnySigner, Signer, SigningAlgorithm, SigningPublicJwk } from './signer.ts'
export {
  type Bls12381G2PublicJwk,
  type Ed25519PublicJwk,
  parseVerificationKey,
  type RsaPublicJwk,
  samePublicKey,
  type SignatureAlgorithm,
  thumbprint,
  type VerificationKey,
  verifySignature,
} from './verification-key.ts'
