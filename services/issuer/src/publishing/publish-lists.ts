import { signCompactJws } from '@eduwallet/credential-formats'
import { composeStatusListToken, createBits, statusValues } from '@eduwallet/status-list'
import { statusListUri } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import { PublishingError } from './errors.ts'
import type { PublicationMarks } from './publication-marks.ts'
import type { ListContent, ListStanding, Publication, StatusListBook } from './status-list-book.ts'

/** A published list may be believed this long without a new one. */
export const listLifetimeSeconds = 86_400
/** Signed anew, unchanged, when half of that has passed: a day of trouble has to come before a list runs out. */
const renewalSeconds = listLifetimeSeconds / 2

export type Publishing = {
  statusLists: Pick<StatusListBook, 'standing' | 'read' | 'publish' | 'published'>
  marks: Pick<PublicationMarks, 'of'>
  now: () => Date
  /** `ttl` of the token: how long a reader may go without asking again. */
  ttlSeconds: number
}

/**
 * Publishes every list of one institution that changed, is new, is due for renewal, or was published by a release that knew nothing of suspensions; gives what it published.
 *
 * 1. how far every list is published
 * 2. refuse when the record is behind what was published before (it was restored from a backup), also of a list that is not due:
 *    nobody is served it then, so nobody may think all is well
 * 3. statuses and version from one snapshot
 * 4. sign with the key that signed the credentials of the list
 * 5. record as the next sequence; when another process was first, its list stands and ours is dropped
 *
 * Throws PublishingError PUBLISHING_RECORD_SET_BACK, PUBLISHING_KEY_MISSING.
 */
export async function publishLists(institution: IssuingInstitution, { statusLists, marks, now, ttlSeconds }: Publishing): Promise<Publication[]> {
  const published: Publication[] = []
  const standing = await statusLists.standing()
  for (const list of standing) await checkNotSetBack(list, { statusLists, marks })
  const renewBefore = new Date(now().getTime() - renewalSeconds * 1000)
  for (const { id, sequence, version, publishedVersion, isWhole, issuedAt } of standing) {
    if (issuedAt !== undefined && issuedAt >= renewBefore && publishedVersion >= version && isWhole) continue
    const content = await statusLists.read(id)
    if (content === undefined) continue
    const publication = await sign(content, sequence + 1, institution, now(), ttlSeconds)
    if (!(await statusLists.publish(publication))) continue
    published.push(publication)
  }
  return published
}

/** Throws PUBLISHING_RECORD_SET_BACK when more of this list was published than the record knows of. */
async function checkNotSetBack({ id, sequence }: Pick<ListStanding, 'id' | 'sequence'>, { statusLists, marks }: Pick<Publishing, 'statusLists' | 'marks'>): Promise<void> {
  const mark = marks.of(id)
  if (sequence >= mark) return
  // Another process may have published since the record was read: what counts is a record read after the mark was seen.
  const known = (await statusLists.published(id))?.sequence ?? 0
  if (known >= mark) return
  throw new PublishingError(
    'PUBLISHING_RECORD_SET_BACK',
    `status list ${id} was published as number ${mark}, but the record knows only ${known}: the record was set back; restore a newer one, or revoke again what is missing and then remove the mark`,
  )
}

async function sign(content: ListContent, sequence: number, institution: IssuingInstitution, issuedAt: Date, ttlSeconds: number): Promise<Publication> {
  const signer = institution.keys.find(({ kid }) => kid === content.signingKid)
  if (signer === undefined) throw new PublishingError('PUBLISHING_KEY_MISSING', `the key of status list ${content.id} is not there`)
  const bits = createBits(content.size, 2)
  for (const index of content.suspended) bits.set(index, statusValues.suspended)
  for (const index of content.revoked) bits.set(index, statusValues.invalid)
  const expiresAt = new Date(issuedAt.getTime() + listLifetimeSeconds * 1000)
  const { header, payload } = composeStatusListToken({
    uri: statusListUri(institution.credentialIssuer, content.id),
    issuer: institution.did,
    bits,
    issuedAt,
    expiresAt,
    ttlSeconds,
    kid: `${institution.did}#${signer.kid}`,
    ...(signer.x5c.length === 0 ? {} : { x5c: signer.x5c }),
  })
  const token = await signCompactJws({ header, payload, signer })
  return { listId: content.id, sequence, version: content.version, token, issuedAt, expiresAt }
}
