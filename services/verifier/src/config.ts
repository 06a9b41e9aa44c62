import { z } from 'zod'

/** Where a secret comes from: given outright, in a file, or (sandbox only) in a file that is made at first start. */
export type SecretSource = { readonly text: string } | { readonly file: string; readonly makeWhenMissing: boolean }

/** Everything the verifier is told from outside, checked once. */
export type VerifierConfig = {
  readonly host: string
  readonly port: number
  /** An origin: scheme, host, port. The only source of the verifier's own addresses and names */
  readonly publicUrl: string
  readonly mode: 'sandbox' | 'production'
  readonly databaseUrl: string | undefined
  readonly dataDirectory: string
  readonly keyEncryptionKey: SecretSource
  readonly operatorToken: SecretSource
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
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
  /** Whether this machine itself may be asked for keys and status lists: a sandbox at home, nothing else */
  readonly allowLoopback: boolean
}

/** Settings that cannot be used, each with the name of its field. No value is repeated: it may be a secret. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the verifier cannot start with this configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

const text = z.string().min(1, 'must not be empty')
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number >= minimum && number <= maximum, `must be from ${minimum} to ${maximum}`)

const environmentSchema = z.strictObject({
  VERIFIER_HOST: text.default('127.0.0.1'),
  VERIFIER_PORT: wholeNumber(0, 65_535).default(8081),
  VERIFIER_PUBLIC_URL: text.optional(),
  VERIFIER_MODE: z.enum(['sandbox', 'production'], 'must be sandbox or production').optional(),
  VERIFIER_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL').optional(),
  VERIFIER_DATA_DIRECTORY: text.default('./data/verifier'),
  VERIFIER_KEY_ENCRYPTION_KEY: text.optional(),
  VERIFIER_KEY_ENCRYPTION_KEY_FILE: text.optional(),
  VERIFIER_OPERATOR_TOKEN: text.optional(),
  VERIFIER_OPERATOR_TOKEN_FILE: text.optional(),
  VERIFIER_LOG_LEVEL: z.enum(levels, `must be one of ${levels.join(', ')}`).default('info'),
  VERIFIER_CERTIFICATE_CHAIN_FILE: text.optional(),
  VERIFIER_SIGNING_KEY_FILE: text.optional(),
  VERIFIER_REQUEST_LIFETIME_SECONDS: wholeNumber(30, 3600).default(600),
  VERIFIER_OUTBOUND_HOSTS: text.transform((hosts) => hosts.split(',').map((host) => host.trim())).optional(),
  VERIFIER_OUTBOUND_CA_FILE: text.optional(),
})

/**
 * Reads the configuration from environment variables. Of variables that are not ours only DATABASE_URL is looked at; a
 * VERIFIER_ variable that is not known is refused, because it is a setting that somebody believes to be on.
 * Throws ConfigError naming every field that is wrong.
 */
export function readVerifierConfig(environment: Readonly<Record<string, string | undefined>>): VerifierConfig {
  const own = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name.startsWith('VERIFIER_') && value !== undefined))
  const { DATABASE_URL: fallback } = environment
  const parsed = environmentSchema.safeParse({ ...(fallback === undefined || fallback === '' ? {} : { VERIFIER_DATABASE_URL: fallback }), ...own })
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(describeIssue))
  const settings = parsed.data
  const faults: string[] = []
  const publicUrl = settings.VERIFIER_PUBLIC_URL ?? `http://localhost:${settings.VERIFIER_PORT}`
  const origin = readOrigin(publicUrl)
  if (typeof origin === 'string') throw new ConfigError([`VERIFIER_PUBLIC_URL ${origin}`])
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(origin.hostname)
  const mode = settings.VERIFIER_MODE ?? (isLoopback ? 'sandbox' : undefined)
  if (mode === undefined) faults.push('VERIFIER_MODE must be given (sandbox or production) when VERIFIER_PUBLIC_URL is not on this machine')
  if (origin.protocol !== 'https:' && (mode === 'production' || !isLoopback)) faults.push('VERIFIER_PUBLIC_URL must be an https URL')
  if (settings.VERIFIER_SIGNING_KEY_FILE !== undefined && settings.VERIFIER_CERTIFICATE_CHAIN_FILE === undefined) {
    faults.push('VERIFIER_SIGNING_KEY_FILE needs VERIFIER_CERTIFICATE_CHAIN_FILE')
  }
  const readSecret = (name: string, given: string | undefined, file: string | undefined, fileName: string): SecretSource => {
    if (given !== undefined && file !== undefined) faults.push(`${name} and ${name}_FILE are both given; give one`)
    if (given !== undefined) return { text: given }
    if (file !== undefined) return { file, makeWhenMissing: false }
    if (mode === 'production') faults.push(`${name} or ${name}_FILE must be given in production`)
    return { file: `${settings.VERIFIER_DATA_DIRECTORY}/${fileName}`, makeWhenMissing: true }
  }
  const keyEncryptionKey = readSecret('VERIFIER_KEY_ENCRYPTION_KEY', settings.VERIFIER_KEY_ENCRYPTION_KEY, settings.VERIFIER_KEY_ENCRYPTION_KEY_FILE, 'key-encryption-key')
  const operatorToken = readSecret('VERIFIER_OPERATOR_TOKEN', settings.VERIFIER_OPERATOR_TOKEN, settings.VERIFIER_OPERATOR_TOKEN_FILE, 'operator-token')
  if (faults.length > 0 || mode === undefined) throw new ConfigError(faults)
  return Object.freeze({
    host: settings.VERIFIER_HOST,
    port: settings.VERIFIER_PORT,
    publicUrl: origin.origin,
    mode,
    databaseUrl: settings.VERIFIER_DATABASE_URL,
    dataDirectory: settings.VERIFIER_DATA_DIRECTORY,
    keyEncryptionKey,
    operatorToken,
    logLevel: settings.VERIFIER_LOG_LEVEL,
    certificateChainFile: settings.VERIFIER_CERTIFICATE_CHAIN_FILE,
    signingKeyFile: settings.VERIFIER_SIGNING_KEY_FILE,
    requestLifetimeSeconds: settings.VERIFIER_REQUEST_LIFETIME_SECONDS,
    outboundHosts: settings.VERIFIER_OUTBOUND_HOSTS,
    outboundCaFile: settings.VERIFIER_OUTBOUND_CA_FILE,
    allowLoopback: mode === 'sandbox' && isLoopback,
  })
}

/** The URL of an origin, or what is wrong with it. */
function readOrigin(given: string): URL | string {
  if (!URL.canParse(given)) return 'must be an absolute URL'
  const url = new URL(given)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') return 'must be an origin without path, query or fragment'
  return url
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is not a setting of the verifier`)
  return [`${issue.path.join('.')} ${issue.message}`]
}
