import { readSettings, wholeNumber, type ServiceSettings } from '@eduwallet/service-shell'
import { z } from 'zod'

export { ConfigError } from '@eduwallet/service-shell'

/** Everything the issuer is told from outside, checked once. */
export type IssuerConfig = ServiceSettings & {
  readonly statusListTtlSeconds: number
  readonly statusListSize: number
  /** Whether wallets of OpenID4VCI Draft 15 are served as well. */
  readonly draft15Wallets: boolean
}

/**
 * Reads the configuration from environment variables ISSUER_*.
 * Throws ConfigError naming every field that is wrong.
 */
export function readIssuerConfig(environment: Readonly<Record<string, string | undefined>>): IssuerConfig {
  const { settings, own } = readSettings(environment, {
    service: 'issuer',
    defaultPort: 8080,
    own: {
      STATUS_LIST_TTL_SECONDS: wholeNumber(1, 3600).default(30),
      // Fewer hide nobody (Bitstring Status List v1.0 #validate-algorithm).
      STATUS_LIST_SIZE: wholeNumber(131_072, 2 ** 24).default(131_072),
      DRAFT_15_WALLETS: z.enum(['true', 'false'], 'must be true or false').default('false').transform((value) => value === 'true'),
    },
  })
  return Object.freeze({
    ...settings,
    statusListTtlSeconds: own.STATUS_LIST_TTL_SECONDS,
    statusListSize: own.STATUS_LIST_SIZE,
    draft15Wallets: own.DRAFT_15_WALLETS,
  })
}
