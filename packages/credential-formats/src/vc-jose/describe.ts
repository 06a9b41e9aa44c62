/**
 * What this format offers. OpenID4VCI 1.0 and OpenID4VP 1.0 have no name for it of their own, so the words are those of `jwt_vc_json`
 * (OpenID4VCI 1.0 #appendix-A.1.1, OpenID4VP 1.0 #appendix-B.1.3.1).
 */
export function describeVcJwt() {
  return {
    /** `credential_signing_alg_values_supported` */
    signingAlgorithms: ['ES256'],
    /** `cryptographic_binding_methods_supported` */
    bindingMethods: ['jwk', 'did:jwk', 'did:key'],
    /** One entry of `vp_formats_supported` */
    presentation: { alg_values: ['ES256', 'EdDSA'] },
  }
}
