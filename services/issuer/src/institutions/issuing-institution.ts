import type { Signer } from '@eduwallet/keys'
import type { Institution } from './types.ts'

/** An institution as the doors meet it: its profile, the names it has outside, and the key it signs with now. */
export type IssuingInstitution = Institution & {
  /** `{publicUrl}/{slug}`. */
  credentialIssuer: string
  /** did:web, the `iss` of its credentials and status lists. */
  did: string
  /** The newest key. Its certificate chain may be replaced while the service runs: take it anew for every signature. */
  signer: Signer
  /** `${did}#${signer.kid}`: the JOSE `kid` of what it signs. */
  verificationMethod: string
  /** Every key it ever signed with, newest first: what its did document lists. A status list is signed with the key of its credentials. */
  keys: readonly Signer[]
}
