/** What is the issuer's own; what every service reads in the same way is tested in packages/service-shell. */
import { mkdtemp, rm } from 'node:fs/promises'
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
    expect(readIssuerConfig({ PATH: '/bin' })).toEqual({
      host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080', mode: 'sandbox', databaseUrl: undefined, dataDirectory: './data/issuer', trustedProxies: [],
      logLevel: 'info', statusListTtlSeconds: 30, statusListSize: 131_072, draft15Wallets: false,
      keyEncryptionKey: { file: './data/issuer/key-encryption-key', makeWhenMissing: true }, operatorToken: { file: './data/issuer/operator-token', makeWhenMissing: true },
    })
  })

  it('sends holders of certificates to an https address, or on this machine an http one', () => {
    for (const address of ['https://verifier.example/inspect?lang=nl', 'http://localhost:8081/inspect', 'http://[::1]:8081/']) expect(readIssuerConfig({ ISSUER_CHECK_URL: address }).checkUrl).toBe(address)
    for (const address of ['http://verifier.example', 'verifier.example', 'javascript:alert(1)', 'https://a:b@verifier.example/', 'https://verifier.example/ x', '', `https://verifier.example/${'x'.repeat(1000)}`]) {
      expect(faultsOf({ ISSUER_CHECK_URL: address }), address).toEqual(['ISSUER_CHECK_URL must be an https URL of at most 1,000 characters, without a user name'])
    }
  })

  it('in production is taken whole', () => {
    expect(readIssuerConfig({ ...production, ISSUER_STATUS_LIST_TTL_SECONDS: '60', ISSUER_STATUS_LIST_SIZE: '1048576', ISSUER_DRAFT_15_WALLETS: 'true' })).toMatchObject({
      mode: 'production', publicUrl: 'https://issuer.example', databaseUrl: 'postgres://x@db/eduwallet', keyEncryptionKey: { text: kek }, operatorToken: { text: token },
      statusListTtlSeconds: 60, statusListSize: 1_048_576, draft15Wallets: true,
    })
  })

  it.each<[string, Record<string, string>, string]>([
    ['a setting that does not exist', { ISSUER_STATUS_LIST_TLL_SECONDS: '30' }, 'ISSUER_STATUS_LIST_TLL_SECONDS is not a setting of the issuer'],
    ['a public host without a mode', { ISSUER_PUBLIC_URL: 'https://issuer.example' }, 'ISSUER_MODE must be given'],
    ['STL-12 a list that is too small', { ISSUER_STATUS_LIST_SIZE: '131071' }, 'ISSUER_STATUS_LIST_SIZE must be from 131072'],
    ['a list that stays fresh for a day', { ISSUER_STATUS_LIST_TTL_SECONDS: '86400' }, 'ISSUER_STATUS_LIST_TTL_SECONDS must be from 1 to 3600'],
    ['a switch that is none', { ISSUER_DRAFT_15_WALLETS: 'yes' }, 'ISSUER_DRAFT_15_WALLETS must be true or false'],
  ])('OPS-03 with %s refuses to start and names the field', (_what, environment, fault) => {
    expect(faultsOf(environment).join('\n')).toContain(fault)
  })
})

describe('the secrets', () => {
  let folder: string
  beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-secrets-')) })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const sandbox = () => readIssuerConfig({ ISSUER_DATA_DIRECTORY: path.join(folder, 'data') })

  it('of a sandbox are made once', async () => {
    const [one, other] = [await readSecrets(sandbox()), await readSecrets(sandbox())]
    expect(one.operatorToken).toBe(other.operatorToken)
    expect(Buffer.from(one.kek.derive('x')).equals(other.kek.derive('x'))).toBe(true)
  })

  it.each<[string, object, string]>([
    ['a short key-encryption key', { keyEncryptionKey: { text: 'short' } }, 'ISSUER_KEY_ENCRYPTION_KEY'],
    ['a key-encryption key of words', { keyEncryptionKey: { text: kek } }, 'ISSUER_KEY_ENCRYPTION_KEY'],
    ['a short operator token', { operatorToken: { text: 'changeme' } }, 'ISSUER_OPERATOR_TOKEN is weak'],
  ])('OPS-03 with %s it does not start, and the text is not repeated', async (_what, over, fault) => {
    const refusal = await readSecrets({ ...sandbox(), ...over }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConfigError)
    expect((refusal as ConfigError).message).toContain(fault)
    expect((refusal as ConfigError).message).not.toContain('changeme')
    expect((refusal as ConfigError).message).not.toContain(kek)
  })
})
