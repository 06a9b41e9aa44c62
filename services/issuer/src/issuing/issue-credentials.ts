/**
 * From a claim with proven keys to signed credentials.
 *
 * 1. What the token opens is still what was offered: this form of the award, which stands and was not corrected since.
 * 2. A key that has a credential of this offer in this form gets the very same one again (its answer was lost); each other key gets a
 *    new record: id, status index, salts, moment.
 * 3. Every credential is composed and becomes a signing ticket; nothing can fail after this but the record and the key.
 * 4. The intent goes on record in one transaction: the nonce is used, the records stand, the journal says so.
 * 5. The tickets are signed.
 * 6. It goes on record that they were signed; then they are handed over.
 *
 * A crash before 4 leaves nothing. After 4 it leaves records that say `intended`: the wallet that asks again with the same
 * token and key gets the same credential, and the institution sees it and can revoke it.
 */
import type { OneTimeValue } from '../claiming/claim-book.ts'
import type { HolderKey } from '../claiming/holder-key.ts'
import type { CredentialConfiguration } from '../configurations/index.ts'
import type { OfferId, StatusListId } from '../institutions/types.ts'
import { IssueError } from './errors.ts'
import type { ClaimOnRecord, IndexDraws, Intent, IssuanceBook } from './issuance-book.ts'
import { expiryOf } from './prepare-credential.ts'
import { prepareAgain, prepareNew, type Prepared, type PrepareNeeds } from './prepare-record.ts'

/** How many keys one offer may ever get a credential of one form for, in one request or in several. */
export const batchSize = 10
/** Indexes tried for each key: a list in which none of them is free counts as full. */
const candidatesPerKey = 8
/** Somebody else took an index or made the same claim in the same moment: look again, this often at most. */
const attempts = 4

export type IssueRequest = {
  tokenHash: Uint8Array
  /** What the token opened when the keys were proven. */
  claim: ClaimOnRecord
  holders: readonly HolderKey[]
  configuration: CredentialConfiguration
  nonce: OneTimeValue
  dpopProof?: OneTimeValue | undefined
}

export type IssueNeeds = PrepareNeeds & {
  issuance: IssuanceBook
  /** Of a list that has to be opened because the last one is full. */
  statusListSize: number
}

export type IssuedCredentials = { credentials: string[]; offerId: OfferId }

/** Draws random status indexes (numbers below 2^32) for so many keys, for `IssuanceBook.open`. */
export function drawIndexes(keys: number, randomBytes: (n: number) => Uint8Array): IndexDraws {
  const wanted = Math.max(1, Math.min(keys, batchSize))
  const bytes = Buffer.from(randomBytes(wanted * candidatesPerKey * 4))
  return { candidates: Array.from({ length: wanted * candidatesPerKey }, (_, at) => bytes.readUInt32BE(at * 4)), wanted }
}

/**
 * Issues one credential for each key, in the order of the keys. Throws IssueError; after ISSUE_NOT_RECORDED the same request with a
 * fresh nonce may be tried again, after all others but ISSUE_NONCE_USED and ISSUE_DPOP_REPLAYED there is no sense in it.
 */
export async function issueCredentials(request: IssueRequest, needs: IssueNeeds): Promise<IssuedCredentials> {
  let { claim } = request
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    checkClaim(claim, request, needs.act.at)
    const prepared = await prepareAll(request, claim, needs)
    if (prepared === 'list_full') {
      const next = { id: needs.newId() as StatusListId, size: needs.statusListSize, signingKid: needs.institution.signers.ES256.kid }
      await recording(needs.issuance.replaceStatusList(claim.statusList.id, next, needs.act))
    } else {
      const outcome = await recording(needs.issuance.intend(intentOf(request, claim, prepared), needs.act))
      if (outcome === 'intended') return { credentials: await signAll(prepared, needs), offerId: claim.token.offerId }
      if (outcome !== 'raced') throw refusalOf(outcome)
    }
    const again = await recording(needs.issuance.open(request.tokenHash, drawIndexes(request.holders.length, needs.randomBytes)))
    if (again === undefined) throw refusalOf('token_gone')
    claim = again
  }
  throw new IssueError('ISSUE_NOT_RECORDED', 'somebody else was faster every time')
}

