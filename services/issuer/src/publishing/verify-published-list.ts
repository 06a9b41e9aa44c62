import type { PublicJwk } from '@eduwallet/keys'
import { StatusListError, verifyStatusListToken, type VerifiedStatusList } from '@eduwallet/status-list'
import type { ListContent, Publication } from './status-list-book.ts'

/** What can be wrong with what was published, against what is on record. */
export type ListFault = 'set_back' | 'ahead_of_record' | 'other_address' | 'unreadable' | 'bit_missing' | 'bit_too_many'

/**
 * Compares the last publication of a list with the record: `set_back`, the record knows less than was published before
 * (`mark`); `ahead_of_record`, it says a version the record never had; `other_address`, it is the list of another URI;
 * `unreadable`, it is not a list signed with this key; `bit_missing` and `bit_too_many`, it does not say what the record says. Undefined when all is well,
 * also for a list that was never published.
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
  const revoked = new Set(content.revoked)
  for (let index = 0; index < list.size; index += 1) {
    const set = list.statusAt(index) !== 0
    if (set && !revoked.has(index)) return 'bit_too_many'
    // A list that was not published since the last revocation may lack that one's bit.
    if (!set && revoked.has(index) && publication.version === content.version) return 'bit_missing'
  }
  return undefined
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
