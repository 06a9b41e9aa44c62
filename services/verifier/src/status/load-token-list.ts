import { readStatusListToken, STATUS_LIST_MEDIA_TYPE, type VerifiedStatusList, verifyStatusListToken } from '@eduwallet/status-list'
import type { RecognisedIssuer, TrustSource } from '../judging/index.ts'
import { findListKey, unreadable } from './list-refused.ts'

/** What a host answered: nothing in it is believed yet. */
export type FetchedList = { readonly contentType: string; readonly body: Uint8Array }

export const TOKEN_LIST_ACCEPT = STATUS_LIST_MEDIA_TYPE

/** Verifies a Token Status List (draft 15 #section-8.3): signed with a key of the credential's own issuer, about this address. Throws ListRefused, StatusListError. */
export async function verifyTokenList(
  { contentType, body }: FetchedList, uri: string, issuer: RecognisedIssuer, { findKey, now }: { findKey: TrustSource['findKey']; now: () => Date },
): Promise<VerifiedStatusList> {
  if (mediaType(contentType) !== STATUS_LIST_MEDIA_TYPE) throw unreadable()
  const token = readStatusListToken(body)
  const key = await findListKey(findKey, issuer, token)
  return verifyStatusListToken(token, { uri, key, now: now() })
}

/** RFC 9110 #section-8.3: without parameters, in lower case. */
export function mediaType(contentType: string): string {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
