import type { CredentialOfferObject, IssuerMetadataResult } from '@openid4vc/openid4vci'
import type { Language } from '@eduwallet/service-shell'
import type { Offer } from '../../offering/index.ts'
import { preAuthorizedCode } from '../../offering/offer-secret.ts'
import { endpointsOf, issuerGrammar, preAuthorizedCodeGrant } from './issuer-metadata.ts'

/** An offer for a wallet: the object itself, and the links that hand it over. */
export type OfferForWallet = { object: CredentialOfferObject; byReference: string; byValue: string }

/** OpenID4VCI 1.0 #credential-offer-parameters: at most 300 characters. */
const transactionCodeHint = {
  nl: 'De code van 6 cijfers die je van je onderwijsinstelling hebt gekregen, los van deze link.',
  en: 'The 6-digit code that your educational institution gave you, separately from this link.',
} as const satisfies Record<Language, string>

/**
 * Composes the offer behind a link secret (OpenID4VCI 1.0 #credential-offer). The same secret gives the same offer, however
 * often it is asked for. Nothing about the learner is in it, nor in its address.
 */
export async function composeOffer(
  metadata: IssuerMetadataResult,
  { secret, offer: { configurations, transactionCodeRequired }, language }: { secret: string; offer: Pick<Offer, 'configurations' | 'transactionCodeRequired'>; language: Language },
): Promise<OfferForWallet> {
  const composed = {
    issuerMetadata: metadata,
    credentialConfigurationIds: [...configurations],
    grants: {
      [preAuthorizedCodeGrant]: {
        'pre-authorized_code': preAuthorizedCode(secret),
        ...(transactionCodeRequired ? { tx_code: { input_mode: 'numeric' as const, length: 6, description: transactionCodeHint[language] } } : {}),
      },
    },
  }
  const credentialOfferUri = endpointsOf(metadata.credentialIssuer.credential_issuer).credentialOffer(secret)
  const byReference = await issuerGrammar.createCredentialOffer({ ...composed, credentialOfferUri })
  const byValue = await issuerGrammar.createCredentialOffer(composed)
  return { object: byReference.credentialOfferObject, byReference: byReference.credentialOffer, byValue: byValue.credentialOffer }
}
