import type { LocalizedText } from '@eduwallet/microcredential'

/**
 * What a credential says. `microcredential`: our own claims, with the learner's name. `open-badge`: Open Badges 3.0 (VCDM 2.0), about whoever holds
 * the key and without a name; `open-badge-1.1`: the same for wallets that know VCDM 1.1 only. `open-badge-in-part`: the same without ordered lists, which
 * the libraries for proofs that are shown in part cannot handle. `elm`: European Learning Model, with the learner's name.
 */
export type CredentialContent = 'microcredential' | 'open-badge' | 'open-badge-1.1' | 'open-badge-in-part' | 'elm'

/** Names a form, on the wire (OpenID4VCI 1.0 `credential_configuration_id`), in the record and at the institution's door. Never changes. */
export type ConfigurationId = string

export type CredentialConfiguration = {
  id: ConfigurationId
  content: CredentialContent
  /** How it is secured: the name of one of the mechanisms of `credential-formats`. */
  mechanism: string
  /** `holder-key`: claimed by a wallet, one for each key it proves. `none`: a file, handed over by the institution. */
  binding: 'holder-key' | 'none'
  /** What a wallet, or a person who chooses, calls it. */
  name: LocalizedText
}

/** What is offered when nobody says otherwise. */
export const defaultConfiguration: ConfigurationId = 'microcredential_dc_sd_jwt'

/** Every form there is. */
export const configurations: readonly CredentialConfiguration[] = [
  { id: defaultConfiguration, content: 'microcredential', mechanism: 'dc+sd-jwt', binding: 'holder-key', name: { nl: 'Microcredential', en: 'Microcredential' } },
  { id: 'open_badge_sd_jwt', content: 'open-badge', mechanism: 'vc+sd-jwt', binding: 'holder-key', name: { nl: 'Open Badge, deels te delen', en: 'Open Badge, shared in part' } },
  { id: 'open_badge_eddsa', content: 'open-badge', mechanism: 'eddsa-rdfc-2022', binding: 'holder-key', name: { nl: 'Open Badge, met bewijs in het document (Ed25519)', en: 'Open Badge, with embedded proof (Ed25519)' } },
  { id: 'open_badge_ecdsa', content: 'open-badge', mechanism: 'ecdsa-rdfc-2019', binding: 'holder-key', name: { nl: 'Open Badge, met bewijs in het document (P-256)', en: 'Open Badge, with embedded proof (P-256)' } },
  { id: 'open_badge_jwt', content: 'open-badge', mechanism: 'vc+jwt', binding: 'holder-key', name: { nl: 'Open Badge', en: 'Open Badge' } },
  { id: 'open_badge_ecdsa_sd', content: 'open-badge-in-part', mechanism: 'ecdsa-sd-2023', binding: 'holder-key', name: { nl: 'Open Badge, met bewijs in het document, deels te delen', en: 'Open Badge, with embedded proof, shared in part' } },
  { id: 'open_badge_jwt_vc_json', content: 'open-badge-1.1', mechanism: 'jwt_vc_json', binding: 'holder-key', name: { nl: 'Open Badge voor oudere wallets', en: 'Open Badge for older wallets' } },
  { id: 'open_badge_file_eddsa', content: 'open-badge', mechanism: 'eddsa-rdfc-2022', binding: 'none', name: { nl: 'Open Badge als bestand', en: 'Open Badge as a file' } },
  { id: 'open_badge_file_jwt', content: 'open-badge', mechanism: 'vc+jwt', binding: 'none', name: { nl: 'Open Badge als bestand (JWT)', en: 'Open Badge as a file (JWT)' } },
  { id: 'elm_file', content: 'elm', mechanism: 'jades', binding: 'none', name: { nl: 'Europees digitaal certificaat (Europass)', en: 'European Digital Credential (Europass)' } },
]

const byId = new Map(configurations.map((configuration) => [configuration.id, configuration]))

/** Undefined for whatever is no configuration, `__proto__` and the like included. */
export function configurationOf(id: ConfigurationId): CredentialConfiguration | undefined {
  return byId.get(id)
}

/** Whether a wallet can claim it. */
export function isOfferable(configuration: CredentialConfiguration | undefined): configuration is CredentialConfiguration {
  return configuration?.binding === 'holder-key'
}

/** Those that a wallet can claim, in the order of the table. */
export const offerableConfigurations: readonly CredentialConfiguration[] = configurations.filter(isOfferable)
