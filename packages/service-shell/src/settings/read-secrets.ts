/** The secrets that a service starts with, from where its settings say they are. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import path from 'node:path'
import { ConfigError } from './config-error.ts'
import type { SecretSource, ServiceSettings } from './read-settings.ts'

const weakestOperatorToken = 32

/**
 * Reads key-encryption key and operator token of a service. In a sandbox a missing file is made, with 256 random bits and mode
 * 0600. Throws ConfigError naming the setting; a weak secret is refused, its text is not repeated.
 * @param parseKey makes the key of its text; throws an error with a code `KEY_…` and words that may be shown
 */
export async function readStartSecrets<Key>(
  service: string,
  settings: Pick<ServiceSettings, 'keyEncryptionKey' | 'operatorToken'>,
  parseKey: (text: string) => Key,
): Promise<{ kek: Key; operatorToken: string }> {
  const prefix = `${service.toUpperCase()}_`
  const text = await readSecret(`${prefix}KEY_ENCRYPTION_KEY`, settings.keyEncryptionKey)
  let kek: Key
  try {
    kek = parseKey(text)
  } catch (error) {
    const refused = error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('KEY_')
    throw refused ? new ConfigError([`${prefix}KEY_ENCRYPTION_KEY ${error.message}`]) : error
  }
  const operatorToken = await readSecret(`${prefix}OPERATOR_TOKEN`, settings.operatorToken)
  if (!/^[\x21-\x7e]+$/.test(operatorToken) || operatorToken.length < weakestOperatorToken || new Set(operatorToken).size < 10) {
    throw new ConfigError([`${prefix}OPERATOR_TOKEN is weak: give at least ${weakestOperatorToken} random characters without spaces`])
  }
  return { kek, operatorToken }
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
