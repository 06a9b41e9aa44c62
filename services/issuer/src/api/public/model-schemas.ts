import { createHash } from 'node:crypto'
import { z } from 'zod'
import { modelSchemaNames, modelSchemaPath, modelSchemas, writeJsonSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'

const jsonSchemaSchema = z.record(z.string(), z.unknown()).meta({ description: 'A JSON Schema that refers to no other document' })

/** GET /schemas/{name}/1: each schema of the model as JSON Schema (draft 2020-12), at the address that its `$id` says. */
export function registerModelSchemas(app: Shell, { publicUrl }: { publicUrl: string }): void {
  for (const name of modelSchemaNames) {
    const document = JSON.stringify(writeJsonSchema(name, { baseUrl: publicUrl }))
    const etag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`
    app.get(
      modelSchemaPath(name),
      {
        schema: {
          operationId: `get${name.replaceAll(/(?:^|-)([a-z])/g, (_dash, letter: string) => letter.toUpperCase())}Schema`,
          tags: ['public'],
          summary: `JSON Schema (draft 2020-12) of the model: ${modelSchemas[name].title.en}`,
          description: 'What it takes stays the same under this address; its words may improve, so a reader keeps it for an hour.',
          produces: ['application/schema+json'],
          response: { 200: jsonSchemaSchema, 304: z.undefined() },
        },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'public, max-age=3600').header('etag', etag)
        if (request.headers['if-none-match'] === etag) return reply.code(304).send(undefined)
        return reply.type('application/schema+json').serializer((body: unknown) => body as string).send(document as never)
      },
    )
  }
}
