import { configurationOf, defaultConfiguration, isOfferable, type ConfigurationId } from '../configurations/index.ts'
import type { AwardId, InstitutionId, OfferId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { OfferError } from './errors.ts'
import type { OfferBook } from './offer-book.ts'
import { hashOfferSecret, hashPreAuthorizedCode, hashTransactionCode, newOfferSecret, newTransactionCode, preAuthorizedCode } from './offer-secret.ts'

/** Offers live 14 days unless the institution says otherwise. */
export const defaultOfferSeconds = 14 * 86_400
export const maximumOfferSeconds = 90 * 86_400

/** What the institution hands on to the learner: the link by one way, the transaction code by another. Neither is kept. */
export type MadeOffer = { id: OfferId; secret: string; transactionCode?: string; expiresAt: Date }

/**
 * Promises the credential of one award, in each of the `configurations`, to whoever holds the link (and the transaction code). An offer of the same
 * award that is still open is withdrawn in the same transaction.
 * Throws OfferError OFFER_CONFIGURATION_UNKNOWN, OFFER_AWARD_UNKNOWN, OFFER_AWARD_WITHDRAWN, OFFER_ALREADY_CLAIMED.
 */
export async function offerAward(
  { awardId, transactionCode, expiresInSeconds, configurations = [defaultConfiguration] }: { awardId: AwardId; transactionCode: boolean; expiresInSeconds: number; configurations?: readonly ConfigurationId[] },
  act: Act,
  { institutionId, offers, randomBytes, pepper, newId }: {
    institutionId: InstitutionId
    offers: Pick<OfferBook, 'record'>
    randomBytes: (n: number) => Uint8Array
    /** Key of the transaction code's HMAC. */
    pepper: Uint8Array
    newId: () => string
  },
): Promise<MadeOffer> {
  if (configurations.length === 0 || !configurations.every((configuration) => isOfferable(configurationOf(configuration)))) {
    throw new OfferError('OFFER_CONFIGURATION_UNKNOWN', 'one of the configurations cannot be offered')
  }
  const id = newId() as OfferId
  const secret = newOfferSecret(randomBytes)
  const codeHash = hashPreAuthorizedCode(preAuthorizedCode(secret))
  const code = transactionCode ? newTransactionCode(randomBytes) : undefined
  const expiresAt = new Date(act.at.getTime() + expiresInSeconds * 1000)
  const outcome = await offers.record(
    {
      id,
      awardId,
      configurations: [...new Set(configurations)],
      secretHash: hashOfferSecret(secret),
      codeHash,
      ...(code === undefined ? {} : { transactionCodeHash: hashTransactionCode(code, { institutionId, codeHash, pepper }) }),
      createdAt: act.at,
      expiresAt,
    },
    act,
  )
  switch (outcome) {
    case 'recorded':
      return { id, secret, ...(code === undefined ? {} : { transactionCode: code }), expiresAt }
    case 'award_unknown':
      throw new OfferError('OFFER_AWARD_UNKNOWN', 'this institution has no such award')
    case 'award_withdrawn':
      throw new OfferError('OFFER_AWARD_WITHDRAWN', 'the award was withdrawn')
    case 'already_claimed':
      throw new OfferError('OFFER_ALREADY_CLAIMED', 'the award has a credential of this form that is not revoked; revoke it before offering again')
  }
}
