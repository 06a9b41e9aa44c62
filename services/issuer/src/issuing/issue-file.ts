/**
 * From an award to a file: a credential that is bound to no key, for whoever the institution gives it to.
 *
 * 1. The award stands, and is valid. 2. A file of this form that is on record is made again, the very same; else there is a new record.
 * 3. It is composed and becomes a signing ticket. 4. The intent goes on record with the journal. 5. The ticket is signed. 6. That goes on record; then it
 * is handed over. A crash anywhere leaves nothing, or a record that the next call makes the same file from and that can be revoked.
 */
import type { Achievement } from '@eduwallet/microcredential'
import { configurationOf, type ConfigurationId, type CredentialConfiguration } from '../configurations/index.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { AwardId, CredentialId, StatusListId } from '../institutions/types.ts'
import type { Award } from '../results/types.ts'
import { IssueError } from './errors.ts'
import type { AwardForFile, FileBook } from './file-book.ts'
import type { IssuanceBook } from './issuance-book.ts'
import { drawIndexes, recording } from './issue-credentials.ts'
import { expiryOf } from './prepare-credential.ts'
import { prepareAgain, prepareNew, type Prepared, type PrepareNeeds } from './prepare-record.ts'

/** Somebody else took the index, or made the same file, in the same moment: look again, this often at most. */
const attempts = 4

/** `configuration`: one with `binding: 'none'`. `revision`: the one of the award that will do; undefined: whichever stands. */
export type FileRequest = { award: AwardId; configuration: ConfigurationId; revision?: number }

export type FileNeeds = PrepareNeeds & {
  files: FileBook
  issuance: Pick<IssuanceBook, 'recordIssued' | 'replaceStatusList'>
  /** Of a list that has to be opened because the last one is full. */
  statusListSize: number
}

/** `credential`: compact text, or the text of a JSON object, as its mechanism writes it. `award` and `achievement`: what it was made of. */
export type IssuedFile = { id: CredentialId; credential: string; issuedAt: Date; expiresAt?: Date; award: Award; achievement: Achievement }

/**
 * Issues an award without a holder's key, on record like every other credential: with a place in the status lists, in the journal, and revocable by its
 * `id`. Asked again it gives the very same (signed again); after its revocation, a new one. Two at once give one record.
 *
 * Throws IssueError: ISSUE_NOT_OFFERED for a form that is no file, ISSUE_CERTIFICATE_MISSING, ISSUE_AWARD_UNKNOWN, ISSUE_AWARD_CHANGED when the award was withdrawn, is not of the
 * revision asked for, or was corrected since its file was made (revoke that one first), ISSUE_EXPIRED, ISSUE_NOT_THE_SAME, ISSUE_REVOKED (revoked while it was made),
 * ISSUE_NOT_RECORDED (try again).
 */
export async function issueUnbound(request: FileRequest, needs: FileNeeds): Promise<IssuedFile> {
  const configuration = configurationOf(request.configuration)
  if (configuration?.binding !== 'none') throw new IssueError('ISSUE_NOT_OFFERED', 'there is no such file')
  if (!canBeSealed(configuration, needs.institution)) throw new IssueError('ISSUE_CERTIFICATE_MISSING', 'a seal needs a certificate, and the institution has none')
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const found = await recording(needs.files.open(request.award, request.configuration, drawIndexes(1, needs.randomBytes)))
    const { award, achievement, known, statusList } = checkAward(found, request, needs.act.at)
    const parts = { award, achievement, configuration, holder: undefined }
    if (known !== undefined) return signAndRecord(await prepareAgain(known, parts, needs), parts, needs)
    const [statusIndex] = statusList.freeIndexes
    if (statusIndex === undefined) {
      const next = { id: needs.newId() as StatusListId, size: needs.statusListSize, signingKid: needs.institution.signers.ES256.kid }
      await recording(needs.issuance.replaceStatusList(statusList.id, next, needs.act))
      continue
    }
    const prepared = await prepareNew({ listId: statusList.id, statusIndex }, parts, needs)
    const outcome = await recording(needs.files.intend({ award: { id: award.id, revision: award.revision }, credential: prepared.record }, needs.act))
    if (outcome === 'intended') return signAndRecord(prepared, parts, needs)
    if (outcome === 'award_changed') throw awardChanged()
  }
  throw new IssueError('ISSUE_NOT_RECORDED', 'somebody else was faster every time')
}

/** Whether the institution has what this form is sealed with: of those with a seal, a certificate for its P-256 key. */
export function canBeSealed({ mechanism }: Pick<CredentialConfiguration, 'mechanism'>, { signers }: Pick<IssuingInstitution, 'signers'>): boolean {
  return mechanism !== 'jades' || signers.ES256.x5c.length > 0
}

/** Step 1. */
function checkAward(found: AwardForFile | undefined, { revision }: FileRequest, at: Date): AwardForFile {
  if (found === undefined) throw new IssueError('ISSUE_AWARD_UNKNOWN', 'this institution has no such award')
  const { award, achievement, known } = found
  if (award.state !== 'awarded' || (known !== undefined && known.awardRevision !== award.revision) || (revision !== undefined && revision !== award.revision)) throw awardChanged()
  const expiresAt = expiryOf(award, achievement)
  if (expiresAt !== undefined && expiresAt <= at) throw new IssueError('ISSUE_EXPIRED', 'the award is not valid any more')
  return found
}

function awardChanged(): IssueError {
  return new IssueError('ISSUE_AWARD_CHANGED', 'the award was withdrawn, or corrected since this file was made; a file of what it said before has to be revoked first')
}

/** Steps 5 and 6. */
async function signAndRecord({ record: { id, issuedAt, expiresAt }, ticket }: Prepared, { award, achievement }: Pick<AwardForFile, 'award' | 'achievement'>, { issuance, act }: FileNeeds): Promise<IssuedFile> {
  const credential = await ticket.sign()
  if (!(await recording(issuance.recordIssued([id], act)))) throw new IssueError('ISSUE_REVOKED', 'the credential was revoked while it was made')
  return { id, credential, issuedAt, ...(expiresAt === undefined ? {} : { expiresAt }), award, achievement }
}
