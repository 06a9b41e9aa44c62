/**
 * What this format offers: the words of SD-JWT VC (OpenID4VCI 1.0 #appendix-A.3, OpenID4VP 1.0 #appendix-B.3), which the Decentralized Identity Interop Profile v5
 * uses for VCDM 2.0 in an SD-JWT as well.
 */
export function describeVcSdJwt() {
  return {
    /** `credential_signing_alg_values_supported` */
    signingAlgorithms: ['ES256'],
    /** `cryptographic_binding_methods_supported` */
    bindingMethods: ['jwk', 'did:jwk', 'did:key'],
    /** One entry of `vp_formats_supported` */
    presentation: { 'sd-jwt_alg_values': ['ES256', 'EdDSA'], 'kb-jwt_alg_values': ['ES256'] },
  }
}
