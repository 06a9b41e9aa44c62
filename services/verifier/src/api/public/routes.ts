import { didDocument } from '@eduwallet/keys'
import { publicCors, type Shell } from '@eduwallet/service-shell'
import { z } from 'zod'
import type { Identity } from '../../asking/index.ts'

export type PublicRoutes = { readonly identity: Identity }

/**
 * What anyone may read:
 *
 *     GET /.well-known/did.json   the verifier's keys (did:web), for the decentralized_identifier prefix
 *     GET /sandbox-ca.pem         the authority of a sandbox, for wallets that want to check x5c
 */
export async function publicDoor(app: Shell, { identity }: PublicRoutes): Promise<void> {
  publicCors(app)
  const { did, signer, sandboxCaPem } = identity
  const document = didDocument({ did, keys: [{ kid: signer.kid, publicJwk: signer.publicJwk }] })
  app.get(
    '/.well-known/did.json',
    { schema: { operationId: 'readDidDocument', summary: 'Read the DID document of this verifier', tags: ['public'], security: [], response: { 200: { description: 'A DID document', content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } } } } },
    async (_request, reply) => reply.type('application/json').header('cache-control', 'public, max-age=300').serializer(JSON.stringify).send({ ...document }),
  )
  if (sandboxCaPem === undefined) return
  app.get(
    '/sandbox-ca.pem',
    { schema: { operationId: 'readSandboxCa', summary: 'Read the certificate of the sandbox authority', tags: ['public'], security: [], response: { 200: { description: 'A certificate', content: { 'application/x-pem-file': { schema: z.string() } } } } } },
    async (_request, reply) => reply.type('application/x-pem-file').serializer(String).send(sandboxCaPem),
  )
}
