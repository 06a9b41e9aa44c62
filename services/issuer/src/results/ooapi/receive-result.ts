import { applyResultPatch, readOoapiResultPatch } from '@eduwallet/microcredential'
import type { Act } from '../../journal/types.ts'
import type { AssociationBook } from '../association-book.ts'
import { resultDecider } from '../decide-result.ts'
import { ResultError } from '../errors.ts'
import { type Receipt, withWarnings } from './receive-association.ts'

/**
 * Takes in a merge patch with a result (`PATCH`, RFC 7396; OKE flow 5.1): what the patch does not mention stays as it was said before.
 * Throws ResultError ASSOCIATION_MALFORMED, ASSOCIATION_UNKNOWN, ASSOCIATION_OFFERING_UNKNOWN.
 */
export async function receiveResult(
  associationId: string,
  body: unknown,
  act: Act,
  { associations, newId }: { associations: Pick<AssociationBook, 'receive'>; newId: () => string },
): Promise<Receipt> {
  const read = readOoapiResultPatch(body)
  if (!read.ok) throw new ResultError('ASSOCIATION_MALFORMED', 'the result is malformed', read.findings)
  const received = await associations.receive({ associationId }, ({ association }) => {
    if (association === undefined) throw new ResultError('ASSOCIATION_UNKNOWN', 'this institution has no such association')
    const result = applyResultPatch(association.result, read.result)
    return { offeringId: association.offeringId, learner: association.learner, ...(result ? { result } : {}) }
  }, resultDecider({ on: act.at, newId }), act)
  return withWarnings(received, [], read.dropped)
}
