import type { AnySigner, Signer } from '@eduwallet/keys'
import type { Institution } from './types.ts'

/** An institution as the doors meet it: its profile, the names it has outside, and the key it signs with now. */
export type IssuingInstitution = Institution & {
  /** `{publicUrl}/{slug}`. */
  credentialIssuer: string
  /** did:web, the `iss` of its credentials and status lists. */
  did: string
  /** The newest key of each kind. The certificate chain of the P-256 key may be replaced while the service runs: take it anew for every signature. */
  signers: { readonly ES256: Signer; readonly EdDSA: Signer<'EdDSA'> }
  /** Every key it ever signed with, newest first: what its did document lists. A status list stays with the P-256 key it was opened with. */
  keys: readonly AnySigner[]
}