/** Step 1. */
function checkClaim({ award, achievement, offerCreatedAt, configurations }: ClaimOnRecord, { configuration }: IssueRequest, at: Date): void {
  if (!configurations.includes(configuration.id)) throw new IssueError('ISSUE_NOT_OFFERED', 'that credential configuration was not offered')
  if (award.state !== 'awarded' || (award.correctedAt !== undefined && award.correctedAt > offerCreatedAt)) throw refusalOf('award_changed')
  const expiresAt = expiryOf(award, achievement)
  if (expiresAt !== undefined && expiresAt <= at) throw new IssueError('ISSUE_EXPIRED', 'the award is not valid any more')
}

/** Steps 2 and 3, for every key. `list_full`: the free indexes do not reach for the new ones. */
async function prepareAll(request: IssueRequest, claim: ClaimOnRecord, needs: IssueNeeds): Promise<Prepared[] | 'list_full'> {
  const free = [...claim.statusList.freeIndexes]
  const each = request.holders.map((holder) => {
    const known = claim.credentials.find(({ configurationId, holderKey }) => configurationId === request.configuration.id && holderKey === holder.thumbprint)
    return { holder, known, statusIndex: known === undefined ? free.shift() : known.statusIndex }
  })
  const placed = each.flatMap(({ statusIndex, ...one }) => (statusIndex === undefined ? [] : [{ ...one, statusIndex }]))
  if (placed.length < each.length) return 'list_full'
  const { award, achievement, statusList } = claim
  return Promise.all(placed.map(({ holder, known, statusIndex }) => {
    const parts = { award, achievement, configuration: request.configuration, holder }
    return known === undefined ? prepareNew({ listId: statusList.id, statusIndex }, parts, needs) : prepareAgain(known, parts, needs)
  }))
}

/** Step 4. */
function intentOf({ tokenHash, configuration, nonce, dpopProof }: IssueRequest, { token, award }: ClaimOnRecord, prepared: readonly Prepared[]): Intent {
  return {
    tokenHash,
    offerId: token.offerId,
    award: { id: award.id, revision: award.revision },
    configurationId: configuration.id,
    nonce,
    ...(dpopProof === undefined ? {} : { dpopProof }),
    credentials: prepared.flatMap(({ isNew, record }) => (isNew ? [record] : [])),
    limit: batchSize,
  }
}

/** Steps 5 and 6. */
async function signAll(prepared: readonly Prepared[], { issuance, act }: IssueNeeds): Promise<string[]> {
  const credentials = await Promise.all(prepared.map(({ ticket }) => ticket.sign()))
  if (!(await recording(issuance.recordIssued(prepared.map(({ record }) => record.id), act)))) {
    throw new IssueError('ISSUE_REVOKED', 'the credential was revoked while it was made')
  }
  return credentials
}

/** Whatever goes wrong with the record is one thing to the wallet: not now. */
export async function recording<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new IssueError('ISSUE_NOT_RECORDED', 'the record could not be written or read', { cause })
  }
}

function refusalOf(outcome: 'award_changed' | 'token_gone' | 'limit_reached' | 'nonce_used' | 'dpop_replayed'): IssueError {
  switch (outcome) {
    case 'award_changed': return new IssueError('ISSUE_AWARD_CHANGED', 'the award was changed or withdrawn since it was offered')
    case 'token_gone': return new IssueError('ISSUE_TOKEN_GONE', 'the access token is not valid any more')
    case 'limit_reached': return new IssueError('ISSUE_LIMIT_REACHED', 'this offer has given all the credentials it may give')
    case 'nonce_used': return new IssueError('ISSUE_NONCE_USED', 'the nonce was used before')
    case 'dpop_replayed': return new IssueError('ISSUE_DPOP_REPLAYED', 'the DPoP proof was used before')
  }
}
