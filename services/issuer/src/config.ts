import { z } from 'zod'

/** Where a secret comes from: given outright, in a file, or (sandbox only) a file that is made at first start. */
export type SecretSource = { text: string } | { file: string; makeWhenMissing: boolean }

/** Everything the issuer is told from outside, checked once. */
export type IssuerConfig = {
  readonly host: string
  readonly port: number
  /** An origin: scheme, host, port. */
  readonly publicUrl: string
  readonly mode: 'sandbox' | 'production'
  readonly databaseUrl: string | undefined
  readonly dataDirectory: string
  readonly keyEncryptionKey: SecretSource
  readonly operatorToken: SecretSource
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly statusListTtlSeconds: number
  readonly statusListSize: number
  /** Whether wallets of OpenID4VCI Draft 15 are served as well. */
  readonly draft15Wallets: boolean
}

/** Settings that cannot be used, each with the name of its field. No value is repeated: it may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'CONFIG_INVALID'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the issuer cannot start with this configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const wholeNumber = (minimum: number, maximum: number) =>
  z.string().regex(/^\d{1,10}$/, 'must be a whole number').transform(Number)
    .refine((number) => number >= minimum && number <= maximum, `must be from ${minimum} to ${maximum}`)
const text = z.string().min(1, 'must not be empty')

const environmentSchema = z.strictObject({
  ISSUER_HOST: text.default('127.0.0.1'),
  ISSUER_PORT: wholeNumber(0, 65_535).default(8080),
  ISSUER_PUBLIC_URL: text.optional(),
  ISSUER_MODE: z.enum(['sandbox', 'production'], 'must be sandbox or production').optional(),
  ISSUER_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL').optional(),
  ISSUER_DATA_DIRECTORY: text.default('./data/issuer'),
  ISSUER_KEY_ENCRYPTION_KEY: text.optional(),
  ISSUER_KEY_ENCRYPTION_KEY_FILE: text.optional(),
  ISSUER_OPERATOR_TOKEN: text.optional(),
  ISSUER_OPERATOR_TOKEN_FILE: text.optional(),
  ISSUER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be fatal, error, warn, info, debug, trace or silent').default('info'),
  ISSUER_STATUS_LIST_TTL_SECONDS: wholeNumber(1, 3600).default(30),
  ISSUER_STATUS_LIST_SIZE: wholeNumber(8, 2 ** 24).default(131_072),
  ISSUER_DRAFT_15_WALLETS: z.enum(['true', 'false'], 'must be true or false').default('false').transform((value) => value === 'true'),
})

/**
 * Reads the configuration from environment variables. Of variables that are not ours only DATABASE_URL is looked at; an
 * ISSUER_ variable that is not known is refused, because it is a setting that somebody believes to be on.
 * Throws ConfigError naming every field that is wrong.
 */
export function readIssuerConfig(environment: Readonly<Record<string, string | undefined>>): IssuerConfig {
  const own = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name.startsWith('ISSUER_') && value !== undefined))
  const { DATABASE_URL: fallback } = environment
  const parsed = environmentSchema.safeParse({ ...(fallback === undefined || fallback === '' ? {} : { ISSUER_DATABASE_URL: fallback }), ...own })
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(describeIssue))
  const settings = parsed.data
  const faults: string[] = []
  const publicUrl = settings.ISSUER_PUBLIC_URL ?? `http://localhost:${settings.ISSUER_PORT}`
  const origin = readOrigin(publicUrl)
  if (typeof origin === 'string') faults.push(`ISSUER_PUBLIC_URL ${origin}`)
  const isLoopback = typeof origin !== 'string' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(origin.hostname)
  const mode = settings.ISSUER_MODE ?? (isLoopback ? 'sandbox' : undefined)
  if (mode === undefined && typeof origin !== 'string') faults.push('ISSUER_MODE must be given (sandbox or production) when ISSUER_PUBLIC_URL is not on this machine')
  if (typeof origin !== 'string' && origin.protocol !== 'https:' && (mode === 'production' || !isLoopback)) faults.push('ISSUER_PUBLIC_URL must be an https URL')
  const secrets = {
    keyEncryptionKey: readSecret('ISSUER_KEY_ENCRYPTION_KEY', settings.ISSUER_KEY_ENCRYPTION_KEY, settings.ISSUER_KEY_ENCRYPTION_KEY_FILE, 'key-encryption-key'),
    operatorToken: readSecret('ISSUER_OPERATOR_TOKEN', settings.ISSUER_OPERATOR_TOKEN, settings.ISSUER_OPERATOR_TOKEN_FILE, 'operator-token'),
  }
  if (faults.length > 0 || mode === undefined) throw new ConfigError(faults)
  return Object.freeze({
    host: settings.ISSUER_HOST,
    port: settings.ISSUER_PORT,
    publicUrl: new URL(publicUrl).origin,
    mode,
    databaseUrl: settings.ISSUER_DATABASE_URL,
    dataDirectory: settings.ISSUER_DATA_DIRECTORY,
    ...secrets,
    logLevel: settings.ISSUER_LOG_LEVEL,
    statusListTtlSeconds: settings.ISSUER_STATUS_LIST_TTL_SECONDS,
    statusListSize: settings.ISSUER_STATUS_LIST_SIZE,
    draft15Wallets: settings.ISSUER_DRAFT_15_WALLETS,
  })

  function readSecret(name: string, given: string | undefined, file: string | undefined, fileName: string): SecretSource {
    if (given !== undefined && file !== undefined) faults.push(`${name} and ${name}_FILE are both given; give one`)
    if (given !== undefined) return { text: given }
    if (file !== undefined) return { file, makeWhenMissing: false }
    if (mode === 'production') faults.push(`${name} or ${name}_FILE must be given in production`)
    return { file: `${settings.ISSUER_DATA_DIRECTORY}/${fileName}`, makeWhenMissing: true }
  }
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
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is not a setting of the issuer`)
  return [`${issue.path.join('.')} ${issue.message}`]
}
