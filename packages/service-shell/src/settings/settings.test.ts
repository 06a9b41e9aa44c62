/** Settings are taken whole or refused by name; secrets are found, made once in a sandbox, and never repeated. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, nonEmptyText, readSettings, readStartSecrets, wholeNumber } from '../index.ts'

const token = 'q8Zr3vKx1Lw9Tn5Bp7Jd2Hf6Gm4Cs0Yu'
const read = (environment: Record<string, string | undefined>) => readSettings(environment, {
  service: 'lender',
  defaultPort: 8090,
  own: { DAYS: wholeNumber(1, 90).default(14), SHELF: nonEmptyText.optional(), OPEN: z.enum(['true', 'false'], 'must be true or false').optional() },
  check: ({ DAYS: days, SHELF: shelf }) => days > 60 && shelf === undefined ? ['LENDER_DAYS over 60 needs LENDER_SHELF'] : [],
})
const production = { LENDER_PUBLIC_URL: 'https://lender.example', LENDER_MODE: 'production', LENDER_KEY_ENCRYPTION_KEY_FILE: '/run/key', LENDER_OPERATOR_TOKEN: token, LENDER_DATABASE_URL: 'postgres://x@db/lender' }

function faultsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    read(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('the settings of a service', () => {
  it('need nothing on a machine of one’s own: a sandbox on localhost', () => {
    expect(read({ PATH: '/bin' })).toEqual({
      onThisMachine: true,
      own: { DAYS: 14 },
      settings: {
        host: '127.0.0.1', port: 8090, publicUrl: 'http://localhost:8090', mode: 'sandbox', databaseUrl: undefined, dataDirectory: './data/lender', logLevel: 'info', trustedProxies: [],
        keyEncryptionKey: { file: './data/lender/key-encryption-key', makeWhenMissing: true }, operatorToken: { file: './data/lender/operator-token', makeWhenMissing: true },
      },
    })
    expect(read({ LENDER_METRICS_PORT: '9090' }).settings.metrics).toEqual({ host: '127.0.0.1', port: 9090 })
    expect(read({ LENDER_PORT: '9000' }).settings.publicUrl).toBe('http://localhost:9000')
  })

  it('of production are taken whole', () => {
    expect(read({ ...production, LENDER_DAYS: '30', LENDER_PUBLIC_URL: 'https://lender.example/' })).toMatchObject({
      onThisMachine: false, own: { DAYS: 30 }, settings: { mode: 'production', publicUrl: 'https://lender.example', keyEncryptionKey: { file: '/run/key', makeWhenMissing: false }, operatorToken: { text: token } },
    })
  })

  it('open a sandbox to everybody, and never a production', () => {
    expect(read({ LENDER_OPEN_DOORS: 'true' }).settings.openDoors).toEqual({ tlsPort: 8453 })
    expect(read({ LENDER_OPEN_DOORS: 'true', LENDER_OPEN_DOORS_TLS_PORT: '9443' }).settings.openDoors).toEqual({ tlsPort: 9443 })
    expect(read({ LENDER_OPEN_DOORS: 'false' }).settings.openDoors).toBeUndefined()
    expect(faultsOf({ ...production, LENDER_OPEN_DOORS: 'true' })).toEqual(['LENDER_OPEN_DOORS (the option --sandbox) cannot be true in production: anybody could have credentials issued'])
    expect(faultsOf({ LENDER_OPEN_DOORS_TLS_PORT: '9443' })).toEqual(['LENDER_OPEN_DOORS_TLS_PORT needs LENDER_OPEN_DOORS'])
    expect(faultsOf({ LENDER_OPEN_DOORS: 'yes' })).toEqual(['LENDER_OPEN_DOORS must be true or false'])
  })

  it('of traces name a collector: a base address or the whole, private ones in so many words', () => {
    const endpoint = (given: string) => read({ ...production, LENDER_TRACES_ENDPOINT: given }).settings.tracesEndpoint
    for (const base of ['https://collector.example', 'https://collector.example/', 'https://collector.example/v1/traces']) expect(endpoint(base)).toBe('https://collector.example/v1/traces')
    expect(endpoint('https://collector.example/otlp/')).toBe('https://collector.example/otlp/v1/traces')
    for (const host of ['127.0.0.1', 'localhost', '10.1.2.3', '172.31.0.9', '192.168.1.1', '[::1]', '[fd00::1]']) expect(endpoint(`http://${host}:4318`)).toBe(`http://${host}:4318/v1/traces`)
    expect(read({ LENDER_TRACES_ENDPOINT: 'http://collector:4318' }).settings.tracesEndpoint).toBe('http://collector:4318/v1/traces')
    expect(read({}).settings.tracesEndpoint).toBeUndefined()
  })

  it('name the proxies that are believed', () => {
    expect(read({ LENDER_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,::1,fd00::/8' }).settings.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'])
    for (const wrong of ['', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '10.0.0.0/08', 'fe80::1%eth0', '127.0.0.1;::1', ',']) expect(faultsOf({ LENDER_TRUSTED_PROXIES: wrong }), wrong).toHaveLength(1)
  })

  it('take DATABASE_URL unless their own is given', () => {
    expect(read({ DATABASE_URL: 'postgres://a' }).settings.databaseUrl).toBe('postgres://a')
    expect(read({ DATABASE_URL: 'postgres://a', LENDER_DATABASE_URL: 'postgresql://b' }).settings.databaseUrl).toBe('postgresql://b')
    expect(read({ DATABASE_URL: '' }).settings.databaseUrl).toBeUndefined()
  })

  it.each<[string, Record<string, string | undefined>, string]>([
    ['a setting that does not exist', { LENDER_DAY: '30' }, 'LENDER_DAY is not a setting of the lender'],
    ['a setting named like a member of every object', { LENDER_constructor: 'x' }, 'LENDER_constructor is not a setting'],
    ['the embedded database in production (DUR-17)', { ...production, LENDER_DATABASE_URL: undefined }, 'LENDER_DATABASE_URL or DATABASE_URL must be given in production'],
    ['a proxy by name', { LENDER_TRUSTED_PROXIES: '127.0.0.1,proxy.example' }, 'LENDER_TRUSTED_PROXIES must be IP addresses or CIDR ranges'],
    ['a proxy anywhere', { LENDER_TRUSTED_PROXIES: '::/0' }, 'LENDER_TRUSTED_PROXIES must not be every address'],
    ['a port that is none', { LENDER_PORT: '80a' }, 'LENDER_PORT must be a whole number'],
    ['a port out of range', { LENDER_PORT: '70000' }, 'LENDER_PORT must be from 0 to 65535'],
    ['a public URL that is none', { LENDER_PUBLIC_URL: 'lender.example' }, 'LENDER_PUBLIC_URL must be an absolute URL'],
    ['a public URL with a path', { LENDER_PUBLIC_URL: 'http://localhost:8080/x' }, 'LENDER_PUBLIC_URL must be an origin'],
    ['a public URL with a password', { LENDER_PUBLIC_URL: 'http://u:secret@localhost' }, 'LENDER_PUBLIC_URL must not hold a user name'],
    ['another scheme', { LENDER_PUBLIC_URL: 'ftp://localhost' }, 'LENDER_PUBLIC_URL must be an https URL'],
    ['a public host without a mode', { LENDER_PUBLIC_URL: 'https://lender.example' }, 'LENDER_MODE must be given'],
    ['a mode that does not exist', { LENDER_MODE: 'prod' }, 'LENDER_MODE must be sandbox or production'],
    ['http outside this machine', { LENDER_PUBLIC_URL: 'http://lender.example', LENDER_MODE: 'sandbox' }, 'LENDER_PUBLIC_URL must be an https URL'],
    ['http in production', { ...production, LENDER_PUBLIC_URL: 'http://localhost:8080' }, 'LENDER_PUBLIC_URL must be an https URL'],
    ['another database', { LENDER_DATABASE_URL: 'mysql://x' }, 'LENDER_DATABASE_URL must be a postgres:// URL'],
    ['a secret given twice', { LENDER_OPERATOR_TOKEN: token, LENDER_OPERATOR_TOKEN_FILE: '/x' }, 'LENDER_OPERATOR_TOKEN and LENDER_OPERATOR_TOKEN_FILE are both given'],
    ['an empty setting', { LENDER_HOST: '' }, 'LENDER_HOST must not be empty'],
    ['a log level that does not exist', { LENDER_LOG_LEVEL: 'verbose' }, 'LENDER_LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent'],
    ['an own setting that is wrong', { LENDER_DAYS: '91' }, 'LENDER_DAYS must be from 1 to 90'],
    ['a host for metrics without a port', { LENDER_METRICS_HOST: '127.0.0.1' }, 'LENDER_METRICS_HOST needs LENDER_METRICS_PORT'],
    ['WEB-21 metrics at the public port', { LENDER_METRICS_PORT: '8090' }, 'LENDER_METRICS_PORT must be another port than LENDER_PORT'],
    ['an endpoint of traces that is none', { LENDER_TRACES_ENDPOINT: 'collector:4318' }, 'LENDER_TRACES_ENDPOINT must be an https URL'],
    ['an endpoint of traces with a password', { LENDER_TRACES_ENDPOINT: 'https://u:secret@collector.example' }, 'LENDER_TRACES_ENDPOINT must not hold a user name'],
    ['an endpoint of traces with a key in the query', { LENDER_TRACES_ENDPOINT: 'https://collector.example/?key=secret@' }, 'LENDER_TRACES_ENDPOINT must not have a query'],
    ['traces in the clear to a name, in production', { ...production, LENDER_TRACES_ENDPOINT: 'http://collector.internal:4318' }, 'LENDER_TRACES_ENDPOINT must be an https URL, or an http URL with a loopback or private IP address'],
    ['traces in the clear over the internet', { ...production, LENDER_TRACES_ENDPOINT: 'http://93.184.215.14:4318' }, 'LENDER_TRACES_ENDPOINT must be an https URL, or'],
    ['traces to where clouds keep secrets', { ...production, LENDER_TRACES_ENDPOINT: 'http://169.254.169.254' }, 'LENDER_TRACES_ENDPOINT must be an https URL, or'],
    ['own settings that do not go together', { LENDER_DAYS: '61' }, 'LENDER_DAYS over 60 needs LENDER_SHELF'],
  ])('OPS-03 with %s are refused, naming the field', (_what, environment, fault) => {
    expect(faultsOf(environment).join('\n')).toContain(fault)
    expect(faultsOf(environment).join('\n')).not.toMatch(/secret@|q8Zr/)
  })

  it('OPS-03 of production demand each secret, and all faults are named at once', () => {
    expect(faultsOf({ ...production, LENDER_KEY_ENCRYPTION_KEY_FILE: undefined, LENDER_OPERATOR_TOKEN: undefined, LENDER_DATABASE_URL: undefined })).toEqual([
      'LENDER_DATABASE_URL or DATABASE_URL must be given in production: the embedded database is for trying out',
      'LENDER_KEY_ENCRYPTION_KEY or LENDER_KEY_ENCRYPTION_KEY_FILE must be given in production', 'LENDER_OPERATOR_TOKEN or LENDER_OPERATOR_TOKEN_FILE must be given in production',
    ])
    expect(faultsOf({ LENDER_PORT: 'x', LENDER_LOG_LEVEL: 'x', LENDER_NO: 'x', LENDER_OPEN: 'x' })).toHaveLength(4)
  })
})

describe('the secrets of a service', () => {
  let folder: string
  beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-secrets-')) })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const sandbox = () => read({ LENDER_DATA_DIRECTORY: path.join(folder, 'data') }).settings
  const parseKey = (text: string): string => {
    if (text.length < 20) throw Object.assign(new Error('is weak'), { code: 'KEY_WEAK' })
    if (text.startsWith('broken')) throw new TypeError('a mistake of ours')
    return text
  }

  it('are made once in a sandbox, for the owner only, also by several processes at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => readStartSecrets('lender', sandbox(), parseKey)))
    expect(new Set(made.map(({ operatorToken }) => operatorToken)).size).toBe(1)
    expect(new Set(made.map(({ kek }) => kek)).size).toBe(1)
    for (const name of ['key-encryption-key', 'operator-token']) {
      expect((await stat(path.join(folder, 'data', name))).mode & 0o777).toBe(0o600)
      expect(Buffer.from((await readFile(path.join(folder, 'data', name), 'utf8')).trim(), 'base64url')).toHaveLength(32)
    }
  })

  it.each<[string, object, string]>([
    ['a key that is refused', { keyEncryptionKey: { text: 'changeme' } }, 'LENDER_KEY_ENCRYPTION_KEY is weak'],
    ['a short operator token', { operatorToken: { text: 'changeme' } }, 'LENDER_OPERATOR_TOKEN is weak'],
    ['an operator token of one letter', { operatorToken: { text: 'a'.repeat(64) } }, 'LENDER_OPERATOR_TOKEN is weak'],
    ['an operator token of words', { operatorToken: { text: 'changeme please, it is only for the tests' } }, 'LENDER_OPERATOR_TOKEN is weak'],
    ['a file that is not there', { operatorToken: { file: '/nowhere/token', makeWhenMissing: false } }, 'LENDER_OPERATOR_TOKEN_FILE names a file that cannot be read'],
    ['a folder in the place of a file', { operatorToken: { file: os.tmpdir(), makeWhenMissing: true } }, 'LENDER_OPERATOR_TOKEN names a file that cannot be read'],
  ])('OPS-03 with %s are refused, and the text is not repeated', async (_what, over, fault) => {
    const refusal = await readStartSecrets('lender', { ...sandbox(), ...over }, parseKey).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConfigError)
    expect((refusal as ConfigError).message).toContain(fault)
    expect((refusal as ConfigError).message).not.toContain('changeme')
  })

  it('OPS-03 in an empty file are refused; a mistake of ours stays one', async () => {
    await writeFile(path.join(folder, 'empty'), '\n')
    await expect(readStartSecrets('lender', { ...sandbox(), operatorToken: { file: path.join(folder, 'empty'), makeWhenMissing: false } }, parseKey)).rejects.toThrow('LENDER_OPERATOR_TOKEN_FILE names an empty file')
    await expect(readStartSecrets('lender', { ...sandbox(), keyEncryptionKey: { text: 'broken key, long enough' } }, parseKey)).rejects.toThrow(TypeError)
  })
})
