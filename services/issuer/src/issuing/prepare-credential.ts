import { jsonWebKeyId, multikeyId } from '@eduwallet/keys'
import { lastValidDay, type Achievement } from '@eduwallet/microcredential'
import { isEmbedded, mechanismOf, type CredentialConfiguration, type CredentialContent, type Mechanisms } from '../configurations/index.ts'
import type { Award } from '../results/types.ts'
import { composeElm } from './compose-elm.ts'
import { composeMicrocredential } from './compose-microcredential.ts'
import { composeOpenBadge, composeOpenBadge11, composeOpenBadgeInPart } from './compose-open-badge.ts'
import type { ComposedCredential, CredentialToCompose } from './credential-to-compose.ts'
import { saltsFrom } from './salts.ts'
import { SigningTicket } from './signing-ticket.ts'

/** What is made in which form. */
export type CredentialToPrepare = Omit<CredentialToCompose, 'mechanism'> & { configuration: CredentialConfiguration; mechanisms: Mechanisms }

const composers = {
  microcredential: composeMicrocredential,
  'open-badge': composeOpenBadge,
  'open-badge-1.1': composeOpenBadge11,
  'open-badge-in-part': composeOpenBadgeInPart,
  elm: composeElm,
} as const satisfies Record<CredentialContent, (credential: CredentialToCompose) => ComposedCredential>

/**
 * Composes a credential in one form and gives the ticket to sign it. The same input gives the same octets to sign, so that a lost answer
 * can be given again: every salt is derived from the seed on record, every moment is the one on record.
 */
export function prepareCredential({ configuration, mechanisms, ...parts }: CredentialToPrepare): Promise<SigningTicket> {
  const { institution: { did, signers }, record } = parts
  const mechanism = mechanismOf(mechanisms, configuration)
  const signer = signers[mechanism.alg]
  const kid = isEmbedded(mechanism) ? multikeyId(did, signer) : jsonWebKeyId(did, signer)
  return SigningTicket.prepare(mechanism, {
    ...composers[configuration.content]({ ...parts, mechanism }),
    header: { kid, x5c: signer.x5c },
    saltFor: saltsFrom(record.saltSeed),
    securedAt: record.issuedAt,
  }, signer)
}

/** When a credential of this award expires: at the end (UTC) of the last day on which it is valid. Undefined: never. */
export function expiryOf(award: Award, achievement: Achievement): Date | undefined {
  if (achievement.validForDays === undefined) return undefined
  return new Date(Date.parse(`${lastValidDay(award.awardedOn, achievement.validForDays)}T00:00:00Z`) + 86_400_000)
}
