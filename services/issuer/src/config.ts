import { readSettings, wholeNumber, type ServiceSettings } from '@eduwallet/service-shell'
import { z } from 'zod'

export { ConfigError } from '@eduwallet/service-shell'

/** Everything the issuer is told from outside, checked once. */
export type IssuerConfig = ServiceSettings & {
  readonly statusListTtlSeconds: number
  readonly statusListSize: number
  /** Whether wallets of OpenID4VCI Draft 15 are served as well. */
  readonly draft15Wallets: boolean
  /** Where whoever holds a certificate can have it checked; undefined: at the institution's own page. */
  readonly checkUrl: string | undefined
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
      CHECK_URL: z.string().refine(isPublicAddress, 'must be an https URL of at most 1,000 characters, without a user name').optional(),
    },
  })
  return Object.freeze({
    ...settings,
    statusListTtlSeconds: own.STATUS_LIST_TTL_SECONDS,
    statusListSize: own.STATUS_LIST_SIZE,
    draft15Wallets: own.DRAFT_15_WALLETS,
    checkUrl: own.CHECK_URL,
  })
}

/** It is printed on certificates, which people trust for years: https, and on this machine http too. */
function isPublicAddress(text: string): boolean {
  const url = text.length <= 1000 && /^https?:\/\/[!-~]+$/.test(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
}
