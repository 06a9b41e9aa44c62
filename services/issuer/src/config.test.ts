import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readIssuerConfig } from './config.ts'
import { readSecrets } from './secrets.ts'

const kek = 'c2FtcGxlLWtleS1lbmNyeXB0aW9uLWtleS1vZi10ZXM'
const token = 'q8Zr3vKx1Lw9Tn5Bp7Jd2Hf6Gm4Cs0Yu'
const production = {
  ISSUER_PUBLIC_URL: 'https://issuer.example', ISSUER_MODE: 'production', ISSUER_DATABASE_URL: 'postgres://x@db/eduwallet',
  ISSUER_KEY_ENCRYPTION_KEY: kek, ISSUER_OPERATOR_TOKEN: token,
}
function faultsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readIssuerConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('needs nothing on a machine of one’s own: a sandbox on localhost', () => {
    expect(readIssuerConfig({ PATH: '/bin' })).toMatchObject({
      host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080', mode: 'sandbox', databaseUrl: undefined, dataDirectory: './data/issuer',
      logLevel: 'info', statusListTtlSeconds: 30, statusListSize: 131_072, draft15Wallets: false,
      keyEncryptionKey: { file: './data/issuer/key-encryption-key', makeWhenMissing: true },
    })
  })

  it('takes DATABASE_URL unless its own is given', () => {
    expect(readIssuerConfig({ DATABASE_URL: 'postgres://a' }).databaseUrl).toBe('postgres://a')
    expect(readIssuerConfig({ DATABASE_URL: 'postgres://a', ISSUER_DATABASE_URL: 'postgresql://b' }).databaseUrl).toBe('postgresql://b')
    expect(readIssuerConfig({ DATABASE_URL: '' }).databaseUrl).toBeUndefined()
  })

  it('in production is taken whole', () => {
    expect(readIssuerConfig(production)).toMatchObject({ mode: 'production', publicUrl: 'https://issuer.example', keyEncryptionKey: { text: kek } })
    expect(readIssuerConfig({ ...production, ISSUER_PUBLIC_URL: 'https://issuer.example/' }).publicUrl).toBe('https://issuer.example')
  })

  it.each<[string, Record<string, string>, string]>([
    ['a setting that does not exist', { ISSUER_STATUS_LIST_TLL_SECONDS: '30' }, 'ISSUER_STATUS_LIST_TLL_SECONDS is not a setting'],
    ['a port that is none', { ISSUER_PORT: '80a' }, 'ISSUER_PORT must be a whole number'],
    ['a port out of range', { ISSUER_PORT: '70000' }, 'ISSUER_PORT must be from 0 to 65535'],
    ['a public URL that is none', { ISSUER_PUBLIC_URL: 'issuer.example' }, 'ISSUER_PUBLIC_URL must be an absolute URL'],
    ['a public URL with a path', { ISSUER_PUBLIC_URL: 'http://localhost:8080/x' }, 'ISSUER_PUBLIC_URL must be an origin'],
    ['a public URL with a password', { ISSUER_PUBLIC_URL: 'http://u:secret@localhost' }, 'ISSUER_PUBLIC_URL must not hold a user name'],
    ['another scheme', { ISSUER_PUBLIC_URL: 'ftp://localhost' }, 'ISSUER_PUBLIC_URL must be an https URL'],
    ['a public host without a mode', { ISSUER_PUBLIC_URL: 'https://issuer.example' }, 'ISSUER_MODE must be given'],
    ['a mode that does not exist', { ISSUER_MODE: 'prod' }, 'ISSUER_MODE must be sandbox or production'],
    ['http outside this machine', { ISSUER_PUBLIC_URL: 'http://issuer.example', ISSUER_MODE: 'sandbox' }, 'ISSUER_PUBLIC_URL must be an https URL'],
    ['http in production', { ...production, ISSUER_PUBLIC_URL: 'http://localhost:8080' }, 'ISSUER_PUBLIC_URL must be an https URL'],
    ['another database', { ISSUER_DATABASE_URL: 'mysql://x' }, 'ISSUER_DATABASE_URL must be a postgres:// URL'],
    ['a secret given twice', { ISSUER_OPERATOR_TOKEN: token, ISSUER_OPERATOR_TOKEN_FILE: '/x' }, 'ISSUER_OPERATOR_TOKEN and ISSUER_OPERATOR_TOKEN_FILE are both given'],
    ['an empty setting', { ISSUER_HOST: '' }, 'ISSUER_HOST must not be empty'],
    ['a log level that does not exist', { ISSUER_LOG_LEVEL: 'verbose' }, 'ISSUER_LOG_LEVEL must be fatal'],
    ['a list that is too small', { ISSUER_STATUS_LIST_SIZE: '1' }, 'ISSUER_STATUS_LIST_SIZE must be from 8'],
    ['a switch that is none', { ISSUER_DRAFT_15_WALLETS: 'yes' }, 'ISSUER_DRAFT_15_WALLETS must be true or false'],
  ])('OPS-03 with %s refuses to start and names the field', (_what, environment, fault) => {
    const faults = faultsOf(environment)
    expect(faults.join('\n')).toContain(fault)
    expect(faults.join('\n')).not.toContain('secret@')
  })

  it('OPS-03 in production demands each secret, and names all faults at once', () => {
    const { ISSUER_KEY_ENCRYPTION_KEY: _kek, ISSUER_OPERATOR_TOKEN: _token, ...rest } = production
    expect(faultsOf(rest)).toEqual(['ISSUER_KEY_ENCRYPTION_KEY or ISSUER_KEY_ENCRYPTION_KEY_FILE must be given in production', 'ISSUER_OPERATOR_TOKEN or ISSUER_OPERATOR_TOKEN_FILE must be given in production'])
    expect(faultsOf({ ISSUER_PORT: 'x', ISSUER_LOG_LEVEL: 'x', ISSUER_NO: 'x' })).toHaveLength(3)
  })
})

