import { type BitstringList, readBitstringListJwt, VC_JWT_MEDIA_TYPE, verifyBitstringListJwt } from '@eduwallet/status-list'
import type { RecognisedIssuer, TrustSource } from '../judging/index.ts'
import { findListKey, unreadable } from './list-refused.ts'
import type { FetchedList } from './load-token-list.ts'

export const BITSTRING_LIST_ACCEPT = VC_JWT_MEDIA_TYPE

/** How a list is secured, told by its first octets: hosts name these types in many ways, and what is inside is verified all the same. */
type Secured = 'jwt' | 'json' | 'neither'

/**
 * Verifies a Bitstring Status List Credential (v1.0 #validate-algorithm), in whichever form it is secured: proof first, with a key of the credential's own
 * issuer, then its content. Throws ListRefused, StatusListError.
 */
export async function verifyBitstringList(
  { body }: FetchedList, url: string, issuer: RecognisedIssuer, { findKey, now }: { findKey: TrustSource['findKey']; now: () => Date },
): Promise<BitstringList> {
  switch (formOf(body)) {
    case 'jwt': {
      const token = readBitstringListJwt(body)
      const key = await findListKey(findKey, issuer, token)
      return verifyBitstringListJwt(token, { url, issuer: issuer.identifier, key, now: now() })
    }
    case 'json':
    case 'neither':
      throw unreadable()
  }
}

/** A compact JWT begins with the base64url of `{"`; JSON with a brace, after blanks. */
function formOf(body: Uint8Array): Secured {
  const head = Buffer.from(body.subarray(0, 64)).toString('latin1').trimStart()
  return head.startsWith('eyJ') ? 'jwt' : head.startsWith('{') ? 'json' : 'neither'
}
