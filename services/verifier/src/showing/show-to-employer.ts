import type { Sealing } from '../asking/index.ts'
import { hashSecret } from '../employers/index.ts'
import { ShowError } from './errors.ts'
import { composeShown, type ShownRequest } from './shown-request.ts'
import type { ShowingBook } from './showing-book.ts'

export type ShowingToEmployers = {
  readonly book: Pick<ShowingBook, 'findById' | 'spendResponseCode'>
  readonly sealing: Pick<Sealing, 'open'>
  readonly now: () => Date
}

/**
 * Shows an employer what became of its request. On one device the verdict is shown only when it is certain that the
 * person who began is the one who answered (HAIP 1.0, OpenID4VP 1.0 #session_fixation): the browser session that
 * opened the page came back from the wallet, or the employer shows the fresh response code itself, once.
 * Throws ShowError SHOW_UNKNOWN (also for another employer's request), SHOW_RESPONSE_CODE_REFUSED.
 */
export async function showToEmployer(
  { book, sealing, now }: ShowingToEmployers,
  employerId: string,
  { id, responseCode }: { id: string; responseCode?: string | undefined },
): Promise<ShownRequest> {
  const record = await book.findById(employerId, id)
  if (!record) throw new ShowError('SHOW_UNKNOWN', 'there is no such request')
  const at = now()
  if (responseCode !== undefined) {
    const spent = await book.spendResponseCode(employerId, id, { codeHash: hashSecret(responseCode), at })
    if (!spent) throw new ShowError('SHOW_RESPONSE_CODE_REFUSED', 'the response code is not that of this request, or was used before')
  }
  const withVerdict = record.request.flow === 'cross_device' || responseCode !== undefined || record.returnedAt !== undefined
  return composeShown(record, { sealing, at, withVerdict })
}
