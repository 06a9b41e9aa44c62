import { configurationOf, defaultConfiguration, isOfferable, type CredentialConfiguration } from '../../configurations/index.ts'

/** Names one form of one award (OpenID4VCI 1.0 #token-response `credential_identifiers`). */
export function credentialIdentifier(configurationId: string, awardId: string): string {
  return `${configurationId}:${awardId}`
}

/** What it names; undefined for what is none. Of a bare award id the form is the one that there was before there were several. */
export function readCredentialIdentifier(identifier: string): { configuration: CredentialConfiguration; awardId: string } | undefined {
  const at = identifier.lastIndexOf(':')
  const configuration = configurationOf(at < 0 ? defaultConfiguration : identifier.slice(0, at))
  return isOfferable(configuration) ? { configuration, awardId: identifier.slice(at + 1) } : undefined
}
