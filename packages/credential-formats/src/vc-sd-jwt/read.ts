import type { ReadCredential } from '../credential-format.ts'
import { readSdJwt, type SdJwt } from '../sd-jwt/read-sd-jwt.ts'
import { demandKind } from '../sd-jwt/verify-sd-jwt.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { vcSdJwtKind } from './rules.ts'

/** A `vc+sd-jwt`, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type ReadVcSdJwt = ReadCredential & SdJwt & { readonly format: 'vc+sd-jwt' }

/** Takes a credential of VCDM 2.0 apart that is secured with SD-JWT, with or without key binding (RFC 9901 #section-4). Throws SdJwtError and nothing else. */
export function readVcSdJwt(compact: string): ReadVcSdJwt {
  const read = readSdJwt(compact)
  demandKind(read.header, vcSdJwtKind)
  return { format: 'vc+sd-jwt', ...namesIn(read.payload), ...read }
}
