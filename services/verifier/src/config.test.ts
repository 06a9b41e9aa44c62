/** What is the verifier's own; what every service reads in the same way is tested in packages/service-shell. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readVerifierConfig } from './config.ts'
import { readSecrets } from './secrets.ts'

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readVerifierConfig(environment)
  } catch (error) {
    return (error as { faults: readonly string[] }).faults
  }
  return []
}

const production = {
  VERIFIER_PUBLIC_URL: 'https://verifier.example',
  VERIFIER_MODE: 'production',
  VERIFIER_DATABASE_URL: 'postgres://x@db/eduwallet',
  VERIFIER_KEY_ENCRYPTION_KEY_FILE: '/run/secrets/kek',
  VERIFIER_OPERATOR_TOKEN_FILE: '/run/secrets/operator',
}

describe('the configuration', () => {
  it('of nothing at all is a sandbox on this machine with the embedded database', () => {
    expect(readVerifierConfig({})).toEqual({
      bbs: false,
      host: '127.0.0.1',
      port: 8081,
      publicUrl: 'http://localhost:8081',
      mode: 'sandbox',
      databaseUrl: undefined,
      dataDirectory: './data/verifier',
      keyEncryptionKey: { file: './data/verifier/key-encryption-key', makeWhenMissing: true },
      operatorToken: { file: './data/verifier/operator-token', makeWhenMissing: true },
      logLevel: 'info',
      trustedProxies: [],
      certificateChainFile: undefined,
      signingKeyFile: undefined,
      requestLifetimeSeconds: 600,
      outboundHosts: undefined,
      outboundCaFile: undefined,
      allowLoopback: true,
    })
  })

  it('of production wants https and its secrets, and never asks this machine itself', () => {
    expect(readVerifierConfig(production)).toMatchObject({ mode: 'production', publicUrl: 'https://verifier.example', allowLoopback: false })
    expect(faultsOf({ VERIFIER_PUBLIC_URL: 'http://verifier.example', VERIFIER_MODE: 'production' })).toEqual([
      'VERIFIER_PUBLIC_URL must be an https URL',
      'VERIFIER_DATABASE_URL or DATABASE_URL must be given in production: the embedded database is for trying out',
      'VERIFIER_KEY_ENCRYPTION_KEY or VERIFIER_KEY_ENCRYPTION_KEY_FILE must be given in production',
      'VERIFIER_OPERATOR_TOKEN or VERIFIER_OPERATOR_TOKEN_FILE must be given in production',
    ])
    expect(faultsOf({ VERIFIER_PUBLIC_URL: 'https://verifier.example' })[0]).toContain('VERIFIER_MODE must be given')
    expect(readVerifierConfig({ ...production, VERIFIER_MODE: 'sandbox' }).allowLoopback).toBe(false)
  })

  it('OPS-03 refuses a setting it does not know, and names every field that is wrong without its value', () => {
    expect(faultsOf({ VERIFIER_REQUIRE_HTTPS: 'no' })).toEqual(['VERIFIER_REQUIRE_HTTPS is not a setting of the verifier'])
    expect(faultsOf({ VERIFIER_PORT: 'eighty', VERIFIER_LOG_LEVEL: 'loud', VERIFIER_REQUEST_LIFETIME_SECONDS: '5' })).toHaveLength(3)
    expect(faultsOf({ VERIFIER_SIGNING_KEY_FILE: '/x' })[0]).toContain('VERIFIER_CERTIFICATE_CHAIN_FILE')
  })
})

describe('the secrets', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'verifier-secrets-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  it('of a sandbox are made once', async () => {
    const config = readVerifierConfig({ VERIFIER_DATA_DIRECTORY: path.join(folder, 'data') })
    const { operatorToken } = await readSecrets(config)
    const again = await readSecrets(config)
    expect(again.operatorToken).toBe(operatorToken)
  })

  it('that are weak are refused without being repeated', async () => {
    const withKek = (text: string) => readVerifierConfig({ VERIFIER_DATA_DIRECTORY: folder, VERIFIER_KEY_ENCRYPTION_KEY: text })
    await expect(readSecrets(withKek('0'.repeat(64)))).rejects.toThrow(/weak/)
    await expect(readSecrets(withKek('hunter2'))).rejects.toThrow(/^(?!.*hunter2)/s)
    await expect(readSecrets(readVerifierConfig({ VERIFIER_DATA_DIRECTORY: folder, VERIFIER_OPERATOR_TOKEN: 'short' }))).rejects.toThrow(/weak/)
  })
})
