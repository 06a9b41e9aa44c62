import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { type SealedKey, sealKey } from './sealed-key.ts'

const generate = promisify(generateKeyPair)

/**
 * Makes a P-256 signing key that never exists unsealed outside this process. `context` names its owner and use
 * (say `institution/<id>/credential-signing`); the same context is needed to open it.
 */
export async function generateSealedKey(kek: KeyEncryptionKey, context: string): Promise<SealedKey> {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' })
  return sealKey(kek, privateKey, context)
}
