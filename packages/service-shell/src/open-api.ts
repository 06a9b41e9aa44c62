/** The OpenAPI document of a service, made from the zod schemas of its routes. */
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Shell } from './create-shell.ts'

/** Heading of the document. `servers`: where the service is found; default a placeholder. */
export type OpenApiInfo = {
  title: string
  version: string
  description: string
  tags?: { name: string; description: string }[]
  servers?: { url: string; description?: string }[]
  securitySchemes?: Record<string, { type: 'http'; scheme: string; description?: string } | { type: 'oauth2'; flows: object; description?: string }>
}

/**
 * Collects the routes of the scopes (`app.register`) that are added from now on; routes put on `app` itself are not seen.
 * A route with `schema: { hide: true }`, or without schema, is left out.
 */
export function registerOpenApi(app: Shell, info: OpenApiInfo): void {
  const { title, version, description, tags, servers, securitySchemes } = info
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title, version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      ...(tags === undefined ? {} : { tags }),
      servers: servers ?? [{ url: '/' }],
      components: securitySchemes === undefined ? {} : { securitySchemes: securitySchemes as never },
    },
    transform: ({ schema, url, ...rest }) => schema === undefined ? { schema: { hide: true }, url } : jsonSchemaTransform({ schema, url, ...rest }),
    transformObject: jsonSchemaTransformObject,
  })
}

/** The document as YAML, the same bytes for the same routes. */
export async function writeOpenApi(app: Shell): Promise<string> {
  await app.ready()
  return app.swagger({ yaml: true })
}
