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
    // Cloned, because what two routes share would be written once and referred to by a YAML alias.
    transform: ({ schema, url, ...rest }) => schema === undefined ? { schema: { hide: true }, url } : structuredClone(jsonSchemaTransform({ schema, url, ...rest })),
    transformObject: jsonSchemaTransformObject,
  })
}

/** The document as YAML, the same bytes for the same routes: what can be called first, then the schemas. */
export async function writeOpenApi(app: Shell): Promise<string> {
  await app.ready()
  const text = app.swagger({ yaml: true }).replaceAll(unsaidBounds, '')
  const sections = new Map(text.split(/^(?=\w)/m).map((section) => [section.slice(0, section.indexOf(':')), section]))
  sections.set('components', withoutUnused(sections.get('components') ?? '', sections.get('paths') ?? ''))
  const order = new Set(['openapi', 'info', 'servers', 'tags', 'paths', 'components', ...sections.keys()])
  return withPlainNames([...order].map((name) => sections.get(name) ?? '').join(''))
}

/** What zod writes with every whole number: that JavaScript could hold it. */
const unsaidBounds = /^ +(?:minimum: -9007199254740991|maximum: 9007199254740991)\n/gm

/** Each schema with an id is written twice, as what comes in and as what goes out; this leaves those that are referred to. */
function withoutUnused(components: string, paths: string): string {
  const [before = '', listed = ''] = components.split(/^(?<= {2}schemas:\n)/m)
  const schemas = new Map([...listed.matchAll(/^ {4}(\w+):\n(?: {5}.*\n)+/gm)].map(([block, name]) => [name ?? '', block]))
  const used = new Set<string>()
  const follow = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(schemas.get(name) ?? '')
    }
  }
  follow(paths)
  return [...schemas].filter(([name]) => !used.has(name)).reduce((text, [, block]) => text.replace(block, () => ''), before + listed)
}

/** `…Input` becomes the name it was given, where what goes out does not have it. */
function withPlainNames(text: string): string {
  return text.replaceAll(/\b(\w+)Input\b/g, (whole, name: string) => new RegExp(`^ {4}${name}:$`, 'm').test(text) ? whole : name)
}
