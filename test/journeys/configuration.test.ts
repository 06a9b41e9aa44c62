/** OPS-03: what is wrong with the settings is said by name before anything is opened, and nothing is started. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(path.join(tmpdir(), 'eduwallet-configuration-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

const file = (name: string, text: string): string => {
  const full = path.join(folder, name)
  writeFileSync(full, text, { mode: 0o600 })
  return full
}
const secret = 'q8Zr3vKx1Lw9Tn5Bp7Jd2Hf6Gm4Cs0YuAe1Xo3Wi5Pk'

/** Good settings of a service in production. Nobody listens at the database's port. */
const good = (service: 'issuer' | 'verifier'): Record<string, string> => Object.fromEntries(Object.entries({
  PUBLIC_URL: `https://${service}.example`, MODE: 'production', DATABASE_URL: 'postgres://x:unspoken-password@127.0.0.1:1/eduwallet', DATA_DIRECTORY: path.join(folder, service),
  KEY_ENCRYPTION_KEY_FILE: file(`${service}.kek`, secret), OPERATOR_TOKEN_FILE: file(`${service}.token`, secret),
}).map(([name, value]) => [`${service.toUpperCase()}_${name}`, value]))

function run(service: 'issuer' | 'verifier', command: string[], over: Record<string, string | undefined> = {}): { status: number | null; stdout: string; stderr: string } {
  const env = Object.fromEntries(Object.entries({ ...good(service), ...over }).filter((entry): entry is [string, string] => entry[1] !== undefined))
  return spawnSync(process.execPath, [path.join(root, 'services', service, 'src/main.ts'), ...command], { cwd: folder, env, encoding: 'utf8', timeout: 20_000 })
}

it.each(['issuer', 'verifier'] as const)('OPS-03 check-config of the %s says yes to good settings, without a database', (service) => {
  expect(run(service, ['check-config'])).toMatchObject({ status: 0, stdout: 'the configuration can be used\n', stderr: '' })
})

describe('OPS-03 check-config does not take', () => {
  it.each<['issuer' | 'verifier', string, Record<string, string | undefined>, string[]]>([
    ['issuer', 'a setting that is not known', { ISSUER_STATUS_LIST_TLL_SECONDS: '30' }, ['ISSUER_STATUS_LIST_TLL_SECONDS is not a setting of the issuer']],
    ['issuer', 'what is missing, and a public URL without TLS', { ISSUER_KEY_ENCRYPTION_KEY_FILE: undefined, ISSUER_DATABASE_URL: undefined, ISSUER_PUBLIC_URL: 'http://issuer.example' },
      ['ISSUER_PUBLIC_URL must be an https URL', 'ISSUER_KEY_ENCRYPTION_KEY or ISSUER_KEY_ENCRYPTION_KEY_FILE must be given in production', 'ISSUER_DATABASE_URL or DATABASE_URL must be given in production']],
    ['issuer', 'a weak key', { ISSUER_KEY_ENCRYPTION_KEY_FILE: file('weak.kek', 'A'.repeat(43)) }, ['ISSUER_KEY_ENCRYPTION_KEY']],
    ['verifier', 'a weak token', { VERIFIER_OPERATOR_TOKEN_FILE: undefined, VERIFIER_OPERATOR_TOKEN: 'unspoken-password' }, ['VERIFIER_OPERATOR_TOKEN is weak']],
    ['verifier', 'a file that is not there', { VERIFIER_CERTIFICATE_CHAIN_FILE: '/nowhere/chain.pem' }, ['VERIFIER_CERTIFICATE_CHAIN_FILE names a file that cannot be read']],
  ])('%s: %s', (service, _what, over, faults) => {
    const { status, stdout, stderr } = run(service, ['check-config'], over)
    expect([status, stdout], stderr).toEqual([1, ''])
    for (const fault of faults) expect(stderr).toContain(fault)
    // Words for whoever starts it: no stack, and no secret.
    expect(stderr).not.toMatch(/^\s+at |unspoken-password|q8Zr3vKx/m)
  })

  it('anything it was not told to do', () => {
    expect(run('issuer', ['chekc'])).toMatchObject({ status: 1, stderr: expect.stringContaining('"chekc" is not a command') as string })
  })
})

describe('OPS-03 the start', () => {
  it('stops for the same reasons, in words', () => {
    const { status, stdout, stderr } = run('verifier', [], { VERIFIER_CERTIFICATE_CHAIN_FILE: '/nowhere/chain.pem' })
    expect([status, stdout, stderr]).toEqual([1, '', 'the service cannot start with this configuration:\n  VERIFIER_CERTIFICATE_CHAIN_FILE names a file that cannot be read\n'])
  })

  it('with good settings says what else is wrong: the database is away', () => {
    const { status, stderr } = run('issuer', [])
    expect(status).toBe(1)
    expect(stderr).toContain('the database is not available')
    expect(stderr).not.toMatch(/^\s+at |unspoken-password/m)
  })
})
