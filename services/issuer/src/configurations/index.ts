/**
 * In which forms an award is issued: what a credential says (a projection of the microcredential) and how it is secured (a mechanism of
 * `credential-formats`). One row for each form, in one table; nothing else in this service names a format.
 */
export {
  configurationOf, configurations, defaultConfiguration, isOfferable, offerableConfigurations,
  type ConfigurationId, type CredentialConfiguration, type CredentialContent,
} from './configurations.ts'
export { badgeContextUrl, isEmbedded, mechanismOf, openMechanisms, type Mechanisms } from './mechanisms.ts'
