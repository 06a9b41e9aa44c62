import { Oauth2AuthorizationServer, setGlobalConfig, type AuthorizationServerMetadata, type CallbackContext } from '@openid4vc/oauth2'
import { Openid4vciIssuer, Openid4vciVersion, type IssuerMetadataResult } from '@openid4vc/openid4vci'
import { sdJwtVc } from '@eduwallet/credential-formats'
import { MICROCREDENTIAL_TYPE_PATH, microcredentialTypeMetadata } from '@eduwallet/microcredential'
import { dpopAlgorithms, keyProofAlgorithms } from '../../claiming/index.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { batchSize } from '../../issuing/index.ts'

/** The one thing that is issued here; also its scope. */
export const microcredentialConfiguration = 'microcredential_dc_sd_jwt'
export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** The type (`vct`) of the credentials of every institution here. */
export function microcredentialType(publicUrl: string): string {
  return `${publicUrl}${MICROCREDENTIAL_TYPE_PATH}`
}

/** Where the wallet finds what, below the credential issuer identifier. */
export function endpointsOf(credentialIssuer: string) {
  return {
    token: `${credentialIssuer}/token`,
    nonce: `${credentialIssuer}/nonce`,
    credential: `${credentialIssuer}/credential`,
    notification: `${credentialIssuer}/notification`,
    credentialOffer: (secret: string) => `${credentialIssuer}/credential-offers/${secret}`,
  }
}

/**
 * Both metadata documents of an institution (OpenID4VCI 1.0 #credential-issuer-parameters, RFC 8414), checked by the grammar of
 * a library that wallets use. Throws when they do not hold, which is a mistake of ours.
 */
export function describeIssuer(institution: Pick<IssuingInstitution, 'name' | 'credentialIssuer'>, publicUrl: string): IssuerMetadataResult {
  // The library refuses http addresses; only a sandbox on this machine has one (config.ts).
  if (publicUrl.startsWith('http:')) setGlobalConfig({ allowInsecureUrls: true })
  const { credentialIssuer, name } = institution
  const endpoints = endpointsOf(credentialIssuer)
  const server = new Oauth2AuthorizationServer({ callbacks }).createAuthorizationServerMetadata({
    issuer: credentialIssuer,
    token_endpoint: endpoints.token,
    grant_types_supported: [preAuthorizedCodeGrant],
    token_endpoint_auth_methods_supported: ['none'],
    dpop_signing_alg_values_supported: [...dpopAlgorithms],
    'pre-authorized_grant_anonymous_access_supported': true,
    // RFC 9396 #section-10
    authorization_details_types_supported: ['openid_credential'],
    scopes_supported: [microcredentialConfiguration],
  } satisfies AuthorizationServerMetadata)
  const issuer = issuerGrammar.createCredentialIssuerMetadata({
    credential_issuer: credentialIssuer,
    credential_endpoint: endpoints.credential,
    nonce_endpoint: endpoints.nonce,
    notification_endpoint: endpoints.notification,
    batch_credential_issuance: { batch_size: batchSize },
    display: [{ name: name.nl, locale: 'nl-NL' }, { name: name.en, locale: 'en' }],
    credential_configurations_supported: { [microcredentialConfiguration]: describeMicrocredential(publicUrl) },
  })
  return {
    credentialIssuer: issuer,
    authorizationServers: [server],
    knownCredentialConfigurations: issuerGrammar.getKnownCredentialConfigurationsSupported(issuer),
    originalDraftVersion: Openid4vciVersion.V1,
  }
}

/** OpenID4VCI 1.0 #server-metadata-sd-jwt-vc. Without `credential_metadata` wallets take an issuer for one of an older draft. */
function describeMicrocredential(publicUrl: string) {
  const vct = microcredentialType(publicUrl)
  const type = microcredentialTypeMetadata(vct)
  const { signingAlgorithms, bindingMethods } = sdJwtVc.describe()
  return {
    format: sdJwtVc.format,
    scope: microcredentialConfiguration,
    vct,
    cryptographic_binding_methods_supported: [...new Set([...bindingMethods, 'did:jwk', 'did:key'])],
    credential_signing_alg_values_supported: [...signingAlgorithms],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: [...keyProofAlgorithms] } },
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

/** The library is asked for grammar only: it gets no key, no network, no randomness. */
const unavailable = (): never => { throw new Error('the grammar has no business with this') }
const callbacks: CallbackContext = {
  fetch: unavailable,
  hash: unavailable,
  generateRandom: unavailable,
  signJwt: unavailable,
  verifyJwt: unavailable,
  encryptJwe: unavailable,
  decryptJwe: unavailable,
  clientAuthentication: unavailable,
}

/** Makes offers and checks documents against the OpenID4VCI schemas. */
export const issuerGrammar = new Openid4vciIssuer({ callbacks })
