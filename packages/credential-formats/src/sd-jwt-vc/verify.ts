import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialExpectation } from '../credential-format.ts'
import { isIntegrity } from '../integrity/subresource-integrity.ts'
import { SdJwtError } from '../sd-jwt/errors.ts'
import { type VerifiedSdJwt, verifySdJwt } from '../sd-jwt/verify-sd-jwt.ts'
import { type ReadSdJwtVc, readSdJwtVc } from './read.ts'
import { sdJwtVcKind } from './rules.ts'

/** What must be true of a presentation: of the issuer's keys there is one. */
export type SdJwtVcExpectation = CredentialExpectation

export type VerifiedSdJwtVc = VerifiedSdJwt & {
  /** Signed claims and disclosed claims together; SD-JWT's own members are gone. */
  readonly claims: JsonObject & { vct: string }
}

/**
 * Verifies an SD-JWT VC (RFC 9901 #section-7.1 and #section-7.3, SD-JWT VC draft 13 #section-3.4): issuer signature by exactly this key
 * with ES256, type header, disclosures, registered claims, validity at `now`, and key binding as expected. Takes the text, or what
 * `readSdJwtVc` made of it. Does not judge whether this issuer may issue this type, nor its status.
 * Throws SdJwtError and nothing else.
 */
export function verifySdJwtVc(presentation: string | ReadSdJwtVc, expectation: SdJwtVcExpectation): VerifiedSdJwtVc {
  const read = typeof presentation === 'string' ? readSdJwtVc(presentation) : presentation
  return verifySdJwt(read, sdJwtVcKind, expectation, checkType) as VerifiedSdJwtVc
}

/** `vct` must be there (SD-JWT VC draft 13 #section-3.2.2.1), and `vct#integrity` is integrity metadata of SRI (#section-7, document integrity). */
function checkType(claims: JsonObject): void {
  if (typeof claims['vct'] !== 'string' || claims['vct'] === '') throw new SdJwtError('SDJWT_TYPE_MISSING', 'vct is missing')
  const integrity = claims['vct#integrity']
  if (integrity !== undefined && (typeof integrity !== 'string' || !isIntegrity(integrity))) throw new SdJwtError('SDJWT_CLAIM_MALFORMED', 'vct#integrity is not integrity metadata')
}
