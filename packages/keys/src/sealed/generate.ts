import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningAlgorithm } from '../signer.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { type SealedKey, sealKey } from './sealed-key.ts'

const generate = promisify(generateKeyPair)

/**
 * Makes a signing key (P-256 for ES256, Ed25519 for EdDSA) that never exists unsealed outside this process. `context` names its
 * owner and use (say `institution/<id>/credential-signing`); the same context is needed to open it.
 */
export async function generateSealedKey<Alg extends SigningAlgorithm = 'ES256'>(kek: KeyEncryptionKey, context: string, alg = 'ES256' as Alg): Promise<SealedKey<Alg>> {
  const { privateKey } = alg === 'EdDSA' ? await generate('ed25519') : await generate('ec', { namedCurve: 'P-256' })
  return sealKey<Alg>(kek, privateKey, context)
}
