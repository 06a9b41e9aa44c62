import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import path from 'node:path'
import { KeyError, parseKeyEncryptionKey, type KeyEncryptionKey } from '@eduwallet/keys'
import { ConfigError, type IssuerConfig, type SecretSource } from './config.ts'

/** The two secrets the service starts with. */
export type IssuerSecrets = { kek: KeyEncryptionKey; operatorToken: string }

const weakestOperatorToken = 32

/**
 * Reads the secrets from where the configuration says they are. In a sandbox a missing file is made, with 256 random bits
 * and mode 0600. Throws ConfigError naming the setting; a weak secret is refused, its text is not repeated.
 */
export async function readSecrets(config: Pick<IssuerConfig, 'keyEncryptionKey' | 'operatorToken'>): Promise<IssuerSecrets> {
  const kek = parseKek(await readSecret('ISSUER_KEY_ENCRYPTION_KEY', config.keyEncryptionKey))
  const operatorToken = await readSecret('ISSUER_OPERATOR_TOKEN', config.operatorToken)
  if (!/^[\x21-\x7e]+$/.test(operatorToken) || operatorToken.length < weakestOperatorToken || new Set(operatorToken).size < 10) {
    throw new ConfigError([`ISSUER_OPERATOR_TOKEN is weak: give at least ${weakestOperatorToken} random characters without spaces`])
  }
  return { kek, operatorToken }
}

function parseKek(text: string): KeyEncryptionKey {
  try {
    return parseKeyEncryptionKey(text)
  } catch (error) {
    if (error instanceof KeyError) throw new ConfigError([`ISSUER_KEY_ENCRYPTION_KEY ${error.message}`])
    throw error
  }
}

async function readSecret(name: string, source: SecretSource): Promise<string> {
  if ('text' in source) return source.text
  const setting = source.makeWhenMissing ? name : `${name}_FILE`
  try {
    const text = (await readFile(source.file, 'utf8')).trim()
    if (text === '') throw new ConfigError([`${setting} names an empty file`])
    return text
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing || !source.makeWhenMissing) throw new ConfigError([`${setting} names a file that cannot be read`])
  }
  return makeSecret(source.file)
}

/** A new secret in a file. Linked into place whole, so that another process that starts now reads it or is first. */
async function makeSecret(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const made = randomBytes(32).toString('base64url')
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(`${made}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(temporary, file)
    return made
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return (await readFile(file, 'utf8')).trim()
    throw error
  } finally {
    await unlink(temporary)
  }
}
