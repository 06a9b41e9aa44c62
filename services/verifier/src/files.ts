import { X509Certificate } from 'node:crypto'
import { ChainError, readCertificateChain } from '@eduwallet/keys'
import { ConfigError, readSettingFile } from '@eduwallet/service-shell'
import type { VerifierConfig } from './config.ts'

/** What stands in the files that the settings name, PEM. */
export type VerifierFiles = {
  readonly certificate: { readonly chainPem: string; readonly keyPem: string | undefined } | undefined
  readonly outboundCa: string | undefined
}

/**
 * Reads them before anything is opened. Whether the certificate is for this host, and for this key, shows when they are used.
 * Throws ConfigError naming the setting whose file is not there or is not what it must be.
 */
export async function readFiles({ certificateChainFile, signingKeyFile, outboundCaFile }: Pick<VerifierConfig, 'certificateChainFile' | 'signingKeyFile' | 'outboundCaFile'>): Promise<VerifierFiles> {
  const certificate = certificateChainFile === undefined ? undefined : {
    chainPem: await readChain('VERIFIER_CERTIFICATE_CHAIN_FILE', certificateChainFile),
    keyPem: signingKeyFile === undefined ? undefined : await readSettingFile('VERIFIER_SIGNING_KEY_FILE', signingKeyFile),
  }
  return { certificate, outboundCa: outboundCaFile === undefined ? undefined : await readAuthorities('VERIFIER_OUTBOUND_CA_FILE', outboundCaFile) }
}

async function readChain(setting: string, file: string): Promise<string> {
  const pem = await readSettingFile(setting, file)
  try {
    readCertificateChain(pem)
  } catch (error) {
    throw error instanceof ChainError ? new ConfigError([`${setting} cannot be used: ${error.message}`]) : error
  }
  return pem
}

/** Authorities that cannot be read would only show later: every fetch would fail. */
async function readAuthorities(setting: string, file: string): Promise<string> {
  const pem = await readSettingFile(setting, file)
  const each = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const readable = each.length > 0 && each.every((text) => {
    try {
      return new X509Certificate(text).ca
    } catch {
      return false
    }
  })
  if (!readable) throw new ConfigError([`${setting} must hold certificates of authorities, PEM`])
  return pem
}
