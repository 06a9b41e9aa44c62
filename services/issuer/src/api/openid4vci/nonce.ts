import type { Shell } from '@eduwallet/service-shell'
import { newKeyProofNonce } from '../../claiming/index.ts'
import { visitOf } from '../visit.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { answerWalletErrors } from './problems.ts'
import { nonceResponse, slugParams } from './schemas.ts'

/** POST /{slug}/nonce: a fresh nonce for key proofs (OpenID4VCI 1.0 #nonce-endpoint). Needs no token, and no body. */
export function registerNonce(app: Shell, { now, randomBytes, secrets }: WalletDoorNeeds): void {
  app.post(
    '/:slug/nonce',
    {
      bodyLimit: 1024,
      schema: { operationId: 'requestNonce', tags: ['wallet'], summary: 'A fresh nonce for key proofs', params: slugParams, response: { 200: nonceResponse } },
      errorHandler: answerWalletErrors({ place: 'token', malformed: 'invalid_request' }),
    },
    async (request, reply) => {
      const { institution } = visitOf(request)
      const nonce = newKeyProofNonce({ institutionId: institution.id, key: secrets.keyProofNonce }, { now, randomBytes })
      return reply.serializer(JSON.stringify).type('application/json').send({ c_nonce: nonce })
    },
  )
}
