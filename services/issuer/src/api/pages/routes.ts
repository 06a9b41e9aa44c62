import type { FastifyInstance } from 'fastify'
import { languageOf, page, problem, wrongGuess, type Shell } from '@eduwallet/service-shell'
import { judgeOffer } from '../../claiming/index.ts'
import type { Mechanisms } from '../../configurations/index.ts'
import { hashOfferSecret, looksLikeOfferSecret } from '../../offering/offer-secret.ts'
import { composeOffer } from '../openid4vci/credential-offer.ts'
import { describeIssuer } from '../openid4vci/issuer-metadata.ts'
import { resolveInstitution, visitOf, type Institutions } from '../visit.ts'
import { goneView, openView } from './claim-view.ts'
import { claimWords } from './claim-words.ts'

/** What the claim page is given. */
export type ClaimPageNeeds = Institutions & { publicUrl: string; mechanisms: Mechanisms; now: () => Date }

/**
 * GET /{slug}/claim/{secret}: the page that a learner's link opens. Opening it, however often and by whomever, changes
 * nothing: mail scanners and chat previews may look. Nothing of it is stored by caches, and no address of it goes out.
 */
export function registerClaimPages(app: Shell, needs: ClaimPageNeeds): void {
  void app.register(async (scope: FastifyInstance) => {
    resolveInstitution(scope, needs)
    scope.get<{ Params: { secret: string } }>('/:slug/claim/:secret', { config: { guesses: 'code' }, schema: { hide: true } }, async (request, reply) => {
      void reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex, nofollow').header('referrer-policy', 'no-referrer')
      const { institution, books } = visitOf(request)
      const { secret } = request.params
      const found = looksLikeOfferSecret(secret) ? await books.claims.findBySecretHash(hashOfferSecret(secret)) : undefined
      if (found === undefined) {
        wrongGuess(request)
        throw problem(404, 'not-found', 'There is nothing at this address')
      }
      const language = languageOf(request)
      const standing = judgeOffer(found, needs.now())
      const path = `/${institution.slug}/claim/${secret}`
      void reply.type('text/html; charset=utf-8').serializer(String)
      if (standing !== 'open') {
        const { title, body } = goneView(standing, { institution, language })
        return reply.code(410).send(page({ language, title, body, path }))
      }
      const links = await composeOffer(describeIssuer(institution, needs), { secret, offer: found.offer, language })
      const title = `${claimWords[language].open}: ${found.achievement.title[language]}`
      return reply.send(page({ language, title, body: await openView(found, links, { institution, language }), path }))
    })
  })
}
