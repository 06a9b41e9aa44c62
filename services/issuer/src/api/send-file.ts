import type { FastifyReply } from 'fastify'
import type { AwardFile } from '../downloading/index.ts'

/**
 * Answers with a file of a learner: to be saved and not shown, under a name of ours, and kept by no cache. Should somebody open it in a browser all the same (an SVG
 * is a document), nothing in it may do anything. That its type is not guessed is said of every answer.
 */
export function sendFile(reply: FastifyReply, { octets, mediaType, name }: AwardFile): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
    .header('content-disposition', `attachment; filename="${name}"`)
    .type(mediaType)
    .send(octets)
}
