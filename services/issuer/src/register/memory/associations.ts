import { reportedResultSchema } from '@eduwallet/microcredential'
import type { AssociationBook, AssociationOnRecord } from '../../results/association-book.ts'
import { settleInMemory } from './awards.ts'
import type { AssociationRow, MemoryScope } from './scope.ts'

/** The OOAPI associations of one institution, in memory. */
export function openAssociationBook(scope: MemoryScope): AssociationBook {
  const { associations, achievementOfferings, awards } = scope.tables
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
      const linked = achievementOfferings.get(offeringId)
      if (linked === undefined) return 'offering_unknown'
      const standing = [...awards.values()].find((award) => award.source === 'ooapi' && award.sourceReference === associationId && award.state === 'awarded' && award.achievementId !== linked)
      if (standing !== undefined && association?.offeringId !== offeringId) return 'offering_changed'
      const achievementId = standing?.achievementId ?? linked
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
