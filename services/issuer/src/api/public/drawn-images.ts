import { z } from 'zod'
import { admitAtMost, languageOf, problem, type Language, type Shell } from '@eduwallet/service-shell'
import { drawAchievement, type DrawingTurn } from '../../downloading/index.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { problemSchema, slugParameter } from '../institution/schemas.ts'
import { visitOf } from '../visit.ts'

/** Anyone may ask: so many drawings wait at once, and so many are kept. */
const MOST_AT_ONCE = 8
const mostKept = 200

/** GET /{slug}/achievements/{id}/image: what an achievement looks like for which the institution gave no image. It is drawn once and kept, for as long as the content is the same. */
export function registerDrawnImages(app: Shell, { draw }: { draw: DrawingTurn }): void {
  const admit = admitAtMost(MOST_AT_ONCE)
  const kept = new Map<string, Promise<Buffer>>()
  const drawn = (key: string, work: () => Promise<Buffer>): Promise<Buffer> => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = admit(() => draw(work))
    made.catch(() => { if (kept.get(key) === made) kept.delete(key) })
    kept.set(key, made)
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    return made
  }
  app.get(
    '/:slug/achievements/:id/image',
    {
      schema: {
        operationId: 'getDrawnImage',
        tags: ['public'],
        summary: 'An image of a published achievement, drawn from its data; in Dutch or English',
        params: z.object({ slug: slugParameter, id: z.uuid() }),
        querystring: z.object({ lang: z.enum(['nl', 'en']).optional() }),
        produces: ['image/png'],
        response: { 200: z.string().meta({ format: 'binary' }), 404: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const found = await books.achievements.get(request.params.id as AchievementId)
      if (found === undefined || found.entry.state === 'draft') throw problem(404, 'not-found', 'There is nothing at this address')
      const { content } = found.entry
      const language: Language = languageOf(request)
      const octets = await drawn(JSON.stringify([institution.id, institution.name, language, content]), () => drawAchievement({ ...content, institution: institution.name }, language))
      return reply.header('cache-control', 'public, max-age=3600').header('vary', 'accept-language')
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
        .type('image/png').send(octets as unknown as string)
    },
  )
}
