import type { FormatDescription } from '../credential-format.ts'
import type { SigningSuiteName } from './cryptosuites.ts'

/** What one suite offers, in the words of OpenID4VCI 1.0 #appendix-A.1.2 and OpenID4VP 1.0 #appendix-B.1.3.2. */
export function describeDataIntegrity(suite: SigningSuiteName): FormatDescription {
  return {
    signingAlgorithms: [suite],
    bindingMethods: ['did:key', 'did:jwk', 'did:web'],
    presentation: { proof_type_values: ['DataIntegrityProof'], cryptosuite_values: [suite] },
  }
}
