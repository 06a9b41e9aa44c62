import type { ReadCredential } from '../credential-format.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { demandKind, type ReadJwt, readJwt } from './read-jwt.ts'
import { limits } from './rules.ts'

/** A `vc+jwt`, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type ReadVcJwt = ReadCredential & ReadJwt & { readonly format: 'vc+jwt' }

/** Takes a credential of VCDM 2.0 apart that is secured as a JWT (VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-jose). Throws VcJwtError and nothing else. */
export function readVcJwt(compact: string): ReadVcJwt {
  const read = readJwt(compact, limits.credentialBytes)
  demandKind(read.jws.header, 'vc+jwt', 'vc')
  return { format: 'vc+jwt', ...read, ...namesIn(read.jws.payload) }
}
