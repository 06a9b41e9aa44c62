import type { OpenApiInfo } from '@eduwallet/service-shell'

/** What the OpenAPI document says of the verifier as a whole. */
export function openApiInfo({ version, publicUrl }: { version: string; publicUrl: string }): OpenApiInfo {
  return {
    title: 'Eduwallet verifier',
    version,
    description:
      'Asks a learner\'s wallet for a microcredential on behalf of an employer (OpenID4VP 1.0) and gives a verdict with each check it rests on. Errors are application/problem+json (RFC 9457), except for wallets and the token endpoint, which get the form of OAuth 2.0.',
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'operator', description: 'Whoever runs the verifier: which employers may ask, which issuers are believed' },
      { name: 'employer', description: 'The systems of an employer: ask, and read the verdict' },
      { name: 'vc-api', description: 'Systems that speak the W3C CCG VC-API' },
      { name: 'wallet', description: 'Wallets: OpenID4VP 1.0' },
      { name: 'public', description: 'Anyone' },
    ],
    securitySchemes: {
      operator: { type: 'http', scheme: 'bearer', description: 'The token of whoever runs the verifier' },
      employer: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } }, description: 'OAuth 2.0 client credentials' },
    },
  }
}
