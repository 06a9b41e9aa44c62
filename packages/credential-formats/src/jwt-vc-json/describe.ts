/** What this format offers, in the words of OpenID4VCI 1.0 #appendix-A.1.1 and OpenID4VP 1.0 #appendix-B.1.3.1. */
export function describeJwtVcJson() {
  return {
    /** `credential_signing_alg_values_supported` */
    signingAlgorithms: ['ES256'],
    /** `cryptographic_binding_methods_supported` */
    bindingMethods: ['did:jwk', 'did:key', 'jwk'],
    /** One entry of `vp_formats_supported` */
    presentation: { alg_values: ['ES256', 'EdDSA'] },
  }
}
