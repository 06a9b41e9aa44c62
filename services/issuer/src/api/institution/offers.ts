import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import { defaultConfiguration, offerableConfigurations } from '../../configurations/index.ts'
import type { AwardId, OfferId } from '../../institutions/types.ts'
import { OfferError } from '../../offering/errors.ts'
import { defaultOfferSeconds, maximumOfferSeconds, offerAward, type MadeOffer } from '../../offering/offer-award.ts'
import type { Offer } from '../../offering/offer-book.ts'
import { withdrawOffer } from '../../offering/withdraw-offer.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { idParams, instant, problemSchema } from './schemas.ts'

const configurationIds = offerableConfigurations.map(({ id }) => id)

const offerRequest = z.strictObject({
  transactionCode: z.boolean().default(true).meta({ description: 'Whether the wallet must send a code of six digits that the learner gets by another way' }),
  expiresInSeconds: z.int().min(1).max(maximumOfferSeconds).default(defaultOfferSeconds),
  configurations: z.array(z.enum(configurationIds)).min(1).default([defaultConfiguration]).meta({ description: 'In which forms the wallet may have it; it takes those it knows' }),
}).nullish()

const madeOffer = z.object({
  offerId: z.uuid(),
  claimUrl: z.url().meta({ description: 'The page for the learner. Whoever has this link and the transaction code can claim.' }),
  credentialOfferUri: z.string().meta({ description: 'The same offer as a link that opens a wallet (OpenID4VCI 1.0 #credential-offer-by-reference)' }),
  transactionCode: z.string().optional().meta({ description: 'Shown this once. Give it to the learner by another way than the link.' }),
  expiresAt: instant,
})

const offerSchema = z.object({
  id: z.uuid(),
  awardId: z.uuid(),
  state: z.enum(['open', 'expired', 'redeemed', 'withdrawn', 'locked']),
  configurations: z.array(z.string()),
  transactionCodeRequired: z.boolean(),
  transactionCodeTries: z.number().int(),
  createdAt: instant,
  expiresAt: instant,
  redeemedAt: instant.optional(),
})

/** What the offers door needs besides the visit. */
export type OffersDoor = Once & { now: () => Date; randomBytes: (n: number) => Uint8Array; newId: () => string; transactionCodePepper: Uint8Array }

/** POST /api/v1/awards/{id}/offers, GET and DELETE /api/v1/offers/{id}. */
export function registerOffers(app: Shell, door: OffersDoor): void {
  const { now, randomBytes, newId, transactionCodePepper } = door
  app.post(
    '/api/v1/awards/:id/offers',
    {
      config: { apiScope: 'offers:write' },
      schema: {
        operationId: 'offerAward',
        tags: ['offers'],
        summary: 'Offer the credential of an award to its learner; an offer that is still open is withdrawn',
        params: idParams,
        headers: onceHeaders,
        body: offerRequest,
        response: { 201: madeOffer, 404: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const { institution } = visitOf(request)
      const act = actOf(request, now)
      const { transactionCode = true, expiresInSeconds = defaultOfferSeconds, configurations = [defaultConfiguration] } = request.body ?? {}
      void reply.header('cache-control', 'no-store')
      return sendOnce(request, reply, door, { institution: institution.id, act }, async (books) => {
        const made = await offerAward(
          { awardId: request.params.id as AwardId, transactionCode, expiresInSeconds, configurations },
          act,
          { institutionId: institution.id, offers: books.forInstitution(institution.id).offers, randomBytes, pepper: transactionCodePepper, newId },
        )
        return { status: 201, body: toMade(made, institution) }
      })
    },
  )

  app.get(
    '/api/v1/offers/:id',
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getOffer', tags: ['offers'], summary: 'Read one offer and its state', params: idParams, response: { 200: offerSchema, 404: problemSchema } },
    },
    async (request) => {
      const offer = await visitOf(request).books.offers.get(request.params.id as OfferId)
      if (offer === undefined) throw new OfferError('OFFER_UNKNOWN', 'this institution has no such offer')
      return toBody(offer, now())
    },
  )

  app.delete(
    '/api/v1/offers/:id',
    {
      config: { apiScope: 'offers:write' },
      schema: {
        operationId: 'withdrawOffer',
        tags: ['offers'],
        summary: 'Withdraw an open offer',
        params: idParams,
        response: { 204: z.undefined(), 404: problemSchema, 409: problemSchema },
      },
    },
    async (request, reply) => {
      await withdrawOffer(request.params.id as OfferId, actOf(request, now), { offers: visitOf(request).books.offers })
      return reply.code(204).send(undefined)
    },
  )
}

function toMade({ id, secret, transactionCode, expiresAt }: MadeOffer, { credentialIssuer }: { credentialIssuer: string }): z.infer<typeof madeOffer> {
  return {
    offerId: id,
    claimUrl: `${credentialIssuer}/claim/${secret}`,
    credentialOfferUri: `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${credentialIssuer}/credential-offers/${secret}`)}`,
    ...(transactionCode === undefined ? {} : { transactionCode }),
    expiresAt: expiresAt.toISOString(),
  }
}

function toBody(offer: Offer, at: Date): z.infer<typeof offerSchema> {
  return {
    id: offer.id,
    awardId: offer.awardId,
    state: offer.state === 'open' && offer.expiresAt <= at ? 'expired' : offer.state,
    configurations: [...offer.configurations],
    transactionCodeRequired: offer.transactionCodeRequired,
    transactionCodeTries: offer.transactionCodeTries,
    createdAt: offer.createdAt.toISOString(),
    expiresAt: offer.expiresAt.toISOString(),
    ...(offer.redeemedAt === undefined ? {} : { redeemedAt: offer.redeemedAt.toISOString() }),
  }
}
