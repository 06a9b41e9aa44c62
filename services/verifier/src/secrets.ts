import { parseKeyEncryptionKey, type KeyEncryptionKey } from '@eduwallet/keys'
import { readStartSecrets } from '@eduwallet/service-shell'
import type { VerifierConfig } from './config.ts'

/** The two secrets the service starts with. */
export type VerifierSecrets = { kek: KeyEncryptionKey; operatorToken: string }

/**
 * Reads the secrets from where the configuration says they are; in a sandbox a missing file is made.
 * Throws ConfigError naming the setting.
 */
export function readSecrets(config: Pick<VerifierConfig, 'keyEncryptionKey' | 'operatorToken'>): Promise<VerifierSecrets> {
  return readStartSecrets('verifier', config, parseKeyEncryptionKey)
}
