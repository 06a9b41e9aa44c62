import type { OpenApiInfo } from '@eduwallet/service-shell'

/** Heading of the issuer's OpenAPI document. */
export function openApiInfo(publicUrl: string): OpenApiInfo {
  return {
    title: 'Eduwallet issuer',
    version: '0.1.0',
    description: 'Institutions put achievements and results in; learners take credentials out with their wallets; anyone can see whether a credential still stands.',
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'operator', description: 'Whoever runs this issuer' },
      { name: 'institution', description: 'Access of an institution’s own systems' },
      { name: 'catalogue', description: 'What may be awarded' },
      { name: 'results', description: 'Which result of which learner becomes an award' },
      { name: 'offers', description: 'A promise of a credential to one learner' },
      { name: 'credentials', description: 'Looking credentials up and taking them back' },
      { name: 'journal', description: 'Who did what, when and why' },
      { name: 'wallet', description: 'OpenID for Verifiable Credential Issuance 1.0' },
      { name: 'public', description: 'What anyone may read' },
    ],
    securitySchemes: {
      operator: { type: 'http', scheme: 'bearer', description: 'The operator token of this installation' },
      client: { type: 'http', scheme: 'basic', description: 'client_id and client_secret of an API client' },
      walletAccessToken: { type: 'http', scheme: 'bearer', description: 'Access token of a redeemed offer, or the same with a DPoP proof (RFC 9449)' },
      institution: {
        type: 'oauth2',
        description: 'Access token of an institution’s system, 600 seconds',
        flows: {
          clientCredentials: {
            tokenUrl: '/{slug}/oauth/token',
            scopes: {
              'catalogue:write': 'Create, change and publish achievements',
              'results:write': 'Hand in results',
              'offers:write': 'Make and withdraw offers',
              'credentials:issue': 'Issue credentials that the institution composed itself',
              'revocations:write': 'Revoke, suspend and restore credentials',
              read: 'Read everything of the institution',
            },
          },
        },
      },
    },
  }
}
