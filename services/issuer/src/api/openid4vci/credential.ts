import type { Shell } from '@eduwallet/service-shell'
import { parseJsonObject } from '@eduwallet/strict-json'
import { checkAccess, oneTimeValue, readKeyProofNonce, verifyKeyProofs, ClaimError } from '../../claiming/index.ts'
import { isEmbedded, mechanismOf } from '../../configurations/index.ts'
import { issueCredentials, drawIndexes } from '../../issuing/index.ts'
import { actOf, visitOf } from '../visit.ts'
import { readAccess, splitAuthorization } from './access.ts'
import { readCredentialRequest } from './credential-request.ts'
import { endpointsOf } from './issuer-metadata.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { answerWalletErrors, WalletRequestError } from './problems.ts'
import { credentialRequestBody, credentialResponse, errorResponse, slugParams } from './schemas.ts'

/** A credential of ours that is an object: how large and deep it can be. */
const ownCredential = { maxDepth: 64, maxBytes: 1_048_576 }

/** Ten key proofs of a few hundred octets each, with room for chatty wallets. */
const bodyLimit = 131_072

/** POST /{slug}/credential: proven keys become credentials (OpenID4VCI 1.0 #credential-endpoint). */
export function registerCredential(app: Shell, needs: WalletDoorNeeds): void {
  const { now, randomBytes, newId, secrets, statusListSize, mechanisms, publicUrl } = needs
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
      const { awardId, configuration, proofs } = asked.value
      const offered = claim.configurations.includes(configuration.id)
      if (awardId !== undefined && (awardId !== claim.award.id || !offered)) throw new WalletRequestError(400, 'unknown_credential_identifier', 'there is no such credential')
      if (!offered) throw new WalletRequestError(400, 'unknown_credential_configuration', 'that credential configuration was not offered')
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
          configuration,
          nonce: oneTimeValue(nonce.value, nonce.expiresAt),
          dpopProof: access.dpopProof,
        },
        { institution, mechanisms, publicUrl, issuance: books.issuance, act, randomBytes, newId, statusListSize },
      )
      return reply.serializer(JSON.stringify).type('application/json').send({
        credentials: issued.credentials.map((credential) => ({ credential: isEmbedded(mechanismOf(mechanisms, configuration)) ? parseJsonObject(credential, ownCredential) : credential })),
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
