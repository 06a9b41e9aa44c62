import type { Shell } from '@eduwallet/service-shell'
import { checkAccess, oneTimeValue, readKeyProofNonce, verifyKeyProofs, ClaimError } from '../../claiming/index.ts'
import { issueCredentials, drawIndexes } from '../../issuing/index.ts'
import { actOf, visitOf } from '../visit.ts'
import { readAccess, splitAuthorization } from './access.ts'
import { readCredentialRequest } from './credential-request.ts'
import { endpointsOf, microcredentialType } from './issuer-metadata.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { answerWalletErrors, WalletRequestError } from './problems.ts'
import { credentialRequestBody, credentialResponse, errorResponse, slugParams } from './schemas.ts'

/** Ten key proofs of a few hundred octets each, with room for chatty wallets. */
const bodyLimit = 131_072

/** POST /{slug}/credential: proven keys become credentials (OpenID4VCI 1.0 #credential-endpoint). */
export function registerCredential(app: Shell, needs: WalletDoorNeeds): void {
  const { now, randomBytes, newId, secrets, statusListSize } = needs
  app.removeContentTypeParser(['application/x-www-form-urlencoded', 'application/merge-patch+json'])
  app.post(
    '/:slug/credential',
    {
      bodyLimit,
      schema: {
        operationId: 'requestCredential',
        tags: ['wallet'],
        summary: 'Get the credential of an offer, bound to the proven keys',
        params: slugParams,
        body: credentialRequestBody,
        response: { 200: credentialResponse, 400: errorResponse, 401: errorResponse, 503: errorResponse },
        security: [{ walletAccessToken: [] }],
      },
      onRequest: async (request) => { splitAuthorization(request) },
      errorHandler: answerWalletErrors({ place: 'resource', malformed: 'invalid_credential_request' }),
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const act = actOf(request, now)
      const url = endpointsOf(institution.credentialIssuer).credential
      const access = readAccess(request, { url, institutionId: institution.id, nonceKey: secrets.dpopNonce, now: act.at })
      const asked = attempt(() => readCredentialRequest(request.body, { singularProof: needs.draft15Wallets }))
      const claim = await books.issuance.open(access.tokenHash, drawIndexes('value' in asked ? asked.value.proofs.length : 1, randomBytes))
      checkAccess(claim?.token, access.presentation, act.at)
      if (claim === undefined) throw new ClaimError('CLAIM_TOKEN_INVALID', 'the access token is unknown or expired')
      // A caller without a valid token learns nothing about the rest of its request.
      if ('error' in asked) throw asked.error
      const { identifier, configurationId, proofs } = asked.value
      if (identifier !== undefined && identifier !== claim.award.id) throw new WalletRequestError(400, 'unknown_credential_identifier', 'there is no such credential')
      const { holders, nonce } = verifyKeyProofs(proofs, {
        audience: institution.credentialIssuer,
        clientId: claim.token.clientId,
        readNonce: (value) => readKeyProofNonce(value, { institutionId: institution.id, key: secrets.keyProofNonce }, act.at),
        now: act.at,
      })
      const issued = await issueCredentials(
        {
          tokenHash: access.tokenHash,
          claim,
          holders,
          configurationId,
          vct: microcredentialType(needs.publicUrl),
          nonce: oneTimeValue(nonce.value, nonce.expiresAt),
          dpopProof: access.dpopProof,
        },
        { institution, issuance: books.issuance, act, randomBytes, newId, statusListSize },
      )
      return reply.serializer(JSON.stringify).type('application/json').send({
        credentials: issued.credentials.map((credential) => ({ credential })),
        notification_id: issued.offerId,
      })
    },
  )
}

function attempt<T>(work: () => T): { value: T } | { error: unknown } {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}
