import { type Concern, DataIntegrityError, dataIntegrityReader, VcdmError } from '@eduwallet/credential-formats'
import { type BitstringList, readBitstringList, readBitstringListJwt, VC_JWT_MEDIA_TYPE, verifyBitstringListJwt } from '@eduwallet/status-list'
import type { RecognisedIssuer, TrustSource } from '../judging/index.ts'
import { findListKey, ListRefused, unreadable } from './list-refused.ts'
import type { FetchedList } from './load-token-list.ts'

export const BITSTRING_LIST_ACCEPT = `${VC_JWT_MEDIA_TYPE}, application/vc;q=0.9, application/ld+json;q=0.8, application/json;q=0.7`
/** Seconds by which the clock of an issuer may differ from ours. */
const SKEW_SECONDS = 60

/** How a list is secured, told by its first octets: hosts name these types in many ways, and what is inside is verified all the same. */
type Secured = 'jwt' | 'json' | 'neither'
type Needs = { findKey: TrustSource['findKey']; now: () => Date }

/**
 * Verifies a Bitstring Status List Credential (v1.0 #validate-algorithm), in whichever form it is secured: every proof first, with keys of the credential's own
 * issuer, then its content. Throws ListRefused, StatusListError.
 */
export async function verifyBitstringList({ body }: FetchedList, url: string, issuer: RecognisedIssuer, needs: Needs): Promise<BitstringList> {
  switch (formOf(body)) {
    case 'jwt':
      return await verifyJwt(body, url, issuer, needs)
    case 'json':
      return await verifyJson(body, url, issuer, needs)
    case 'neither':
      throw unreadable()
  }
}

async function verifyJwt(body: Uint8Array, url: string, issuer: RecognisedIssuer, { findKey, now }: Needs): Promise<BitstringList> {
  const token = readBitstringListJwt(body)
  const key = await findListKey(findKey, issuer, token)
  return verifyBitstringListJwt(token, { url, issuer: issuer.identifier, key, now: now() })
}

/** VC Data Integrity 1.0: of a set of proofs each has to hold, by a key of the issuer. */
async function verifyJson(body: Uint8Array, url: string, issuer: RecognisedIssuer, { findKey, now }: Needs): Promise<BitstringList> {
  const reader = dataIntegrityReader()
  // JSON without a proof, or of which the proof cannot be understood, is nobody's list: an error page as well as a forgery.
  const read = await named(() => reader.read(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')), () => unreadable())
  const issuerKeys = []
  for (const { kid, x5c } of read.keyReferences) issuerKeys.push(await findListKey(findKey, issuer, { issuer: read.issuer, kid, x5c }))
  const expected = { issuerKeys, now: now(), skewSeconds: SKEW_SECONDS, keyBinding: 'forbidden' } as const
  const { claims } = await named(() => reader.verify(read, expected), refusalOf)
  return readBitstringList(claims, { url, issuer: issuer.identifier, now: now(), skewSeconds: SKEW_SECONDS })
}

/** What `work` gives; what the format refuses, in the words of status. */
async function named<T>(work: () => T | Promise<T>, refusal: (concern: Concern) => ListRefused): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DataIntegrityError || error instanceof VcdmError) throw refusal(error.concern)
    throw error
  }
}

/** What a list that does not verify means: not the issuer's, over, or nothing that can be read. */
function refusalOf(concern: Concern): ListRefused {
  if (concern === 'signature' || concern === 'algorithm') return new ListRefused({ outcome: 'failed', code: 'status_list_not_genuine' })
  return concern === 'expired' ? new ListRefused({ outcome: 'failed', code: 'status_list_expired' }) : unreadable()
}

/** A compact JWT begins with the base64url of `{"`; JSON with a brace, after blanks. */
function formOf(body: Uint8Array): Secured {
  const head = Buffer.from(body.subarray(0, 64)).toString('latin1').trimStart()
  return head.startsWith('eyJ') ? 'jwt' : head.startsWith('{') ? 'json' : 'neither'
}
