import { createHash } from 'node:crypto'
import { z } from 'zod'
import { microcredentialTypeMetadata, MICROCREDENTIAL_TYPE_PATH, typeMetadataSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'

/** GET /vct/microcredential/1 (SD-JWT VC #type-metadata), and in a sandbox GET /sandbox-ca.pem. */
export function registerServiceDocuments(app: Shell, { publicUrl, sandboxCaPem }: { publicUrl: string; sandboxCaPem: string | undefined }): void {
  const typeMetadata = JSON.stringify(microcredentialTypeMetadata(`${publicUrl}${MICROCREDENTIAL_TYPE_PATH}`))
  const etag = `"${createHash('sha256').update(typeMetadata).digest('base64url').slice(0, 22)}"`
  app.get(
    MICROCREDENTIAL_TYPE_PATH,
    {
      schema: {
        operationId: 'getMicrocredentialType',
        tags: ['public'],
        summary: 'Type metadata of the microcredential, in Dutch and English',
        response: { 200: typeMetadataSchema, 304: z.undefined() },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'public, max-age=3600').header('etag', etag)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(undefined)
      // The same bytes every time, because `vct#integrity` is a hash over them.
      return reply.type('application/json').serializer((body: unknown) => body as string).send(typeMetadata as never)
    },
  )

  if (sandboxCaPem === undefined) return
  app.get(
    '/sandbox-ca.pem',
    {
      schema: {
        operationId: 'getSandboxCa',
        tags: ['public'],
        summary: 'The certificate authority of this sandbox. Trust it in tests, nowhere else.',
        produces: ['application/pem-certificate-chain'],
        response: { 200: z.string() },
      },
    },
    async (_request, reply) => reply.type('application/pem-certificate-chain').serializer((body: unknown) => body as string).send(sandboxCaPem),
  )
}
