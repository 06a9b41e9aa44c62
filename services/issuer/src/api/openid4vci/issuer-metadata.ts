import { Oauth2AuthorizationServer, setGlobalConfig, type AuthorizationServerMetadata, type CallbackContext } from '@openid4vc/oauth2'
import { Openid4vciIssuer, Openid4vciVersion, type IssuerMetadataResult } from '@openid4vc/openid4vci'
import { dpopAlgorithms } from '../../claiming/index.ts'
import { offerableConfigurations, type Mechanisms } from '../../configurations/index.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { batchSize } from '../../issuing/index.ts'
import { describeConfiguration } from './describe-configuration.ts'

export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

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
export function describeIssuer(institution: Pick<IssuingInstitution, 'name' | 'credentialIssuer'>, { publicUrl, mechanisms }: { publicUrl: string; mechanisms: Mechanisms }): IssuerMetadataResult {
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
    scopes_supported: offerableConfigurations.map(({ id }) => id),
  } satisfies AuthorizationServerMetadata)
  const issuer = issuerGrammar.createCredentialIssuerMetadata({
    credential_issuer: credentialIssuer,
    credential_endpoint: endpoints.credential,
    nonce_endpoint: endpoints.nonce,
    notification_endpoint: endpoints.notification,
    batch_credential_issuance: { batch_size: batchSize },
    display: [{ name: name.nl, locale: 'nl-NL' }, { name: name.en, locale: 'en' }],
    credential_configurations_supported: Object.fromEntries(offerableConfigurations.map((configuration) => [configuration.id, describeConfiguration(configuration, { publicUrl, mechanisms })])),
  })
  return {
    credentialIssuer: issuer,
    authorizationServers: [server],
    knownCredentialConfigurations: issuerGrammar.getKnownCredentialConfigurationsSupported(issuer),
    originalDraftVersion: Openid4vciVersion.V1,
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
