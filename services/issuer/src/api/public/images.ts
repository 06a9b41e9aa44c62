import { z } from 'zod'
import { problem, type Shell } from '@eduwallet/service-shell'
import { visitOf } from '../visit.ts'
import { problemSchema, slugParameter } from '../institution/schemas.ts'

/** GET /{slug}/images/{digest}: the image of an achievement. Somebody else made it, so a browser does nothing with it but show it. */
export function registerImages(app: Shell): void {
  app.get(
    '/:slug/images/:digest',
    {
      schema: {
        operationId: 'getImage',
        tags: ['public'],
        summary: 'The image of an achievement, at the SHA-256 of its content',
        params: z.object({ slug: slugParameter, digest: z.string().max(100) }),
        produces: ['image/png', 'image/jpeg'],
        response: { 200: z.string().meta({ format: 'binary' }), 304: z.undefined(), 404: problemSchema },
      },
    },
    async (request, reply) => {
      const { digest } = request.params
      const image = await visitOf(request).books.images.find(digest)
      if (image === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
      const etag = `"${digest}"`
      void reply.header('cache-control', 'public, max-age=31536000, immutable').header('etag', etag)
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
        .header('content-disposition', `attachment; filename="${digest}.${image.type === 'image/png' ? 'png' : 'jpg'}"`)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(undefined)
      return reply.type(image.type).send(Buffer.from(image.octets) as unknown as string)
    },
  )
}
