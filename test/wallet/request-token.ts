/** OpenID4VCI 1.0 #name-token-request: the pre-authorized code, and the transaction code when the offer asks for one. */
import { z } from 'zod'
import { through } from './claim-hooks.ts'
import { sendWithDpop, type DpopSession } from './dpop.ts'
import type { AuthorizationServerMetadata } from './issuer-metadata.ts'
import { preAuthorizedGrant, type CredentialOffer } from './resolve-offer.ts'
import type { HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** A token as the wallet keeps it; `credentialIdentifiers` per configuration when the server names them. */
export type AccessToken = {
  value: string
  type: 'Bearer' | 'DPoP'
  expiresInSeconds: number | undefined
  dpop: DpopSession | undefined
  credentialIdentifiers: Map<string, string[]>
}

const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.number().optional(),
  authorization_details: z.array(z.looseObject({
    type: z.string(),
    credential_configuration_id: z.string(),
    credential_identifiers: z.array(z.string()),
  })).optional(),
})

/**
 * Sends the token request and gives back whatever was answered.
 *
 * @param transactionCode sent as `tx_code` when given, also when the offer did not ask for it
 */
export async function postToken(
  wallet: Wallet,
  { offer, server, transactionCode, dpop }: { offer: CredentialOffer; server: AuthorizationServerMetadata; transactionCode?: string | undefined; dpop?: DpopSession | undefined },
): Promise<HttpAnswer> {
  const parameters = new URLSearchParams({ grant_type: preAuthorizedGrant, 'pre-authorized_code': offer.preAuthorizedCode })
  if (transactionCode !== undefined) parameters.set('tx_code', transactionCode)
  const body = await through(wallet.hooks.tokenParameters, parameters)
  const headers = await through(wallet.hooks.tokenHeaders, new Headers({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }))
  return sendWithDpop(wallet, dpop, server.token_endpoint, { method: 'POST', headers, body: body.toString() })
}

/**
 * Reads a token answer.
 *
 * @throws WalletError TOKEN_REFUSED, also when a DPoP proof was sent and the token is not bound to it
 */
export function readToken(answer: HttpAnswer, dpop: DpopSession | undefined): AccessToken {
  const parsed = tokenSchema.safeParse(answer.body)
  if (answer.status !== 200 || !parsed.success) throw new WalletError('TOKEN_REFUSED', `no access token (${answer.status} ${errorOf(answer)})`, { answer })
  const type = parsed.data.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer'
  if ((type === 'DPoP') !== (dpop !== undefined)) throw new WalletError('TOKEN_REFUSED', `the token is ${type}, which is not what was asked`, { answer })
  return {
    value: parsed.data.access_token,
    type,
    expiresInSeconds: parsed.data.expires_in,
    dpop,
    credentialIdentifiers: new Map((parsed.data.authorization_details ?? []).map((detail) => [detail.credential_configuration_id, detail.credential_identifiers])),
  }
}

/** The `error` word of an OAuth answer, or an empty string. */
export function errorOf(answer: HttpAnswer): string {
  const error = (answer.body as { error?: unknown } | undefined)?.error
  return typeof error === 'string' ? error : ''
}
