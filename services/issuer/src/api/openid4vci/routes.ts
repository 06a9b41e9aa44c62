/**
 * The door for wallets: OpenID4VCI 1.0, each institution a credential issuer and authorization server of its own.
 *
 * | | |
 * |---|---|
 * | GET /.well-known/openid-credential-issuer/{slug} | and appended after {slug}, for older wallets |
 * | GET /.well-known/oauth-authorization-server/{slug} | and appended |
 * | GET /{slug}/credential-offers/{secret} | the offer, by reference |
 * | POST /{slug}/token, /nonce, /credential, /notification | |
 *
 * All of it may be read from any origin: nothing depends on a cookie, and wallets live in browsers too.
 */
import type { IssuerMetadataResult } from '@openid4vc/openid4vci'
import { languageOf, problem, publicCors, wrongGuess, type Shell } from '@eduwallet/service-shell'
import { currentDpopNonce, judgeOffer } from '../../claiming/index.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { hashOfferSecret, looksLikeOfferSecret } from '../../offering/offer-secret.ts'
import { resolveInstitution, visitOf } from '../visit.ts'
import { registerCredential } from './credential.ts'
import { composeOffer } from './credential-offer.ts'
import { describeIssuer } from './issuer-metadata.ts'
import type { WalletDoorNeeds } from './needs.ts'
import { registerNonce } from './nonce.ts'
import { registerNotification } from './notification.ts'
import { jsonDocument, offerParams, slugParams } from './schemas.ts'
import { registerToken } from './token.ts'

/** Adds the door. Each endpoint is a scope of its own, because each takes another kind of body. */
export function registerOpenid4vciDoor(app: Shell, needs: WalletDoorNeeds): void {
  void app.register(async (scope) => {
    resolveInstitution(scope, needs)
    publicCors(scope)
    registerDocuments(scope, needs)
  })
  for (const register of [registerToken, registerNonce, registerCredential, registerNotification]) {
    void app.register(async (scope) => {
      resolveInstitution(scope, needs)
      publicCors(scope)
      scope.addHook('onRequest', async (request, reply) => {
        const { institution } = visitOf(request)
        const nonce = currentDpopNonce({ institutionId: institution.id, key: needs.secrets.dpopNonce }, needs.now())
        // OpenID4VCI 1.0 #nonce-response, RFC 6749 #section-5.1, RFC 9449 #section-8.2
        void reply.header('cache-control', 'no-store').header('dpop-nonce', nonce)
      })
      register(scope, needs)
    })
  }
}

/** How long a wallet may keep metadata. */
const metadataSeconds = 300

function registerDocuments(app: Shell, needs: WalletDoorNeeds): void {
  const described = new Map<string, IssuerMetadataResult>()
  /** The profile of an institution does not change while the service runs. */
  const describe = (institution: IssuingInstitution): IssuerMetadataResult => {
    let metadata = described.get(institution.credentialIssuer)
    if (metadata === undefined) described.set(institution.credentialIssuer, (metadata = describeIssuer(institution, needs)))
    return metadata
  }
  const documents = [
    { name: 'openid-credential-issuer', operationId: 'getCredentialIssuerMetadata', summary: 'Credential issuer metadata', of: (metadata: IssuerMetadataResult) => metadata.credentialIssuer },
    { name: 'oauth-authorization-server', operationId: 'getAuthorizationServerMetadata', summary: 'Authorization server metadata (RFC 8414)', of: (metadata: IssuerMetadataResult) => metadata.authorizationServers[0] },
  ]
  for (const { name, operationId, summary, of } of documents) {
    for (const [url, form] of [[`/.well-known/${name}/:slug`, ''], [`/:slug/.well-known/${name}`, 'Appended']] as const) {
      app.get(
        url,
        { schema: { operationId: `${operationId}${form}`, tags: ['wallet'], summary: form === '' ? summary : `${summary}, for older wallets`, params: slugParams, response: { 200: jsonDocument } } },
        async (request, reply) => reply
          .header('cache-control', `public, max-age=${metadataSeconds}`)
          .serializer(JSON.stringify).type('application/json')
          .send(of(describe(visitOf(request).institution)) as Record<string, unknown>),
      )
    }
  }
  app.get(
    '/:slug/credential-offers/:secret',
    { config: { guesses: 'code' }, schema: { operationId: 'getCredentialOffer', tags: ['wallet'], summary: 'The offer behind a link; reading it consumes nothing', params: offerParams, response: { 200: jsonDocument } } },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const { secret } = request.params
      void reply.header('cache-control', 'no-store')
      const found = looksLikeOfferSecret(secret) ? await books.claims.findBySecretHash(hashOfferSecret(secret)) : undefined
      if (found === undefined) {
        wrongGuess(request)
        throw problem(404, 'not-found', 'There is nothing at this address')
      }
      if (judgeOffer(found, needs.now()) !== 'open') throw problem(410, 'offer-gone', 'This offer was used, withdrawn or has expired')
      const { object } = await composeOffer(describe(institution), { secret, offer: found.offer, language: languageOf(request) })
      return reply.serializer(JSON.stringify).type('application/json').send(object)
    },
  )
}
