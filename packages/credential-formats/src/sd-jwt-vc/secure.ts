import type { AnySigner } from '@eduwallet/keys'
import { isIntegrity } from '../integrity/subresource-integrity.ts'
import { isNumericDate } from '../jws/numeric-date.ts'
import { SdJwtError } from '../sd-jwt/errors.ts'
import { type PreparedSdJwt, prepareSdJwt, type SdJwtToSecure } from '../sd-jwt/prepare-sd-jwt.ts'
import { sdJwtVcKind } from './rules.ts'

/** The claims hold `vct`, `iss`, `iat`, `cnf`, `status` and what is said about the learner. */
export type SdJwtVcToSecure = SdJwtToSecure
export type PreparedSdJwtVc = PreparedSdJwt

/**
 * Composes an SD-JWT VC up to its signature (RFC 9901 #section-4, SD-JWT VC draft 13 #section-3). Checks first, so that nothing is signed
 * that `verifySdJwtVc` would refuse: `vct` present, `vct#integrity` well formed, dates whole seconds, no reserved names, validity claims in plain sight.
 * Throws SdJwtError.
 */
export function prepareSdJwtVc(request: SdJwtVcToSecure): PreparedSdJwtVc {
  checkRegisteredClaims(request.claims)
  return prepareSdJwt(request, sdJwtVcKind)
}

/** `prepareSdJwtVc` and the signature in one step, for callers that keep no record of the intent. Throws SdJwtError, and what the signer throws. */
export async function secureSdJwtVc({ signer, ...request }: SdJwtVcToSecure & { signer: AnySigner }): Promise<string> {
  if (signer.alg !== 'ES256') throw new SdJwtError('SDJWT_ALG', 'an SD-JWT VC is signed with ES256')
  const prepared = prepareSdJwtVc(request)
  return prepared.finish(await signer.sign(prepared.signingInput))
}

function checkRegisteredClaims(claims: Readonly<Record<string, unknown>>): void {
  if (typeof claims['vct'] !== 'string' || claims['vct'] === '') throw new SdJwtError('SDJWT_TYPE_MISSING', 'vct is missing')
  const integrity = claims['vct#integrity']
  if (integrity !== undefined && (typeof integrity !== 'string' || !isIntegrity(integrity))) throw new SdJwtError('SDJWT_CLAIM_MALFORMED', 'vct#integrity is not integrity metadata')
  for (const name of ['iat', 'nbf', 'exp']) {
    if (claims[name] !== undefined && !isNumericDate(claims[name])) throw new SdJwtError('SDJWT_CLAIM_MALFORMED', `${name} is not a NumericDate`)
  }
}
