import { JsonError, parseJson, isJsonObject } from '@eduwallet/strict-json'
import { microcredentialConfiguration, preAuthorizedCodeGrant } from './issuer-metadata.ts'
import { WalletRequestError } from './problems.ts'

/** A token request, taken apart. */
export type TokenRequest = {
  code: string
  transactionCode: string | undefined
  clientId: string | undefined
  scope: string | undefined
  /** The wallet named what it wants with `authorization_details` (RFC 9396), and is told its credential identifiers. */
  wantsDetails: boolean
}

const longestDetails = 8192

/**
 * Reads a token request with a pre-authorized code (OpenID4VCI 1.0 #token-request). Parameters it does not know are left alone,
 * but none may occur twice (RFC 6749 #section-3.2). Throws WalletRequestError.
 */
export function readTokenRequest(body: unknown): TokenRequest {
  const parameters = onlyOnce(body)
  const grantType = parameters.get('grant_type')
  if (grantType === undefined) throw invalid('grant_type is missing')
  if (grantType !== preAuthorizedCodeGrant) throw new WalletRequestError(400, 'unsupported_grant_type', 'only the pre-authorized code grant is possible here')
  if (parameters.has('client_secret') || parameters.has('client_assertion')) {
    throw new WalletRequestError(400, 'invalid_client', 'client authentication is not possible here')
  }
  const code = parameters.get('pre-authorized_code')
  if (code === undefined || code === '') throw invalid('pre-authorized_code is missing')
  const details = parameters.get('authorization_details')
  if (details !== undefined) checkAuthorizationDetails(details)
  return {
    code,
    transactionCode: parameters.get('tx_code'),
    clientId: parameters.get('client_id') || undefined,
    scope: parameters.get('scope'),
    wantsDetails: details !== undefined,
  }
}

function onlyOnce(body: unknown): Map<string, string> {
  if (typeof body !== 'object' || body === null) throw invalid('the parameters are missing')
  const parameters = new Map<string, string>()
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') throw invalid('a parameter occurs twice')
    parameters.set(name, value)
  }
  return parameters
}

/** OpenID4VCI 1.0 #authorization-details: what is offered, and nothing else. */
function checkAuthorizationDetails(text: string): void {
  let details: unknown
  try {
    details = parseJson(text, { maxDepth: 16, maxBytes: longestDetails })
  } catch (cause) {
    if (cause instanceof JsonError) throw invalidDetails('authorization_details is not JSON')
    throw cause
  }
  if (!Array.isArray(details) || details.length === 0) throw invalidDetails('authorization_details is not a list')
  for (const detail of details as unknown[]) {
    if (!isJsonObject(detail) || detail['type'] !== 'openid_credential') throw invalidDetails('only details of type openid_credential are possible here')
    if (detail['credential_configuration_id'] !== microcredentialConfiguration) throw invalidDetails('that credential configuration is not offered')
  }
}

function invalid(message: string): WalletRequestError {
  return new WalletRequestError(400, 'invalid_request', message)
}

function invalidDetails(message: string): WalletRequestError {
  return new WalletRequestError(400, 'invalid_authorization_details', message)
}
