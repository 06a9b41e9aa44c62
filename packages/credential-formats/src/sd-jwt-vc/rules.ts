import type { SdJwtKind } from '../sd-jwt/rules.ts'

/**
 * SD-JWT VC draft 13: #section-3.2.1 for `typ`, ES256 alone (HAIP 1.0 #crypto-suites), and #section-3.2.2.2 for what may never be hidden.
 */
export const sdJwtVcKind = {
  typ: 'dc+sd-jwt',
  algorithms: ['ES256'],
  alwaysPlain: new Set(['iss', 'aud', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status']),
} as const satisfies SdJwtKind
