import { createHmac, createSecretKey } from 'node:crypto'
import type { SdJwtVcToSecure } from '@eduwallet/credential-formats'
import { composeMicrocredentialClaims, lastValidDay, type Achievement } from '@eduwallet/microcredential'
import { jsonWebKeyId } from '@eduwallet/keys'
import type { HolderKey } from '../claiming/holder-key.ts'
import { statusListUri } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { Award } from '../results/types.ts'
import type { IntendedCredential } from './issuance-book.ts'
import { SigningTicket } from './signing-ticket.ts'

/** What a credential is made of. `record` decides everything that is not the same every time. */
export type CredentialToPrepare = {
  institution: IssuingInstitution
  award: Award
  achievement: Achievement
  holder: HolderKey
  vct: string
  record: Pick<IntendedCredential, 'listId' | 'statusIndex' | 'saltSeed' | 'issuedAt' | 'expiresAt'>
}

/**
 * Composes a microcredential as SD-JWT VC (draft 13 #section-3.2.2) and gives the ticket to sign it. The same input gives the same
 * payload to the octet, so that a lost answer can be given again: every salt is derived from the seed on record.
 */
export function prepareCredential({ institution, award, achievement, holder, vct, record }: CredentialToPrepare): SigningTicket {
  const { claims, selectivelyDisclosable } = composeMicrocredentialClaims({
    achievement,
    learner: award.learner,
    awardedOn: award.awardedOn,
    ...(award.grade === undefined ? {} : { grade: award.grade }),
    institution,
  })
  const signer = institution.signers.ES256
  return SigningTicket.prepare({
    claims: {
      iss: institution.did,
      vct,
      iat: record.issuedAt.getTime() / 1000,
      ...(record.expiresAt === undefined ? {} : { exp: record.expiresAt.getTime() / 1000 }),
      // RFC 7800 #section-3.2; DIIP v5 wants `kid` when the holder is a DID.
      cnf: { jwk: holder.publicJwk, ...(holder.didUrl === undefined ? {} : { kid: holder.didUrl }) },
      // draft-ietf-oauth-status-list-15 #section-6.1
      status: { status_list: { idx: record.statusIndex, uri: statusListUri(institution.credentialIssuer, record.listId) } },
      ...claims,
    },
    selectivelyDisclosable,
    header: { kid: jsonWebKeyId(institution.did, signer), x5c: signer.x5c },
    saltFor: saltsFrom(record.saltSeed),
  } satisfies SdJwtVcToSecure, signer)
}

/** When a credential of this award expires: at the end (UTC) of the last day on which it is valid. Undefined: never. */
export function expiryOf(award: Award, achievement: Achievement): Date | undefined {
  if (achievement.validForDays === undefined) return undefined
  return new Date(Date.parse(`${lastValidDay(award.awardedOn, achievement.validForDays)}T00:00:00Z`) + 86_400_000)
}

/**
 * Salts of 128 bits, one for each path (RFC 9901 #section-9.3): known only to who has the seed or the disclosure. The seed is 32 random
 * bytes already, so of HKDF only the expansion is needed (RFC 5869 #section-3.3), which for one block is this HMAC.
 */
function saltsFrom(seed: Uint8Array): (path: string) => Uint8Array {
  const key = createSecretKey(seed)
  return (path) => createHmac('sha256', key).update(`${path}\x01`).digest().subarray(0, 16)
}
