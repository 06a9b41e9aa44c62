/** What this format offers, in the words of OpenID4VCI 1.0 #appendix-A.3 and OpenID4VP 1.0 #appendix-B.3. */
export function describeSdJwtVc() {
  return {
    /** `credential_signing_alg_values_supported` */
    signingAlgorithms: ['ES256'],
    /** `cryptographic_binding_methods_supported` */
    bindingMethods: ['jwk'],
    /** One entry of `vp_formats_supported` */
    presentation: { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
  }
}
