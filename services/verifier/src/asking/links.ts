import type { AskedRequest } from './types.ts'

/** Where a wallet fetches a request: what `request_uri` says. */
export function requestUriOf(publicUrl: string, { requestId }: Pick<AskedRequest, 'requestId'>): string {
  return `${publicUrl}/openid4vp/requests/${requestId}`
}

/** Where a wallet answers a request: what `response_uri` says. */
export function responseUriOf(publicUrl: string, { responseId }: Pick<AskedRequest, 'responseId'>): string {
  return `${publicUrl}/openid4vp/responses/${responseId}`
}

/** Where people see a request. */
export function pageUrlOf(publicUrl: string, pageSecret: string): string {
  return `${publicUrl}/requests/${pageSecret}`
}

/**
 * The link that opens a wallet with a request (OpenID4VP 1.0 #openid4vp-scheme). It carries no more than
 * the wallet needs to fetch the signed request, which alone is authoritative.
 */
export function walletUrlOf(publicUrl: string, request: Pick<AskedRequest, 'requestId' | 'clientId'>): string {
  const parameters = new URLSearchParams({
    client_id: request.clientId,
    request_uri: requestUriOf(publicUrl, request),
    request_uri_method: 'post',
  })
  return `openid4vp://?${parameters.toString()}`
}
