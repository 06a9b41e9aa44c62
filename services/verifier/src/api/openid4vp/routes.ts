import { publicCors, type Shell } from '@eduwallet/service-shell'
import type { ServingRequests } from '../../asking/index.ts'
import { documentScope } from '../document-scope.ts'
import { answerWalletErrors } from './problems.ts'
import { registerRequestObject } from './request-object.ts'
import { registerResponse, type ResponseRoutes } from './response.ts'
import { walletErrorSchema } from './schemas.ts'

export type WalletRoutes = ResponseRoutes & { readonly serving: ServingRequests }

/**
 * The door for wallets (OpenID4VP 1.0). Knows what its messages are called, not what they mean:
 *
 *     GET, POST /openid4vp/requests/{requestId}     the signed request object
 *     POST      /openid4vp/responses/{responseId}   the answer
 *
 * Never answers with a redirect (OpenID4VP 1.0 #response_mode_post), and may be called by wallets that live in a browser.
 */
export async function walletDoor(app: Shell, routes: WalletRoutes): Promise<void> {
  publicCors(app)
  documentScope(app, { refusal: { mediaType: 'application/json', schema: walletErrorSchema } })
  answerWalletErrors(app)
  // Wallets post forms and nothing else (OpenID4VP 1.0 #response_mode_post, #request_uri_method_post).
  app.removeContentTypeParser(['application/json', 'application/merge-patch+json'])
  registerRequestObject(app, routes.serving)
  registerResponse(app, routes)
}
