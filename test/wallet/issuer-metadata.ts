/**
 * What an issuer says about itself: OpenID4VCI 1.0 #name-credential-issuer-metadata, RFC 8414 for its authorization server.
 * Both live under a well-known path that is put between the host and the issuer's own path.
 */
import { z } from 'zod'
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

const display = z.array(z.looseObject({ name: z.string().optional(), locale: z.string().optional() }))

const configuration = z.looseObject({
  format: z.string(),
  vct: z.string().optional(),
  scope: z.string().optional(),
  cryptographic_binding_methods_supported: z.array(z.string()).optional(),
  credential_signing_alg_values_supported: z.array(z.union([z.string(), z.number()])).optional(),
  proof_types_supported: z.record(z.string(), z.looseObject({ proof_signing_alg_values_supported: z.array(z.string()) })).optional(),
  credential_metadata: z.looseObject({ display: display.optional(), claims: z.array(z.looseObject({})).optional() }).optional(),
})

const issuerSchema = z.looseObject({
  credential_issuer: z.string(),
  authorization_servers: z.array(z.string()).optional(),
  credential_endpoint: z.url(),
  nonce_endpoint: z.url().optional(),
  deferred_credential_endpoint: z.url().optional(),
  notification_endpoint: z.url().optional(),
  batch_credential_issuance: z.looseObject({ batch_size: z.int().min(2) }).optional(),
  display: display.optional(),
  credential_configurations_supported: z.record(z.string(), configuration),
})

const authorizationServerSchema = z.looseObject({
  issuer: z.string(),
  token_endpoint: z.url(),
  grant_types_supported: z.array(z.string()).optional(),
  dpop_signing_alg_values_supported: z.array(z.string()).optional(),
  'pre-authorized_grant_anonymous_access_supported': z.boolean().optional(),
})

export type IssuerMetadata = z.infer<typeof issuerSchema>
export type AuthorizationServerMetadata = z.infer<typeof authorizationServerSchema>

/**
 * Loads both documents and checks that each speaks for the name it was asked by.
 *
 * @param credentialIssuer the credential issuer identifier from the offer
 * @param authorizationServer the one named in the offer, if any
 * @throws WalletError METADATA_INVALID
 */
export async function loadIssuer(wallet: Wallet, credentialIssuer: string, authorizationServer?: string): Promise<{ issuer: IssuerMetadata; server: AuthorizationServerMetadata }> {
  const issuer = await load(wallet, wellKnown(credentialIssuer, 'openid-credential-issuer'), issuerSchema)
  if (issuer.credential_issuer !== credentialIssuer) throw new WalletError('METADATA_INVALID', 'the metadata is of another issuer')
  const servers = issuer.authorization_servers ?? [credentialIssuer]
  const chosen = authorizationServer ?? servers[0]!
  if (!servers.includes(chosen)) throw new WalletError('METADATA_INVALID', 'the offer names an authorization server the issuer does not use')
  const server = await load(wallet, wellKnown(chosen, 'oauth-authorization-server'), authorizationServerSchema)
  if (server.issuer !== chosen) throw new WalletError('METADATA_INVALID', 'the authorization server metadata is of another server')
  return { issuer, server }
}

/** Puts `/.well-known/<name>` between host and path (RFC 8615, RFC 8414 #section-3.1). */
export function wellKnown(identifier: string, name: string): string {
  const url = new URL(identifier)
  return `${url.origin}/.well-known/${name}${url.pathname === '/' ? '' : url.pathname}`
}

async function load<T>(wallet: Wallet, url: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await send(wallet.fetch, url, { headers: { accept: 'application/json' } })
  if (answer.status !== 200 || answer.contentType !== 'application/json') {
    throw new WalletError('METADATA_INVALID', `no metadata at ${url} (${answer.status})`, { answer })
  }
  const parsed = schema.safeParse(answer.body)
  if (!parsed.success) throw new WalletError('METADATA_INVALID', `the metadata at ${url} is not well formed`, { answer, cause: parsed.error })
  return parsed.data
}
