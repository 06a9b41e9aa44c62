/** What this format offers: a file to download. It is no format of OpenID4VCI or OpenID4VP, so the words are only for whoever lists them. */
export function describeJades() {
  return {
    signingAlgorithms: ['ES256'],
    bindingMethods: ['none'],
    presentation: { alg_values: ['ES256', 'ES384', 'RS256'] },
  }
}
