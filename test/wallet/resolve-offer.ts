/**
 * A credential offer, from the link in a mail or a QR code to what it promises.
 *
 * OpenID4VCI 1.0 #name-credential-offer: by value (`credential_offer`) or by reference (`credential_offer_uri`),
 * in an `openid-credential-offer://` link or an https link of a wallet's own.
 */
import { z } from 'zod'
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** What the offer says about the code the learner got by another road. */
export type TransactionCodeHint = { inputMode: 'numeric' | 'text'; length: number | undefined; description: string | undefined }

/** An offer this wallet can redeem. `raw` is the JSON as it came. */
export type CredentialOffer = {
  credentialIssuer: string
  configurationIds: string[]
  preAuthorizedCode: string
  transactionCode: TransactionCodeHint | undefined
  authorizationServer: string | undefined
  raw: unknown
}

const offerSchema = z.object({
  credential_issuer: z.url(),
  credential_configuration_ids: z.array(z.string()).min(1).refine((ids) => new Set(ids).size === ids.length),
  grants: z.object({
    [preAuthorizedGrant]: z.object({
      'pre-authorized_code': z.string().min(1),
      tx_code: z.object({
        input_mode: z.enum(['numeric', 'text']).default('numeric'),
        length: z.int().positive().optional(),
        description: z.string().max(300).optional(),
      }).optional(),
      authorization_server: z.string().optional(),
    }),
  }),
})

/**
 * Reads the offer behind a link.
 *
 * @param link `openid-credential-offer://…`, `https://wallet/…?credential_offer[_uri]=…`, or the address of the offer itself
 * @throws WalletError OFFER_UNREADABLE, OFFER_UNSUPPORTED (no pre-authorized code)
 */
export async function resolveOffer(wallet: Wallet, link: string): Promise<CredentialOffer> {
  return readOffer(await offerJson(wallet, link))
}

/** Reads an offer object. @throws WalletError OFFER_UNSUPPORTED */
export function readOffer(raw: unknown): CredentialOffer {
  const parsed = offerSchema.safeParse(raw)
  if (!parsed.success) throw new WalletError('OFFER_UNSUPPORTED', 'the offer has no pre-authorized code for this wallet', { cause: parsed.error })
  const grant = parsed.data.grants[preAuthorizedGrant]
  const hint = grant.tx_code
  return {
    credentialIssuer: parsed.data.credential_issuer,
    configurationIds: parsed.data.credential_configuration_ids,
    preAuthorizedCode: grant['pre-authorized_code'],
    transactionCode: hint && { inputMode: hint.input_mode, length: hint.length, description: hint.description },
    authorizationServer: grant.authorization_server,
    raw,
  }
}

async function offerJson(wallet: Wallet, link: string): Promise<unknown> {
  const url = parseLink(link)
  const byValue = url.searchParams.getAll('credential_offer')
  const byReference = url.searchParams.getAll('credential_offer_uri')
  if (byValue.length + byReference.length > 1) throw new WalletError('OFFER_UNREADABLE', 'the link carries more than one offer')
  if (byValue[0] !== undefined) return parseOffer(byValue[0])
  const reference = byReference[0] ?? (url.protocol.startsWith('http') ? url.href : undefined)
  if (reference === undefined) throw new WalletError('OFFER_UNREADABLE', 'the link carries no offer')
  const answer = await send(wallet.fetch, reference, { headers: { accept: 'application/json' } })
  if (answer.status !== 200 || answer.contentType !== 'application/json') {
    throw new WalletError('OFFER_UNREADABLE', `the offer could not be fetched (${answer.status})`, { answer })
  }
  return parseOffer(answer.text)
}

function parseLink(link: string): URL {
  try {
    return new URL(link)
  } catch (cause) {
    throw new WalletError('OFFER_UNREADABLE', 'the link is not an address', { cause })
  }
}

function parseOffer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new WalletError('OFFER_UNREADABLE', 'the offer is not JSON', { cause })
  }
}
