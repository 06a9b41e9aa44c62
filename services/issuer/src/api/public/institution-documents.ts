import { z } from 'zod'
import { didDocument, jsonWebKeyId } from '@eduwallet/keys'
import type { Shell } from '@eduwallet/service-shell'
import { visitOf } from '../visit.ts'
import { problemSchema, slugParams } from '../institution/schemas.ts'

const ecKey = { kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }
const okpKey = { kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }

const didDocumentSchema = z.object({
  '@context': z.array(z.string()),
  id: z.string(),
  alsoKnownAs: z.array(z.string()).optional(),
  verificationMethod: z.array(z.union([
    z.object({ id: z.string(), type: z.literal('JsonWebKey'), controller: z.string(), publicKeyJwk: z.union([z.object(ecKey), z.object(okpKey)]) }),
    z.object({ id: z.string(), type: z.literal('Multikey'), controller: z.string(), publicKeyMultibase: z.string() }),
  ])),
  authentication: z.array(z.string()),
  assertionMethod: z.array(z.string()),
})

const issuerMetadataSchema = z.object({
  issuer: z.url(),
  jwks: z.object({ keys: z.array(z.object({ ...ecKey, kid: z.string(), alg: z.literal('ES256'), use: z.literal('sig') })) }),
})

/** How long a reader may keep a key document. A key is added long before it is used. */
const cacheControl = 'public, max-age=300'

/** GET /{slug}/did.json (did:web) and GET /.well-known/jwt-vc-issuer/{slug} (SD-JWT VC #jwt-vc-issuer-metadata), which has the P-256 keys only: SD-JWT VCs are signed with no other. */
export function registerInstitutionDocuments(app: Shell): void {
  app.get(
    '/:slug/did.json',
    {
      schema: {
        operationId: 'getDidDocument',
        tags: ['public'],
        summary: 'The did:web document of the institution',
        params: slugParams,
        response: { 200: didDocumentSchema, 404: problemSchema },
      },
    },
    async (request, reply) => {
      const { did, keys, credentialIssuer } = visitOf(request).institution
      return reply.header('cache-control', cacheControl).send(didDocument({ did, keys, alsoKnownAs: [credentialIssuer] }))
    },
  )

  app.get(
    '/.well-known/jwt-vc-issuer/:slug',
    {
      schema: {
        operationId: 'getJwtVcIssuerMetadata',
        tags: ['public'],
        summary: 'JWT VC issuer metadata of the institution',
        params: slugParams,
        response: { 200: issuerMetadataSchema, 404: problemSchema },
      },
    },
    async (request, reply) => {
      const { did, keys, credentialIssuer } = visitOf(request).institution
      return reply.header('cache-control', cacheControl).send({
        issuer: credentialIssuer,
        jwks: { keys: keys.filter((key) => key.alg === 'ES256').map((key) => ({ ...key.publicJwk, kid: jsonWebKeyId(did, key), alg: key.alg, use: 'sig' as const })) },
      })
    },
  )
}
