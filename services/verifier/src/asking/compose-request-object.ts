import { formatsIn } from './compose-query.ts'
import type { AskedRequest, LocalizedText } from './types.ts'
import { responseUriOf } from './links.ts'

/** The content encryptions an answer may use (HAIP 1.0 demands both). */
export const contentEncryptions = ['A128GCM', 'A256GCM'] as const

/** The name under which `verifier_info` carries the purpose. */
export const PURPOSE_FORMAT = 'eduwallet_purpose'

/**
 * Composes the claims of the request object, the only authoritative form of a request
 * (OpenID4VP 1.0 #new_parameters, #client_metadata_parameters). The purpose travels in `verifier_info`
 * (OpenID4VP 1.0 #verifier-info), which a wallet that does not know the format leaves aside.
 */
export function composeRequestObject({
  request,
  employerName,
  publicUrl,
  walletNonce,
}: {
  request: AskedRequest
  employerName: string
  publicUrl: string
  walletNonce: string | undefined
}) {
  const { publicJwk, kid } = request.oneTimeKey
  return {
    response_type: 'vp_token' as const,
    response_mode: 'direct_post.jwt' as const,
    client_id: request.clientId,
    response_uri: responseUriOf(publicUrl, request),
    nonce: request.nonce,
    state: request.walletState,
    dcql_query: request.question.dcql as Record<string, unknown>,
    client_metadata: {
      client_name: employerName,
      jwks: { keys: [{ ...publicJwk, kid, use: 'enc', alg: 'ECDH-ES' }] },
      encrypted_response_enc_values_supported: [...contentEncryptions],
      vp_formats_supported: formatsIn(request.question.dcql),
    },
    verifier_info: [{ format: PURPOSE_FORMAT, data: { purpose: localizedValues(request.purpose) }, credential_ids: request.question.dcql.credentials.map(({ id }) => id) }],
    ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
  }
}

function localizedValues({ nl, en }: LocalizedText): { lang: string; value: string }[] {
  return [
    { lang: 'nl', value: nl },
    { lang: 'en', value: en },
  ]
}
