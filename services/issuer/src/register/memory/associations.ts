import { reportedResultSchema } from '@eduwallet/microcredential'
import type { AssociationBook, AssociationOnRecord } from '../../results/association-book.ts'
import { settleInMemory } from './awards.ts'
import type { AssociationRow, MemoryScope } from './scope.ts'

/** The OOAPI associations of one institution, in memory. */
export function openAssociationBook(scope: MemoryScope): AssociationBook {
  const { associations, achievementOfferings } = scope.tables
  const find = (associationId: string): AssociationOnRecord | undefined => {
    const row = associations.get(associationId)
    return row && toAssociation(row)
  }
  return {
    get: async (associationId) => find(associationId),
    async receive({ associationId, originalAssociationId }, change, decide, act) {
      const association = find(associationId)
      const original = originalAssociationId === undefined ? association : find(originalAssociationId)
      const { offeringId, learner, result } = change({ association, original })
      const achievementId = achievementOfferings.get(offeringId)
      if (achievementId === undefined) return 'offering_unknown'
      const settled = settleInMemory(scope, { achievementId, source: 'ooapi', results: [{ reference: associationId, learner, ...(result ? { result } : {}) }] }, decide, act)
      const outcome = settled === 'unknown_achievement' ? undefined : settled[0]
      if (outcome === undefined) throw new Error('a linked achievement disappeared')
      const row: AssociationRow = {
        associationId, offeringId, learnerReference: learner.reference, givenName: learner.givenName, familyName: learner.familyName,
        ...(result ? { lastResult: structuredClone(result) } : {}), updatedAt: act.at,
      }
      associations.set(associationId, row)
      return { association: toAssociation(row), created: association === undefined, achievementId, settled: outcome }
    },
  }
}

function toAssociation(row: AssociationRow): AssociationOnRecord {
  return {
    associationId: row.associationId,
    offeringId: row.offeringId,
    learner: { reference: row.learnerReference, givenName: row.givenName, familyName: row.familyName },
    ...(row.lastResult === undefined ? {} : { result: reportedResultSchema.parse(row.lastResult) }),
    updatedAt: row.updatedAt,
  }
}
