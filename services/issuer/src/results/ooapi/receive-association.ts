/** OOAPI v5 associations pushed by an institution's student administration (OKE flows 2 and 5.2). */
import { fault, readOoapiAssociation, sendersName, type Dropped, type Finding } from '@eduwallet/microcredential'
import type { Act } from '../../journal/types.ts'
import type { AssociationBook, AssociationChange, KnownAssociation, ReceivedAssociation } from '../association-book.ts'
import type { Decide } from '../award-book.ts'
import { reasonOf, reasons, resultDecider } from '../decide-result.ts'
import { ResultError } from '../errors.ts'

export type Receipt = ReceivedAssociation & { dropped: Dropped }

/**
 * Takes in a whole association (`PUT`). It replaces what was known, except that a person named by id only stays who they were, or is
 * taken from the association this attempt belongs to.
 * Throws ResultError ASSOCIATION_MALFORMED, ASSOCIATION_OFFERING_UNKNOWN, ASSOCIATION_OFFERING_CHANGED, ASSOCIATION_LEARNER_UNKNOWN,
 * ASSOCIATION_LEARNER_CHANGED.
 */
export async function receiveAssociation(
  associationId: string,
  body: unknown,
  act: Act,
  { associations, newId }: { associations: Pick<AssociationBook, 'receive'>; newId: () => string },
): Promise<Receipt> {
  const read = readOoapiAssociation(body, { address: associationId })
  if (!read.ok) throw new ResultError('ASSOCIATION_MALFORMED', 'the association is malformed', read.findings)
  const { association, dropped, warnings } = read
  if (association.associationId !== undefined && association.associationId !== associationId) throw new ResultError('ASSOCIATION_MALFORMED', 'the association names another id', [idDiffers()])
  const standing = association.state !== 'canceled' && association.state !== 'denied'

  const change = ({ association: known, original }: KnownAssociation): AssociationChange => {
    const learner = association.learner ?? known?.learner ?? original?.learner
    if (learner === undefined) throw new ResultError('ASSOCIATION_LEARNER_UNKNOWN', 'the person is named by id only', [learnerUnknown()])
    const before = known ?? original
    if (before !== undefined && before.learner.reference !== learner.reference) throw new ResultError('ASSOCIATION_LEARNER_CHANGED', 'the association is about another learner')
    return { offeringId: association.offeringId, learner, ...(association.result && standing ? { result: association.result } : {}) }
  }
  const received = await associations.receive(
    { associationId, ...(association.originalAssociationId === undefined ? {} : { originalAssociationId: association.originalAssociationId }) },
    change, standing ? resultDecider({ on: act.at, newId }) : notStanding, act)
  return withWarnings(received, warnings, dropped)
}

/** Adds what the reader noticed. Throws ResultError ASSOCIATION_OFFERING_UNKNOWN, ASSOCIATION_OFFERING_CHANGED. */
export function withWarnings(received: ReceivedAssociation | 'offering_unknown' | 'offering_changed', warnings: readonly Finding[], dropped: Dropped): Receipt {
  if (received === 'offering_unknown') throw new ResultError('ASSOCIATION_OFFERING_UNKNOWN', 'the offering leads to no achievement', [offeringUnknown()])
  if (received === 'offering_changed') throw new ResultError('ASSOCIATION_OFFERING_CHANGED', 'the association has an award of another achievement', [offeringChanged()])
  const { settled } = received
  const own = settled.reasons.map((reason) => ({ ...reason, field: sendersName(reason.field) }))
  const others = warnings.map(reasonOf).filter(({ code, field }) => !own.some((reason) => reason.code === code && reason.field === field))
  return { ...received, settled: { ...settled, reasons: [...others, ...own] }, dropped }
}

const notStanding: Decide = (_result, { award }) => ({ outcome: award ? 'unchanged' : 'not_awarded', reasons: [reasons.notStanding] })

const idDiffers = () => fault('/associationId', 'INCONSISTENT', 'Dit is een ander id dan in het adres staat. Maak ze gelijk.', 'This is another id than the one in the address. Make them the same.')
const learnerUnknown = () => fault('/person', 'NO_USABLE_REFERENCE', 'Wij weten nog niet wie dit is. Stuur de persoon een keer volledig mee, met naam en studentnummer.', 'We do not know yet who this is. Send the person in full once, with name and student number.')
const offeringUnknown = () => fault('/offering', 'NOT_ALLOWED_VALUE', 'Dit aanbod hoort nog niet bij een microcredential. Koppel het aanbod eerst in de catalogus.', 'This offering does not belong to a microcredential yet. Link the offering in the catalogue first.')
const offeringChanged = () => fault('/offering', 'INCONSISTENT', 'Deze inschrijving leidde al tot een toekenning bij een ander aanbod, en die staat nog. Stuur eerst bij dat aanbod een vastgesteld onvoldoende resultaat; dan vervalt de toekenning.', 'This association already led to an award for another offering, and that award stands. First send an established fail for that offering; then the award is withdrawn.')
