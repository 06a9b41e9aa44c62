import { JsonError, parseJson, isJsonObject } from '@eduwallet/strict-json'
import { configurationOf, isOfferable } from '../../configurations/index.ts'
import { preAuthorizedCodeGrant } from './issuer-metadata.ts'
import { WalletRequestError } from './problems.ts'

/** A token request, taken apart. */
export type TokenRequest = {
  code: string
  transactionCode: string | undefined
  clientId: string | undefined
  scope: string | undefined
  /** The configurations that the wallet named with `authorization_details` (RFC 9396), each once: it is told its credential identifiers. */
  configurations: string[] | undefined
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
  return {
    code,
    transactionCode: parameters.get('tx_code'),
    clientId: parameters.get('client_id') || undefined,
    scope: parameters.get('scope'),
    configurations: details === undefined ? undefined : readAuthorizationDetails(details),
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

/** OpenID4VCI 1.0 #authorization-details. Whether it was offered is not known here. */
function readAuthorizationDetails(text: string): string[] {
  let details: unknown
  try {
    details = parseJson(text, { maxDepth: 16, maxBytes: longestDetails })
  } catch (cause) {
    if (cause instanceof JsonError) throw invalidDetails('authorization_details is not JSON')
    throw cause
  }
  if (!Array.isArray(details) || details.length === 0) throw invalidDetails('authorization_details is not a list')
  const configurations = (details as unknown[]).map((detail) => {
    if (!isJsonObject(detail) || detail['type'] !== 'openid_credential') throw invalidDetails('only details of type openid_credential are possible here')
    const { credential_configuration_id: id } = detail
    if (typeof id !== 'string' || !isOfferable(configurationOf(id))) throw invalidDetails('that credential configuration is not offered')
    return id
  })
  return [...new Set(configurations)]
}

function invalid(message: string): WalletRequestError {
  return new WalletRequestError(400, 'invalid_request', message)
}

function invalidDetails(message: string): WalletRequestError {
  return new WalletRequestError(400, 'invalid_authorization_details', message)
}
