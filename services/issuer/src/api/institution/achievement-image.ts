import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import { mostImageOctets, mostImagePixels } from '../../catalogue/image/read-image.ts'
import { setImage } from '../../catalogue/image/set-image.ts'
import { imageUrl } from '../../institutions/identifiers.ts'
import type { AchievementId } from '../../institutions/types.ts'
import type { Register } from '../../register/index.ts'
import { actOf, visitOf } from '../visit.ts'
import { achievementOut, toBody } from './achievement-shape.ts'
import { idParams, problemSchema } from './schemas.ts'

const imageOut = z.object({
  url: z.url().meta({ description: 'Where anyone can see it; another image has another address' }),
  mediaType: z.enum(['image/png', 'image/jpeg']),
  width: z.number().int(),
  height: z.number().int(),
  linked: z.boolean().meta({ description: 'The achievement names this address. false in a sandbox without https: credentials carry https addresses only' }),
  achievement: achievementOut,
})

/** PUT /api/v1/achievements/{id}/image. */
export function registerAchievementImage(app: Shell, { register, now }: { register: Pick<Register, 'inOneTransaction'>; now: () => Date }): void {
  void app.register(async (plain: FastifyInstance) => {
    const scope: Shell = plain.withTypeProvider<ZodTypeProvider>()
    // Whatever kind of image it is said to be: its octets tell what it is.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(/^image\/[a-z0-9.+-]+\s*(;|$)/i, { parseAs: 'buffer', bodyLimit: mostImageOctets }, (_request, body, done) => { done(null, body) })
    scope.put(
      '/api/v1/achievements/:id/image',
      {
        config: { apiScope: 'catalogue:write' },
        bodyLimit: mostImageOctets,
        schema: {
          operationId: 'setAchievementImage', tags: ['catalogue'], summary: 'Give the achievement an image, which is served to anyone',
          consumes: ['image/png', 'image/jpeg'],
          params: idParams,
          body: z.unknown().meta({ type: 'string', format: 'binary', description: `PNG or JPEG, whatever the content type says; at most ${mostImageOctets} octets, and ${mostImagePixels} by ${mostImagePixels} pixels` }),
          response: { 200: imageOut, 404: problemSchema, 409: problemSchema, 413: problemSchema, 415: problemSchema, 422: problemSchema },
        },
      },
      async (request) => {
        const { institution } = visitOf(request)
        const octets = request.body instanceof Uint8Array ? request.body : new Uint8Array()
        const set = await register.inOneTransaction((record) => setImage({ id: request.params.id as AchievementId, octets }, actOf(request, now), {
          ...record.forInstitution(institution.id), addressOf: (digest) => imageUrl(institution.credentialIssuer, digest),
        }))
        return { url: set.url, mediaType: set.type, ...set.size, linked: set.linked, achievement: toBody(set.achievement, now()) }
      },
    )
  })
}
