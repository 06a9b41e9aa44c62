import { createHash } from 'node:crypto'
import { z } from 'zod'
import { cardPath, cardTemplate, languages, microcredentialContext, MICROCREDENTIAL_CONTEXT_PATH, MICROCREDENTIAL_TYPE_PATH, typeMetadataSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { microcredentialTypeDocument } from '../../issuing/index.ts'

/**
 * GET /vct/microcredential/1 (SD-JWT VC #type-metadata) and the cards beside it (#svg_rendering), GET /contexts/microcredential/1 (JSON-LD 1.1), and
 * in a sandbox GET /sandbox-ca.pem.
 */
export function registerServiceDocuments(app: Shell, { publicUrl, sandboxCaPem }: { publicUrl: string; sandboxCaPem: string | undefined }): void {
  const { json: typeMetadata } = microcredentialTypeDocument(publicUrl)
  const etag = etagOf(typeMetadata)
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
      // These bytes and no others, because `vct#integrity` of every credential is a hash over them.
      return reply.type('application/json').serializer((body: unknown) => body as string).send(typeMetadata as never)
    },
  )

  for (const language of languages) {
    const card = cardTemplate(language)
    const cardEtag = etagOf(card)
    app.get(
      `${MICROCREDENTIAL_TYPE_PATH}${cardPath(language)}`,
      {
        schema: {
          operationId: `getMicrocredentialCard_${language}`,
          tags: ['public'],
          summary: { nl: 'The SVG template of the microcredential in Dutch', en: 'The SVG template of the microcredential in English' }[language],
          produces: ['image/svg+xml'],
          response: { 200: z.string(), 304: z.undefined() },
        },
      },
      async (request, reply) => {
        // Opened as a page of its own it may do nothing at all. The bytes are those `uri#integrity` is a hash over.
        void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox").header('x-content-type-options', 'nosniff')
        void reply.header('cache-control', 'public, max-age=3600').header('etag', cardEtag)
        if (request.headers['if-none-match'] === cardEtag) return reply.code(304).send(undefined)
        return reply.type('image/svg+xml; charset=utf-8').serializer((body: unknown) => body as string).send(card)
      },
    )
  }

  const context = JSON.stringify(microcredentialContext)
  const contextEtag = etagOf(context)
  app.get(
    MICROCREDENTIAL_CONTEXT_PATH,
    {
      schema: {
        operationId: 'getMicrocredentialContext',
        tags: ['public'],
        summary: 'JSON-LD context of the Dutch terms in our Open Badges',
        description: 'The terms are permanent IRIs below `https://eduwallet.nl/ns/microcredential#`; this address is the issuer\'s. A version never changes, so a reader can keep it.',
        produces: ['application/ld+json'],
        response: { 200: z.object({ '@context': z.record(z.string(), z.unknown()) }), 304: z.undefined() },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'public, max-age=31536000, immutable').header('etag', contextEtag)
      if (request.headers['if-none-match'] === contextEtag) return reply.code(304).send(undefined)
      return reply.type('application/ld+json').serializer((body: unknown) => body as string).send(context as never)
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

function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
}
