import { wrongGuess, type Shell } from '@eduwallet/service-shell'
import { ClaimError, redeemCode } from '../../claiming/index.ts'
import { credentialIdentifier } from './credential-identifier.ts'
import { actOf, visitOf } from '../visit.ts'
import { readDpopProof } from './access.ts'
import { endpointsOf } from './issuer-metadata.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { answerWalletErrors, WalletRequestError } from './problems.ts'
import { errorResponse, slugParams, tokenRequestBody, tokenResponse } from './schemas.ts'
import { readTokenRequest } from './token-request.ts'

/** A code, a transaction code and a few identifiers: far below this. */
const bodyLimit = 16_384

/** POST /{slug}/token: a pre-authorized code becomes an access token (OpenID4VCI 1.0 #token-endpoint). */
export function registerToken(app: Shell, { now, randomBytes, secrets }: WalletDoorNeeds): void {
  app.removeContentTypeParser(['application/json', 'application/merge-patch+json'])
  app.post(
    '/:slug/token',
    {
      bodyLimit,
      config: { guesses: 'code' },
      schema: {
        operationId: 'redeemOffer',
        tags: ['wallet'],
        summary: 'Redeem the pre-authorized code of an offer for an access token',
        params: slugParams,
        consumes: ['application/x-www-form-urlencoded'],
        body: tokenRequestBody,
        response: { 200: tokenResponse, 400: errorResponse, 401: errorResponse, 429: errorResponse },
      },
      errorHandler: answerWalletErrors({ place: 'token', malformed: 'invalid_request' }),
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const act = actOf(request, now)
      const { code, transactionCode, clientId, scope, configurations } = readTokenRequest(request.body)
      if (request.headers.authorization !== undefined) throw new WalletRequestError(401, 'invalid_client', 'client authentication is not possible here')
      const judge = { url: endpointsOf(institution.credentialIssuer).token, institutionId: institution.id, nonceKey: secrets.dpopNonce, now: act.at }
      const dpop = readDpopProof(request, judge, undefined)
      const grant = await redeemCode(
        { code, transactionCode, clientId, configurations, dpop },
        { institutionId: institution.id, claims: books.claims, act, transactionCodePepper: secrets.transactionCode, randomBytes },
      ).catch((error: unknown) => {
        if (error instanceof ClaimError && error.code === 'CLAIM_CODE_INVALID') wrongGuess(request)
        throw error
      })
      return reply.serializer(JSON.stringify).type('application/json').send({
        access_token: grant.accessToken,
        token_type: grant.bound ? 'DPoP' : 'Bearer',
        expires_in: grant.expiresInSeconds,
        // RFC 6749 #section-5.1: what is granted, when something was asked for.
        ...(scope === undefined ? {} : { scope: grant.configurations.join(' ') }),
        ...(configurations === undefined ? {} : {
          authorization_details: configurations.map((id) => ({
            type: 'openid_credential' as const, credential_configuration_id: id, credential_identifiers: [credentialIdentifier(id, grant.awardId)],
          })),
        }),
      })
    },
  )
}
