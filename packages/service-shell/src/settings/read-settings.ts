/** What both services are told from outside, and how: environment variables that begin with the service's name, checked once. */
import { z } from 'zod'
import { isAddressRange } from '../guessing/client-address.ts'
import { ConfigError } from './config-error.ts'
import { readTracesEndpoint } from './read-traces-endpoint.ts'

/** Where a secret comes from: given outright, in a file, or (sandbox only) in a file that is made at first start. */
export type SecretSource = { readonly text: string } | { readonly file: string; readonly makeWhenMissing: boolean }

/** The settings that every service has. */
export type ServiceSettings = {
  readonly host: string
  readonly port: number
  /** An origin: scheme, host, port. The only source of the service's own addresses and names */
  readonly publicUrl: string
  readonly mode: 'sandbox' | 'production'
  /** Undefined: the embedded database */
  readonly databaseUrl: string | undefined
  readonly dataDirectory: string
  readonly keyEncryptionKey: SecretSource
  readonly operatorToken: SecretSource
  readonly logLevel: (typeof logLevels)[number]
  /** Where Prometheus may ask; undefined: nowhere */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
  /** Where traces go; undefined: nowhere */
  readonly tracesEndpoint: string | undefined
  /** Addresses and CIDR ranges of reverse proxies that are believed about whose address a request comes from */
  readonly trustedProxies: readonly string[]
  /** A sandbox whose VC-API is for everybody (`npm start -- --sandbox`); `tlsPort`: where it is spoken over https as well */
  readonly openDoors: { readonly tlsPort: number } | undefined
}

/** `own`: the settings that only this service has, by name without the prefix; `check`: what is wrong with their combination. */
export type SettingsToRead<Own extends z.ZodRawShape> = {
  /** Its capitals are the prefix: `issuer` reads ISSUER_PORT */
  service: string
  defaultPort: number
  own: Own
  check?: (own: z.output<z.ZodObject<Own>>) => readonly string[]
}

/** From 8080 to 8443. */
const TLS_PORT_ABOVE = 363

/** A setting that is a text. */
export const nonEmptyText = z.string().min(1, 'must not be empty')

/** A setting that is a whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number, string> {
  return z.string().regex(/^\d{1,10}$/, 'must be a whole number').transform(Number)
    .refine((number) => number >= minimum && number <= maximum, `must be from ${minimum} to ${maximum}`)
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const shared = {
  HOST: nonEmptyText.default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).optional(),
  PUBLIC_URL: nonEmptyText.optional(),
  MODE: z.enum(['sandbox', 'production'], 'must be sandbox or production').optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL').optional(),
  DATA_DIRECTORY: nonEmptyText.optional(),
  KEY_ENCRYPTION_KEY: nonEmptyText.optional(),
  KEY_ENCRYPTION_KEY_FILE: nonEmptyText.optional(),
  OPERATOR_TOKEN: nonEmptyText.optional(),
  OPERATOR_TOKEN_FILE: nonEmptyText.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be ${logLevels.slice(0, -1).join(', ')} or ${logLevels.at(-1)}`).default('info'),
  METRICS_HOST: nonEmptyText.optional(),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  TRACES_ENDPOINT: nonEmptyText.optional(),
  OPEN_DOORS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  OPEN_DOORS_TLS_PORT: wholeNumber(0, 65_535).optional(),
  TRUSTED_PROXIES: nonEmptyText.transform((text) => text.split(',').map((proxy) => proxy.trim()))
    .refine((proxies) => proxies.every(isAddressRange), 'must be IP addresses or CIDR ranges, with commas between them')
    // Who trusts every address lets every client choose its own.
    .refine((proxies) => !proxies.some((proxy) => proxy.endsWith('/0')), 'must not be every address').default([]),
}

/**
 * Reads the settings of a service from environment variables. Of variables without its prefix only DATABASE_URL is looked at; one
 * with the prefix that is not known is refused, because it is a setting that somebody believes to be on.
 * `onThisMachine`: whether the public URL is a loopback address, which makes the sandbox the default.
 * Throws ConfigError naming every variable that is wrong.
 */
