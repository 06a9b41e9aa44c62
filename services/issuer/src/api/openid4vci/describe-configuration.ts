import type { SecuringMechanism } from '@eduwallet/credential-formats'
import { microcredentialTypeMetadata } from '@eduwallet/microcredential'
import { keyProofAlgorithms } from '../../claiming/index.ts'
import { isEmbedded, mechanismOf, type CredentialConfiguration, type CredentialContent, type Mechanisms } from '../../configurations/index.ts'
import { badgeContexts, microcredentialType } from '../../issuing/index.ts'

type Display = { name: string; locale: string }
type Described = {
  [name: string]: unknown
  credential_metadata: { display: Display[]; claims: { path: (string | number | null)[]; mandatory?: boolean; display: Display[] }[] }
}

/**
 * One entry of `credential_configurations_supported` (OpenID4VCI 1.0 #credential-issuer-parameters, #appendix-A). Without `credential_metadata`
 * wallets take an issuer for one of an older draft.
 */
export function describeConfiguration(configuration: CredentialConfiguration, { publicUrl, mechanisms }: { publicUrl: string; mechanisms: Mechanisms }) {
  const mechanism = mechanismOf(mechanisms, configuration)
  const { signingAlgorithms, bindingMethods } = mechanism.describe()
  return {
    format: mechanism.format,
    scope: configuration.id,
    cryptographic_binding_methods_supported: [...new Set([...bindingMethods, 'did:jwk', 'did:key'])],
    credential_signing_alg_values_supported: [...signingAlgorithms],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: [...keyProofAlgorithms] } },
    ...contents[configuration.content](configuration, { publicUrl, mechanism }),
  }
}

const contents = {
  microcredential: describeMicrocredential,
  'open-badge': describeBadge,
  'open-badge-1.1': describeBadge,
  'open-badge-in-part': describeBadge,
  elm: () => { throw new Error('no wallet can claim a file') },
} as const satisfies Record<CredentialContent, (configuration: CredentialConfiguration, at: { publicUrl: string; mechanism: SecuringMechanism }) => Described>

/** OpenID4VCI 1.0 #server-metadata-sd-jwt-vc */
function describeMicrocredential(_configuration: CredentialConfiguration, { publicUrl }: { publicUrl: string }): Described {
  const vct = microcredentialType(publicUrl)
  const type = microcredentialTypeMetadata(vct)
  return {
    vct,
    credential_metadata: {
      display: type.display.map(({ locale, name, description, rendering }) => ({
        name, locale, description, background_color: rendering.simple.background_color, text_color: rendering.simple.text_color,
      })),
      claims: type.claims.map(({ path, mandatory, display }) => ({
        path, mandatory, display: display.map(({ locale, label }) => ({ name: label, locale })),
      })),
    },
  }
}

/** OpenID4VCI 1.0 #appendix-A.1; the forms of VCDM 2.0 as JWT have no section there and are described in the same words. */
function describeBadge({ name }: CredentialConfiguration, { publicUrl, mechanism }: { publicUrl: string; mechanism: SecuringMechanism }): Described {
  const type = ['VerifiableCredential', 'OpenBadgeCredential'] as const
  return {
    credential_definition: isEmbedded(mechanism) ? { '@context': badgeContexts(publicUrl), type } : { type },
    credential_metadata: {
      display: [{ name: name.nl, locale: 'nl-NL' }, { name: name.en, locale: 'en' }],
      claims: badgeClaims.map(({ path, nl, en }) => ({ path: [...path], display: [{ name: nl, locale: 'nl-NL' }, { name: en, locale: 'en' }] })),
    },
  }
}

/** What a wallet shows of a badge. The path of the claim is that of the credential itself. OpenID4VCI 1.0 #claims-path-pointer */
const badgeClaims = [
  { path: ['credentialSubject', 'achievement', 'name'], nl: 'Naam', en: 'Name' },
  { path: ['credentialSubject', 'achievement', 'description'], nl: 'Beschrijving', en: 'Description' },
  { path: ['credentialSubject', 'achievement', 'criteria', 'narrative'], nl: 'Wat je ervoor hebt gedaan', en: 'What you did for it' },
  { path: ['credentialSubject', 'creditsEarned'], nl: 'Studiepunten (EC)', en: 'Credits (EC)' },
  { path: ['credentialSubject', 'result', null, 'value'], nl: 'Resultaat', en: 'Result' },
  { path: ['awardedDate'], nl: 'Datum van toekenning', en: 'Date of award' },
  { path: ['issuer', 'name'], nl: 'Uitgegeven door', en: 'Issued by' },
] as const
