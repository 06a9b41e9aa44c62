import type { ClaimPath, SecuringMechanism } from '@eduwallet/credential-formats'
import type { Achievement } from '@eduwallet/microcredential'
import type { HolderKey } from '../claiming/holder-key.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { Award } from '../results/types.ts'
import type { IntendedCredential } from './issuance-book.ts'

/** What a credential is made of. `record` decides everything that is not the same every time. */
export type CredentialToCompose = {
  institution: IssuingInstitution
  award: Award
  achievement: Achievement
  /** Undefined for a credential that is bound to no key. */
  holder: HolderKey | undefined
  mechanism: SecuringMechanism
  /** Origin under which type and context of our credentials are found. */
  publicUrl: string
  record: Pick<IntendedCredential, 'id' | 'listId' | 'statusIndex' | 'saltSeed' | 'issuedAt' | 'expiresAt'>
  /** To make a credential again that was recorded before credentials had `vct#integrity`. */
  withoutTypeIntegrity?: boolean
}

/** What a credential says, and what of it its holder may hide. */
export type ComposedCredential = { claims: Readonly<Record<string, unknown>>; selectivelyDisclosable: readonly ClaimPath[] }

/** RFC 7800 #section-3.2; DIIP v5 wants `kid` when the holder is a DID. */
export function confirmationOf({ publicJwk, didUrl }: HolderKey): Record<string, unknown> {
  return { jwk: publicJwk, ...(didUrl === undefined ? {} : { kid: didUrl }) }
}
