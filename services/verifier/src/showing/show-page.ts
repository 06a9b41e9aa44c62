import { employerOf, type Sealing } from '../asking/index.ts'
import { hashSecret, newSecret, secretMatches } from '../employers/index.ts'
import { ShowError } from './errors.ts'
import { composeShown, type ShownRequest } from './shown-request.ts'
import type { RequestOnRecord, ShowingBook } from './showing-book.ts'

export type ShowingPages = {
  readonly book: Pick<ShowingBook, 'findByPage' | 'bindSession' | 'spendResponseCode'>
  readonly sealing: Pick<Sealing, 'open'>
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
}

export type ShownPage = {
  readonly shown: ShownRequest
  /** Whether this browser is the one that opened the page first; only that one sees the verdict */
  readonly ownSession: boolean
  /** A session secret to give to this browser, when it has just become the first */
  readonly newSession?: string | undefined
}

/**
 * Shows the page of a request. The first browser that opens it while the request waits gets a session, and is the
 * only one that will see the verdict; on one device, only after it came back from the wallet.
 * Throws ShowError SHOW_UNKNOWN.
 */
export async function showPage(
  { book, sealing, now, randomBytes }: ShowingPages,
  { pageSecret, session, mayBegin }: { pageSecret: string; session?: string | undefined; mayBegin: boolean },
): Promise<ShownPage> {
  const record = await findPage(book, pageSecret)
  const { request } = record
  const at = now()
  let ownSession = isOwnSession(record, session)
  let newSessionSecret: string | undefined
  if (mayBegin && record.sessionHash === undefined && record.state === 'waiting' && at < request.expiresAt) {
    const secret = newSecret(randomBytes)
    if (await book.bindSession(request.employerId, request.id, hashSecret(secret))) {
      newSessionSecret = secret
      ownSession = true
    }
  }
  const withVerdict = ownSession && (request.flow === 'cross_device' || record.returnedAt !== undefined)
  return { shown: composeShown(record, { sealing, at, withVerdict }), ownSession, newSession: newSessionSecret }
}

/**
 * Takes the response code with which a wallet sent its user back. It counts once, and only in the session that
 * began. Throws ShowError SHOW_UNKNOWN, SHOW_OTHER_SESSION, SHOW_RESPONSE_CODE_REFUSED.
 */
export async function returnToPage(
  { book, now }: Pick<ShowingPages, 'book' | 'now'>,
  { pageSecret, session, responseCode }: { pageSecret: string; session?: string | undefined; responseCode: string },
): Promise<void> {
  const record = await findPage(book, pageSecret)
  const { employerId, id } = record.request
  if (session === undefined || !isOwnSession(record, session)) throw new ShowError('SHOW_OTHER_SESSION', 'this browser did not begin this request')
  const spent = await book.spendResponseCode(employerId, id, { codeHash: hashSecret(responseCode), sessionHash: hashSecret(session), at: now() })
  if (!spent) throw new ShowError('SHOW_RESPONSE_CODE_REFUSED', 'the response code is not that of this request, or was used before')
}

async function findPage(book: Pick<ShowingBook, 'findByPage'>, pageSecret: string): Promise<RequestOnRecord> {
  const employerId = employerOf(pageSecret)
  const record = employerId === undefined ? undefined : await book.findByPage(employerId, hashSecret(pageSecret))
  if (!record) throw new ShowError('SHOW_UNKNOWN', 'there is no such page')
  return record
}

function isOwnSession(record: RequestOnRecord, session: string | undefined): boolean {
  return session !== undefined && record.sessionHash !== undefined && secretMatches(session, record.sessionHash)
}
