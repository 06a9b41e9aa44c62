import type { CredentialExpectation, VerifiedCredential } from '../credential-format.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { checkPeriod } from '../vcdm/check-period.ts'
import { withoutNulls } from './check-document.ts'
import { DataIntegrityError } from './errors.ts'
import type { ReadDataIntegrity } from './read.ts'
import { type VerifierSettings, verifyProofs } from './verify-proofs.ts'

/**
 * Verifies a credential with Data Integrity proofs: every proof, for the purpose of making assertions; then the structure of the data model and its period of
 * validity. What comes back is the document that was signed, and nothing that was not. VC Data Integrity 1.0 #verify-proof, #protected-information
 * Throws DataIntegrityError or VcdmError. Does not judge status, nor whether the issuer may issue this.
 */
export async function verifyDataIntegrity(read: ReadDataIntegrity, { issuerKeys, now, skewSeconds, keyBinding }: CredentialExpectation, { contexts, bbs }: VerifierSettings): Promise<VerifiedCredential> {
  if (keyBinding !== 'forbidden') throw new DataIntegrityError('DI_HOLDER_PROOF_MISSING', 'a credential with Data Integrity proofs is bound to its holder by a presentation')
  await verifyProofs(read, { keys: issuerKeys, purpose: 'assertionMethod', now, skewSeconds, contexts, bbs })
  // A JSON suite signs the text itself, and what is null is part of it.
  const claims = read.proofs.some(({ suite }) => suite.includes('-jcs-')) ? read.document : withoutNulls(read.document)
  checkPeriod(checkCredential(claims), { now, skewSeconds })
  return { claims, disclosedPaths: [] }
}
