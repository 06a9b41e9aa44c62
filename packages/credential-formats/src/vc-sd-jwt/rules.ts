import type { SdJwtKind } from '../sd-jwt/rules.ts'
import { ALGORITHMS } from '../vc-jose/rules.ts'

/**
 * VCDM 2.0 in an SD-JWT: VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-sd-jwt for `typ` and `cty`. Never hidden is what says what the credential is, who issued it,
 * whether it holds and who may show it; there it is a recommendation, here a demand.
 */
export const vcSdJwtKind = {
  typ: 'vc+sd-jwt',
  cty: 'vc',
  algorithms: ALGORITHMS,
  alwaysPlain: new Set(['@context', 'type', 'issuer', 'validFrom', 'validUntil', 'credentialStatus', 'credentialSchema', 'relatedResource', 'termsOfUse', 'cnf', 'status', 'iss', 'aud', 'nbf', 'exp']),
} as const satisfies SdJwtKind
