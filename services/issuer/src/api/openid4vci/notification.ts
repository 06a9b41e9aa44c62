import type { Shell } from '@eduwallet/service-shell'
import { isJsonObject } from '@eduwallet/strict-json'
import { z } from 'zod'
import { checkAccess, ClaimError, type ClaimEvent } from '../../claiming/index.ts'
import { actOf, visitOf } from '../visit.ts'
import { readAccess, splitAuthorization } from './access.ts'
import { endpointsOf } from './issuer-metadata.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { answerWalletErrors, WalletRequestError } from './problems.ts'
import { errorResponse, notificationBody, slugParams } from './schemas.ts'

const events: ReadonlySet<unknown> = new Set<ClaimEvent>(['credential_accepted', 'credential_failure', 'credential_deleted'])

/** POST /{slug}/notification: what became of the credentials in the wallet (OpenID4VCI 1.0 #notification-endpoint). Saying it twice is fine. */
export function registerNotification(app: Shell, { now, secrets }: WalletDoorNeeds): void {
  app.removeContentTypeParser(['application/x-www-form-urlencoded', 'application/merge-patch+json'])
  app.post(
    '/:slug/notification',
    {
      bodyLimit: 16_384,
      schema: {
        operationId: 'notify',
        tags: ['wallet'],
        summary: 'Tell what became of the credentials',
        params: slugParams,
        body: notificationBody,
        response: { 204: z.undefined(), 400: errorResponse, 401: errorResponse },
        security: [{ walletAccessToken: [] }],
      },
      onRequest: async (request) => { splitAuthorization(request) },
      errorHandler: answerWalletErrors({ place: 'resource', malformed: 'invalid_notification_request' }),
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const act = actOf(request, now)
      const url = endpointsOf(institution.credentialIssuer).notification
      const access = readAccess(request, { url, institutionId: institution.id, nonceKey: secrets.dpopNonce, now: act.at })
      const token = await books.claims.findToken(access.tokenHash)
      checkAccess(token, access.presentation, act.at)
      const { notificationId, event } = readNotification(request.body)
      // The notification id of a claim is its offer, so another's token cannot speak for it.
      const unknown = new ClaimError('CLAIM_NOTIFICATION_UNKNOWN', 'there is no such notification id')
      if (notificationId !== token.offerId) throw unknown
      const outcome = await books.claims.notify({ offerId: token.offerId, event, ...(access.dpopProof === undefined ? {} : { dpopProof: access.dpopProof }) }, act)
      if (outcome === 'unknown') throw unknown
      if (outcome === 'dpop_replayed') throw new ClaimError('CLAIM_DPOP_REPLAYED', 'the DPoP proof was used before')
      return reply.code(204).send()
    },
  )
}

function readNotification(body: unknown): { notificationId: string; event: ClaimEvent } {
  if (!isJsonObject(body)) throw invalid('the notification is not a JSON object')
  const { notification_id: notificationId, event } = body
  if (typeof notificationId !== 'string') throw invalid('notification_id is missing')
  if (!isClaimEvent(event)) throw invalid('event is not one that is known')
  return { notificationId, event }
}

function isClaimEvent(event: unknown): event is ClaimEvent {
  return events.has(event)
}

function invalid(message: string): WalletRequestError {
  return new WalletRequestError(400, 'invalid_notification_request', message)
}
