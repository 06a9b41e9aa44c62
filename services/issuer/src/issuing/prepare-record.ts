import type { Achievement } from '@eduwallet/microcredential'
import type { HolderKey } from '../claiming/holder-key.ts'
import { mechanismOf, type CredentialConfiguration, type Mechanisms } from '../configurations/index.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { CredentialId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Award } from '../results/types.ts'
import { IssueError } from './errors.ts'
import type { CredentialOnRecord, IntendedCredential } from './issuance-book.ts'
import { expiryOf, prepareCredential } from './prepare-credential.ts'
import type { SigningTicket } from './signing-ticket.ts'

/** What a credential is about, in which form, and to which key; undefined: it is bound to none. */
export type CredentialContentParts = { award: Award; achievement: Achievement; configuration: CredentialConfiguration; holder: HolderKey | undefined }

export type PrepareNeeds = {
  institution: IssuingInstitution
  mechanisms: Mechanisms
  /** Origin under which type and context of our credentials are found. */
  publicUrl: string
  act: Act
  randomBytes: (n: number) => Uint8Array
  newId: () => string
}

/** A record and the right to sign what it stands for. */
export type Prepared = { record: IntendedCredential; isNew: boolean; ticket: SigningTicket }

/** A new record in this place of a status list: id, seed of its salts, moment, digest. Throws the FormatError of a credential that cannot be secured. */
export async function prepareNew(place: Pick<IntendedCredential, 'listId' | 'statusIndex'>, parts: CredentialContentParts, { act, randomBytes, newId, ...needs }: PrepareNeeds): Promise<Prepared> {
  const { award, achievement, configuration, holder } = parts
  const expiresAt = expiryOf(award, achievement)
  const draft = {
    id: newId() as CredentialId,
    configurationId: configuration.id,
    ...(holder === undefined ? {} : { holderKey: holder.thumbprint }),
    awardRevision: award.revision,
    ...place,
    saltSeed: randomBytes(32),
    signingKid: needs.institution.signers[mechanismOf(needs.mechanisms, configuration).alg].kid,
    issuedAt: new Date(Math.floor(act.at.getTime() / 1000) * 1000),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  const ticket = await prepareCredential({ ...parts, ...needs, record: draft })
  return { record: { ...draft, payloadDigest: ticket.payloadDigest }, isNew: true, ticket }
}

/**
 * The very same again, also when it was recorded before microcredentials had `vct#integrity`: the digest on record says which of the two it is,
 * and one that is neither is never signed. Throws IssueError ISSUE_REVOKED, and ISSUE_NOT_THE_SAME when the record would say something else now.
 */
export async function prepareAgain(known: CredentialOnRecord, parts: CredentialContentParts, { institution, mechanisms, publicUrl }: PrepareNeeds): Promise<Prepared> {
  if (known.state === 'revoked') throw new IssueError('ISSUE_REVOKED', 'the credential was revoked')
  for (const withoutTypeIntegrity of parts.configuration.content === 'microcredential' ? [false, true] : [false]) {
    const ticket = await prepareCredential({ ...parts, institution, mechanisms, publicUrl, record: known, withoutTypeIntegrity })
    if (ticket.payloadDigest === known.payloadDigest) return { record: known, isNew: false, ticket }
  }
  throw new IssueError('ISSUE_NOT_THE_SAME', 'the credential on record would have other content now')
}
