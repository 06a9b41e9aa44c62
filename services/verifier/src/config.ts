import { nonEmptyText, readSettings, wholeNumber, type ServiceSettings } from '@eduwallet/service-shell'
import { z } from 'zod'

export { ConfigError } from '@eduwallet/service-shell'

/** Everything the verifier is told from outside, checked once. */
export type VerifierConfig = ServiceSettings & {
  /** PEM, leaf first */
  readonly certificateChainFile: string | undefined
  /** PEM; the key of that certificate, when it was not made here */
  readonly signingKeyFile: string | undefined
  /** How long a request waits for its answer */
  readonly requestLifetimeSeconds: number
  /** Closed egress: the only hosts (`host` or `host:port`) that are asked for keys and status lists */
  readonly outboundHosts: readonly string[] | undefined
  /** PEM; certificates to trust in place of the system's, for what is fetched */
  readonly outboundCaFile: string | undefined
  /** Whether credentials with bbs-2023 proofs are verified, each of which takes half a second of a processor */
  readonly bbs: boolean
  /** Whether this machine itself may be asked for keys and status lists: a sandbox at home, nothing else */
  readonly allowLoopback: boolean
}

/**
 * Reads the configuration from environment variables VERIFIER_*.
 * Throws ConfigError naming every field that is wrong.
 */
export function readVerifierConfig(environment: Readonly<Record<string, string | undefined>>): VerifierConfig {
  const { settings, own, onThisMachine } = readSettings(environment, {
    service: 'verifier',
    defaultPort: 8081,
    own: {
      CERTIFICATE_CHAIN_FILE: nonEmptyText.optional(),
      SIGNING_KEY_FILE: nonEmptyText.optional(),
      REQUEST_LIFETIME_SECONDS: wholeNumber(30, 3600).default(600),
      OUTBOUND_HOSTS: nonEmptyText.transform((hosts) => hosts.split(',').map((host) => host.trim())).optional(),
      OUTBOUND_CA_FILE: nonEmptyText.optional(),
      BBS: z.enum(['true', 'false'], 'must be true or false').default('false').transform((value) => value === 'true'),
    },
    check: ({ SIGNING_KEY_FILE: key, CERTIFICATE_CHAIN_FILE: chain }) => key !== undefined && chain === undefined ? ['VERIFIER_SIGNING_KEY_FILE needs VERIFIER_CERTIFICATE_CHAIN_FILE'] : [],
  })
  return Object.freeze({
    ...settings,
    certificateChainFile: own.CERTIFICATE_CHAIN_FILE,
    signingKeyFile: own.SIGNING_KEY_FILE,
    requestLifetimeSeconds: own.REQUEST_LIFETIME_SECONDS,
    outboundHosts: own.OUTBOUND_HOSTS,
    bbs: own.BBS,
    outboundCaFile: own.OUTBOUND_CA_FILE,
    allowLoopback: settings.mode === 'sandbox' && onThisMachine,
  })
}
