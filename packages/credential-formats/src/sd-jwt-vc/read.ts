import type { ReadCredential } from '../credential-format.ts'
import { readSdJwt, type SdJwt } from '../sd-jwt/read-sd-jwt.ts'
import { demandKind } from '../sd-jwt/verify-sd-jwt.ts'
import { sdJwtVcKind } from './rules.ts'

/** An SD-JWT VC, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type ReadSdJwtVc = ReadCredential & SdJwt & { readonly format: 'dc+sd-jwt' }

/**
 * Takes a compact SD-JWT VC apart, with or without key binding (RFC 9901 #section-4). Of its kind it is judged only by `verifySdJwtVc`.
 * Throws SdJwtError and nothing else.
 */
export function readSdJwtVc(compact: string): ReadSdJwtVc {
  const read = readSdJwt(compact)
  const { iss, vct } = read.payload
  return { format: 'dc+sd-jwt', issuer: typeof iss === 'string' ? iss : undefined, types: typeof vct === 'string' ? [vct] : [], ...read }
}

/** As `readSdJwtVc`, and refuses an SD-JWT of another kind (SDJWT_TYP), so that one text has one reader. */
export function readOnlySdJwtVc(compact: string): ReadSdJwtVc {
  const read = readSdJwtVc(compact)
  demandKind(read.header, sdJwtVcKind)
  return read
}
