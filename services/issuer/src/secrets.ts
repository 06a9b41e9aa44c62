import { parseKeyEncryptionKey, type KeyEncryptionKey } from '@eduwallet/keys'
import { readStartSecrets } from '@eduwallet/service-shell'
import type { IssuerConfig } from './config.ts'

/** The two secrets the service starts with. */
export type IssuerSecrets = { kek: KeyEncryptionKey; operatorToken: string }

/**
 * Reads the secrets from where the configuration says they are; in a sandbox a missing file is made.
 * Throws ConfigError naming the setting.
 */
export function readSecrets(config: Pick<IssuerConfig, 'keyEncryptionKey' | 'operatorToken'>): Promise<IssuerSecrets> {
  return readStartSecrets('issuer', config, parseKeyEncryptionKey)
}
