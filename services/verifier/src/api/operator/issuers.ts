import type { Shell } from '@eduwallet/service-shell'
import { z } from 'zod'
import type { RecognisedIssuer } from '../../judging/index.ts'
import { registerIssuer, removeIssuer, type TrustedIssuerBook } from '../../trust/index.ts'
import { toIssuerProblem } from './issuers-problems.ts'
import { issuerListSchema, issuerQuerySchema, issuerSchema } from './issuers-schemas.ts'

export type IssuerRoutes = { readonly issuers: TrustedIssuerBook; readonly now: () => Date }

/**
 * The registry of issuers: PUT, GET and DELETE /operator/issuers. Register inside a scope that has authenticated the
 * operator; these routes do not.
 */
export function registerIssuerRoutes(app: Shell, { issuers, now }: IssuerRoutes): void {
  app.put(
    '/operator/issuers',
    {
      schema: {
        operationId: 'putIssuer',
        summary: 'Recognise an issuer for named credential types, or change how it is recognised',
        tags: ['operator'],
        body: issuerSchema,
        response: { 200: issuerSchema },
      },
    },
    async ({ body }) => {
      try {
        return toShape(await registerIssuer({ book: issuers, now }, fromShape(body)))
      } catch (error) {
        throw toIssuerProblem(error)
      }
    },
  )

  app.get(
    '/operator/issuers',
    { schema: { operationId: 'listIssuers', summary: 'List the recognised issuers', tags: ['operator'], response: { 200: issuerListSchema } } },
    async () => ({ issuers: (await issuers.list()).map(toShape) }),
  )

  app.delete(
    '/operator/issuers',
    {
      schema: {
        operationId: 'removeIssuer',
        summary: 'No longer recognise an issuer: none of its credentials is confirmed from now on',
        tags: ['operator'],
        querystring: issuerQuerySchema,
        response: { 204: z.null().meta({ description: 'Removed' }) },
      },
    },
    async ({ query }, reply) => {
      try {
        await removeIssuer({ book: issuers }, query.identifier)
      } catch (error) {
        throw toIssuerProblem(error)
      }
      return await reply.code(204).send(null)
    },
  )
}

function fromShape({ mayOmitStatus, ...issuer }: z.infer<typeof issuerSchema>): RecognisedIssuer {
  return { ...issuer, ...(mayOmitStatus === undefined ? {} : { mayOmitStatus }) }
}

function toShape({ identifier, name, country, types, keys, mayOmitStatus }: RecognisedIssuer): z.infer<typeof issuerSchema> {
  return {
    identifier,
    name: { nl: name.nl, en: name.en },
    country,
    types: [...types],
    keys: keysToShape(keys),
    ...(mayOmitStatus === undefined ? {} : { mayOmitStatus }),
  }
}

function keysToShape(keys: RecognisedIssuer['keys']): z.infer<typeof issuerSchema>['keys'] {
  if (keys.method === 'x509') return { ...keys, anchors: [...keys.anchors] }
  return keys.method === 'jwks' ? { ...keys, uris: [...keys.uris] } : keys
}