export function readSettings<Own extends z.ZodRawShape>(
  environment: Readonly<Record<string, string | undefined>>,
  { service, defaultPort, own, check }: SettingsToRead<Own>,
): { settings: ServiceSettings; own: z.output<z.ZodObject<Own>>; onThisMachine: boolean } {
  const prefix = `${service.toUpperCase()}_`
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name.startsWith(prefix) && value !== undefined).map(([name, value]) => [name.slice(prefix.length), value]))
  const { DATABASE_URL: fallback } = environment
  const parsed = z.object(shared).safeParse({ ...(fallback === undefined || fallback === '' ? {} : { DATABASE_URL: fallback }), ...given })
  const parsedOwn = z.object(own).safeParse(given)
  const faults = [
    ...[...parsed.error?.issues ?? [], ...parsedOwn.error?.issues ?? []].map(({ path, message }) => `${prefix}${path.join('.')} ${message}`),
    ...Object.keys(given).filter((name) => !Object.hasOwn(shared, name) && !Object.hasOwn(own, name)).map((name) => `${prefix}${name} is not a setting of the ${service}`),
  ]
  if (!parsed.success || !parsedOwn.success || faults.length > 0) throw new ConfigError(faults)
  const values = parsed.data

  const port = values.PORT ?? defaultPort
  const origin = readOrigin(values.PUBLIC_URL ?? `http://localhost:${port}`)
  const onThisMachine = typeof origin !== 'string' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(origin.hostname)
  const mode = values.MODE ?? (onThisMachine ? 'sandbox' : undefined)
  if (typeof origin === 'string') faults.push(`${prefix}PUBLIC_URL ${origin}`)
  else {
    if (mode === undefined) faults.push(`${prefix}MODE must be given (sandbox or production) when ${prefix}PUBLIC_URL is not on this machine`)
    if (origin.protocol !== 'https:' && (mode === 'production' || !onThisMachine)) faults.push(`${prefix}PUBLIC_URL must be an https URL`)
  }
  // It never waits for the disk: a power cut loses what was answered with success.
  if (mode === 'production' && values.DATABASE_URL === undefined) faults.push(`${prefix}DATABASE_URL or DATABASE_URL must be given in production: the embedded database is for trying out`)
  const dataDirectory = values.DATA_DIRECTORY ?? `./data/${service}`
  const keyEncryptionKey = findSecret('KEY_ENCRYPTION_KEY', 'key-encryption-key')
  const operatorToken = findSecret('OPERATOR_TOKEN', 'operator-token')
  // The embedded one is for trying out; a server that was meant and misspelt must not become it.
  if (values.METRICS_HOST !== undefined && values.METRICS_PORT === undefined) faults.push(`${prefix}METRICS_HOST needs ${prefix}METRICS_PORT`)
  // What is measured is never served to the public.
  if (values.METRICS_PORT !== undefined && values.METRICS_PORT !== 0 && values.METRICS_PORT === port) faults.push(`${prefix}METRICS_PORT must be another port than ${prefix}PORT`)
  const metrics = values.METRICS_PORT === undefined ? undefined : { host: values.METRICS_HOST ?? '127.0.0.1', port: values.METRICS_PORT }
  const traces = values.TRACES_ENDPOINT === undefined ? undefined : readTracesEndpoint(values.TRACES_ENDPOINT, mode)
  if (typeof traces === 'string') faults.push(`${prefix}TRACES_ENDPOINT ${traces}`)
  // Who can send a message could have anything signed.
  if (values.OPEN_DOORS === 'true' && mode === 'production') faults.push(`${prefix}OPEN_DOORS (the option --sandbox) cannot be true in production: anybody could have credentials issued`)
  if (values.OPEN_DOORS === 'false' && values.OPEN_DOORS_TLS_PORT !== undefined) faults.push(`${prefix}OPEN_DOORS_TLS_PORT needs ${prefix}OPEN_DOORS`)
  const openDoors = values.OPEN_DOORS === 'true' ? { tlsPort: values.OPEN_DOORS_TLS_PORT ?? defaultPort + TLS_PORT_ABOVE } : undefined
  faults.push(...check?.(parsedOwn.data) ?? [])
  if (faults.length > 0 || mode === undefined || typeof origin === 'string') throw new ConfigError(faults)
  const settings = { host: values.HOST, port, publicUrl: origin.origin, mode, databaseUrl: values.DATABASE_URL, dataDirectory, keyEncryptionKey, operatorToken, logLevel: values.LOG_LEVEL, metrics, tracesEndpoint: typeof traces === 'object' ? traces.href : undefined, trustedProxies: values.TRUSTED_PROXIES, openDoors }
  return { settings, own: parsedOwn.data, onThisMachine }

  function findSecret(name: 'KEY_ENCRYPTION_KEY' | 'OPERATOR_TOKEN', fileName: string): SecretSource {
    const { [name]: text, [`${name}_FILE` as const]: file } = values
    if (text !== undefined && file !== undefined) faults.push(`${prefix}${name} and ${prefix}${name}_FILE are both given; give one`)
    if (text !== undefined) return { text }
    if (file !== undefined) return { file, makeWhenMissing: false }
    if (mode === 'production') faults.push(`${prefix}${name} or ${prefix}${name}_FILE must be given in production`)
    return { file: `${dataDirectory}/${fileName}`, makeWhenMissing: true }
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
