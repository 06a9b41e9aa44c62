/** W3C Verifiable Credential Data Integrity 1.0: credentials and presentations that carry their proofs in themselves (`ldp_vc`, `ldp_vp`). */
import type { CredentialReader, PresentationReader } from '../credential-format.ts'
import { shippedContexts } from './contexts/open-contexts.ts'
import { type ReadLdpVp, readLdpVp } from './read-presentation.ts'
import { type ReadDataIntegrity, readDataIntegrity } from './read.ts'
import { verifyLdpVp } from './verify-presentation.ts'
import type { VerifierSettings } from './verify-proofs.ts'
import { verifyDataIntegrity } from './verify.ts'

/** Reads and verifies credentials of every suite; `contexts` are the only ones that it knows; bbs-2023 only when `bbs` says so. */
export function dataIntegrityReader({ contexts = shippedContexts, bbs = false }: Partial<VerifierSettings> = {}): CredentialReader<ReadDataIntegrity> {
  return {
    format: 'ldp_vc',
    read: (secured) => readDataIntegrity(secured, contexts),
    verify: (read, expectation) => verifyDataIntegrity(read, expectation, { contexts, bbs }),
  }
}

/** Reads and verifies presentations of every suite. */
export function ldpVpReader({ contexts = shippedContexts, bbs = false }: Partial<VerifierSettings> = {}): PresentationReader<ReadLdpVp> {
  return {
    format: 'ldp_vp',
    read: (secured) => readLdpVp(secured, contexts),
    verify: (read, expectation) => verifyLdpVp(read, expectation, { contexts, bbs }),
  }
}

export { type Contexts, openContexts, shippedContexts } from './contexts/open-contexts.ts'
export { sandboxContexts } from './contexts/sandbox-contexts.ts'
export { deriveCredential } from './ecdsa-sd/derive-credential.ts'
export { DataIntegrityError, type DataIntegrityErrorCode, type ProofResult } from './errors.ts'
export { type ProofOptions, prepareProof } from './prepare-proof.ts'
export type { ReadLdpVp } from './read-presentation.ts'
export type { ReadDataIntegrity } from './read.ts'
export { dataIntegrityMechanisms } from './secure.ts'
export type { VerifierSettings } from './verify-proofs.ts'
export { type Canonicalisers, type CanonicaliserOptions, startCanonicalisers } from './start-canonicalisers.ts'
export { WorkerError, type WorkerErrorCode } from './worker-pool.ts'
