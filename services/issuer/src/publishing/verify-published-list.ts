import type { PublicJwk } from '@eduwallet/keys'
import { StatusListError, statusValues, verifyStatusListToken, type VerifiedStatusList } from '@eduwallet/status-list'
import type { ListContent, Publication } from './status-list-book.ts'

/** What can be wrong with what was published, against what is on record. */
export type ListFault = 'set_back' | 'ahead_of_record' | 'other_address' | 'unreadable' | 'bit_missing' | 'bit_too_many' | 'suspension_missing' | 'suspension_too_many'

/**
 * Compares the last publication of a list with the record: `set_back`, the record knows less than was published before
 * (`mark`); `ahead_of_record`, it says a version the record never had; `other_address`, it is the list of another URI;
 * `unreadable`, it is not a list signed with this key; `bit_missing` and `bit_too_many`, it does not revoke what the record revokes; `suspension_missing` and
 * `suspension_too_many`, the same of suspensions. Undefined when all is well, also for a list that was never published.
 */
export function verifyPublishedList({ content, publication, uri, key, mark }: {
  content: ListContent
  publication: Publication | undefined
  uri: string
  key: PublicJwk
  mark: number
}): ListFault | undefined {
  if ((publication?.sequence ?? 0) < mark) return 'set_back'
  if (publication === undefined) return undefined
  if (publication.version > content.version) return 'ahead_of_record'
  const list = read(publication, uri, key)
  if (typeof list === 'string') return list
  if (list.size < content.size) return 'unreadable'
  const onRecord = new Map([...content.suspended.map((index) => [index, statusValues.suspended] as const), ...content.revoked.map((index) => [index, statusValues.invalid] as const)])
  // A list that was not published since the last change may lack that one, and only that: what is revoked stays so.
  const isCurrent = publication.version === content.version
  for (let index = 0; index < list.size; index += 1) {
    const fault = compare(list.statusAt(index), onRecord.get(index) ?? statusValues.valid, isCurrent)
    if (fault !== undefined) return fault
  }
  return undefined
}

function compare(published: number, recorded: number, isCurrent: boolean): ListFault | undefined {
  if (published === recorded) return undefined
  if (published !== statusValues.valid && published !== statusValues.suspended) return 'bit_too_many'
  if (!isCurrent) return undefined
  if (recorded === statusValues.invalid) return 'bit_missing'
  return recorded === statusValues.suspended ? 'suspension_missing' : 'suspension_too_many'
}

/** Read at the moment it was issued: whether it has expired since is not the question here. */
function read({ token, issuedAt }: Publication, uri: string, key: PublicJwk): VerifiedStatusList | 'other_address' | 'unreadable' {
  try {
    return verifyStatusListToken(token, { uri, key, now: issuedAt })
  } catch (error) {
    if (error instanceof StatusListError) return error.code === 'STATUS_TOKEN_SUBJECT' ? 'other_address' : 'unreadable'
    throw error
  }
}