describe('the secrets', () => {
  let folder: string
  beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-secrets-')) })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const sandbox = () => readIssuerConfig({ ISSUER_DATA_DIRECTORY: path.join(folder, 'data') })

  it('of a sandbox are made once, for the owner only, also by two processes at once', async () => {
    const made = await Promise.all([readSecrets(sandbox()), readSecrets(sandbox()), readSecrets(sandbox())])
    expect(new Set(made.map(({ operatorToken }) => operatorToken)).size).toBe(1)
    const [one, other] = made.map((secrets) => Buffer.from(secrets.kek.derive('x')).toString('hex'))
    expect(one).toBe(other)
    for (const name of ['key-encryption-key', 'operator-token']) {
      expect((await stat(path.join(folder, 'data', name))).mode & 0o777).toBe(0o600)
      expect(Buffer.from((await readFile(path.join(folder, 'data', name), 'utf8')).trim(), 'base64url')).toHaveLength(32)
    }
  })

  it.each<[string, object, string]>([
    ['a short key-encryption key', { keyEncryptionKey: { text: 'short' } }, 'ISSUER_KEY_ENCRYPTION_KEY'],
    ['a key-encryption key of words', { keyEncryptionKey: { text: kek } }, 'ISSUER_KEY_ENCRYPTION_KEY'],
    ['a short operator token', { operatorToken: { text: 'changeme' } }, 'ISSUER_OPERATOR_TOKEN is weak'],
    ['an operator token of one letter', { operatorToken: { text: 'a'.repeat(64) } }, 'ISSUER_OPERATOR_TOKEN is weak'],
    ['a file that is not there', { operatorToken: { file: '/nowhere/token', makeWhenMissing: false } }, 'ISSUER_OPERATOR_TOKEN_FILE names a file that cannot be read'],
  ])('OPS-03 with %s it does not start, and the text is not repeated', async (_what, over, fault) => {
    const refusal = await readSecrets({ ...sandbox(), ...over }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConfigError)
    expect((refusal as ConfigError).message).toContain(fault)
    expect((refusal as ConfigError).message).not.toContain('changeme')
    expect((refusal as ConfigError).message).not.toContain(kek)
  })

  it('OPS-03 an empty file is refused', async () => {
    await writeFile(path.join(folder, 'empty'), '\n')
    await expect(readSecrets({ ...sandbox(), operatorToken: { file: path.join(folder, 'empty'), makeWhenMissing: false } })).rejects.toThrow('ISSUER_OPERATOR_TOKEN_FILE names an empty file')
  })
})
