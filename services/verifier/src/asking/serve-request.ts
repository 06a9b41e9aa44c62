import { signCompactJws } from '@eduwallet/credential-formats'
import type { Signer } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { createOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp'
import { employerOf } from './address.ts'
import type { AskingBook } from './asking-book.ts'
import { composeRequestObject } from './compose-request-object.ts'
import { AskError } from './errors.ts'
import { requestUriOf } from './links.ts'
import type { AskedRequest } from './types.ts'

/** The audience of a request object for a wallet that is not known beforehand. OpenID4VP 1.0 #aud-of-a-request-object */
const SELF_ISSUED = 'https://self-issued.me/v2'

export type ServingRequests = {
  readonly book: Pick<AskingBook, 'findByRequestId'>
  readonly identity: { readonly signer: Signer; readonly did: string }
  readonly publicUrl: string
  readonly now: () => Date
}

/**
 * Gives the signed request object, as often as the wallet asks while the request waits: always the same nonce and
 * key, each time freshly signed, with the wallet's own nonce in it when it sent one (OpenID4VP 1.0
 * #request_uri_method_post). Throws AskError ASK_REQUEST_UNKNOWN, ASK_REQUEST_CLOSED (answered or declined),
 * ASK_REQUEST_EXPIRED.
 */
export async function serveRequest(
  { book, identity, publicUrl, now }: ServingRequests,
  requestId: string,
  { walletNonce }: { walletNonce?: string | undefined } = {},
): Promise<string> {
  const employerId = employerOf(requestId)
  const found = employerId === undefined ? undefined : await book.findByRequestId(employerId, requestId)
  if (!found) throw new AskError('ASK_REQUEST_UNKNOWN', 'there is no such request')
  if (found.state !== 'waiting') throw new AskError('ASK_REQUEST_CLOSED', 'this request was answered')
  const { request, employerName } = found
  const at = now()
  if (request.expiresAt <= at) throw new AskError('ASK_REQUEST_EXPIRED', 'this request has expired')

  const { jar } = await createOpenid4vpAuthorizationRequest({
    authorizationRequestPayload: composeRequestObject({ request, employerName, publicUrl, walletNonce }),
    wallet: walletNonce === undefined ? {} : { expectedNonce: walletNonce },
    jar: {
      requestUri: requestUriOf(publicUrl, request),
      jwtSigner: signerFor(request, identity),
      expiresInSeconds: 1,
      // Over what the library would take from the system clock, and its own choice of `aud` (the request_uri).
      additionalJwtPayload: { aud: SELF_ISSUED, iat: toSeconds(at), exp: toSeconds(request.expiresAt) },
    },
    callbacks: {
      signJwt: async (_signer, { header, payload }) => ({
        jwt: await signCompactJws({ header: header as JsonObject & { typ: string }, payload: payload as JsonObject, signer: identity.signer }),
        signerJwk: { ...identity.signer.publicJwk },
      }),
      encryptJwe: () => Promise.reject(new AskError('ASK_IDENTITY_UNUSABLE', 'request objects are not encrypted here')),
    },
  })
  if (!jar) throw new AskError('ASK_IDENTITY_UNUSABLE', 'the request was not signed')
  return jar.authorizationRequestJwt
}

/** The key reference that goes with the client id prefix. OpenID4VP 1.0 #client_identifier_prefixes */
function signerFor(request: AskedRequest, { signer, did }: ServingRequests['identity']) {
  return request.clientIdPrefix === 'decentralized_identifier'
    ? { method: 'did' as const, alg: signer.alg, didUrl: `${did}#${signer.kid}` }
    : { method: 'x5c' as const, alg: signer.alg, x5c: [...signer.x5c] }
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
