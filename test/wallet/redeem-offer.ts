/** From a link to a checked credential in the wallet; every step is also there by itself. */
import { checkCredential, type HeldCredential } from './check-credential.ts'
import { createDpopSession } from './dpop.ts'
import { createHolderKey, type HolderKey } from './holder-key.ts'
import { loadIssuer, type AuthorizationServerMetadata, type IssuerMetadata } from './issuer-metadata.ts'
import { postCredential, postNotification, readCredentials, requestNonce } from './request-credential.ts'
import { postToken, readToken, type AccessToken } from './request-token.ts'
import { resolveOffer, type CredentialOffer } from './resolve-offer.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** An offer with the two documents that say how to redeem it. */
export type OpenedOffer = { offer: CredentialOffer; issuer: IssuerMetadata; server: AuthorizationServerMetadata; configurationId: string }

/** How the holder redeems: `keys` are made fresh when not given, one unless `keyCount` says more. */
export type RedeemOptions = { transactionCode?: string | undefined; dpop?: boolean; keys?: readonly HolderKey[]; keyCount?: number; notify?: boolean }

/** Everything a claim left in the wallet. */
export type RedeemedOffer = OpenedOffer & { token: AccessToken; credentials: HeldCredential[]; notificationId: string | undefined }

/**
 * Resolves the link and loads the issuer's metadata. `wanted`: of what is offered, this; without it, the first `dc+sd-jwt` credential.
 *
 * @throws WalletError when it offers nothing this wallet understands
 */
export async function openOffer(wallet: Wallet, link: string, wanted?: string): Promise<OpenedOffer> {
  const offer = await resolveOffer(wallet, link)
  const { issuer, server } = await loadIssuer(wallet, offer.credentialIssuer, offer.authorizationServer)
  const configurationId = offer.configurationIds.find((id) => Object.hasOwn(issuer.credential_configurations_supported, id) && (wanted === undefined ? issuer.credential_configurations_supported[id]!.format === 'dc+sd-jwt' : id === wanted))
  if (configurationId === undefined) throw new WalletError('OFFER_UNSUPPORTED', 'nothing in the offer is such a credential of this issuer')
  return { offer, issuer, server, configurationId }
}

/** Gets an access token for an opened offer. @throws WalletError TRANSACTION_CODE_NEEDED, TOKEN_REFUSED */
export async function obtainToken(wallet: Wallet, opened: OpenedOffer, options: RedeemOptions = {}): Promise<AccessToken> {
  if (opened.offer.transactionCode !== undefined && options.transactionCode === undefined) {
    throw new WalletError('TRANSACTION_CODE_NEEDED', 'the learner has to enter the transaction code')
  }
  const dpop = options.dpop === true ? await createDpopSession() : undefined
  return readToken(await postToken(wallet, { ...opened, transactionCode: options.transactionCode, dpop }), dpop)
}

/**
 * Redeems an offer and checks what it gave, as a careful wallet would.
 *
 * @throws WalletError with the code of the step that failed
 */
export async function redeemOffer(wallet: Wallet, link: string, options: RedeemOptions = {}): Promise<RedeemedOffer> {
  const opened = await openOffer(wallet, link)
  const token = await obtainToken(wallet, opened, options)
  return { ...opened, token, ...await collectCredentials(wallet, opened, token, options) }
}

/** Nonce, proofs, credential, checks and notification, with a token already in hand. */
export async function collectCredentials(
  wallet: Wallet,
  opened: OpenedOffer,
  token: AccessToken,
  options: RedeemOptions = {},
): Promise<{ credentials: HeldCredential[]; notificationId: string | undefined }> {
  const keys = options.keys ?? await Promise.all(Array.from({ length: options.keyCount ?? 1 }, () => createHolderKey()))
  const nonce = await requestNonce(wallet, opened.issuer)
  const { credentials: compact, notificationId } = readCredentials(await postCredential(wallet, { ...opened, token, keys, nonce }))
  const credentials: HeldCredential[] = []
  try {
    for (const one of compact) {
      credentials.push(await checkCredential(wallet, one, { keys, configuration: opened.issuer.credential_configurations_supported[opened.configurationId]! }))
    }
  } catch (error) {
    if (notificationId !== undefined) await postNotification(wallet, { ...opened, token, notificationId, event: 'credential_failure' })
    throw error
  }
  if (new Set(credentials.map(({ key }) => key.thumbprint)).size !== credentials.length) throw new WalletError('CREDENTIAL_INVALID', 'two credentials carry the same key')
  if (notificationId !== undefined && options.notify !== false) {
    const answer = await postNotification(wallet, { ...opened, token, notificationId, event: 'credential_accepted' })
    if (answer.status !== 204) throw new WalletError('NOTIFICATION_REFUSED', `the notification was refused (${answer.status})`, { answer })
  }
  return { credentials, notificationId }
}
