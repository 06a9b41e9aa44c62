import type { Queryable } from '@eduwallet/storage'
import type { AchievementId, AwardId, OfferId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { AwardBook, Decide } from '../../results/award-book.ts'
import type { Award, AwardContent, ResultToSettle, Settled } from '../../results/types.ts'
import { entryColumns, type EntryColumns, toEntry } from './achievements.ts'
import { appendJournal, type JournalNote } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The awards of one institution. */
export function openAwardBook(scope: InstitutionScope): AwardBook {
  return {
    settle: (to, decide, act) =>
      scope.transaction(async (tx) => {
        const settled = await settleResults(tx, to, decide, act)
        if (settled === 'unknown_achievement') return settled
        await appendJournal(tx, act, settled.notes)
        return settled.settled
      }),
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AwardColumns>(`${selectAward} AND id = $2`, [id])
        return rows[0] && toAward(rows[0])
      }),
    list: ({ after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<AwardColumns>(
          `${selectAward} AND ($2::uuid IS NULL OR (created_at, id) > (SELECT p.created_at, p.id FROM awards p WHERE p.institution_id = $1 AND p.id = $2::uuid))
           ORDER BY created_at, id LIMIT $3`,
          [after ?? null, limit],
        )
        return rows.map(toAward)
      }),
  }
}

/**
 * Settles results inside a transaction that is already there; the caller writes `notes` in the journal, last.
 * 1 hold the achievement against change; 2 one at a time for each reference; 3 read the awards there are; 4 decide; 5 write.
 */
export async function settleResults(
  tx: Queryable,
  { achievementId, source, results }: { achievementId: AchievementId; source: Award['source']; results: readonly ResultToSettle[] },
  decide: Decide,
  act: Act,
): Promise<{ settled: Settled[]; notes: JournalNote[] } | 'unknown_achievement'> {
  const { rows: [entryRow] } = await tx.query<EntryColumns>(
    `SELECT ${entryColumns} FROM achievements a WHERE a.institution_id = $1 AND a.id = $2 FOR SHARE OF a`, [achievementId])
  if (entryRow === undefined) return 'unknown_achievement'
  const entry = toEntry(entryRow)

  // There is no row to lock before the first award, so the reference itself is locked; in one order, so that two batches cannot
  // wait for each other. A statement of its own: the next one must see what the one before us committed.
  const references = results.map(({ reference }) => reference)
  await tx.query(
    `SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(concat_ws(' ', $1::text, $2::text, $3::text, reference), 0) AS key
       FROM unnest($4::text[]) AS r(reference) ORDER BY key) AS keys`,
    [achievementId, source, references],
  )
  const { rows } = await tx.query<AwardColumns>(
    `${selectAward} AND achievement_id = $2 AND source = $3 AND source_reference = ANY($4::text[]) ORDER BY id FOR UPDATE`, [achievementId, source, references])
  const onRecord = new Map(rows.map((row) => [row.source_reference, toAward(row)]))

  const settled: Settled[] = []
  const toAdd: { id: AwardId; reference: string; content: AwardContent }[] = []
  const toCorrect: Correction[] = []
  for (const result of results) {
    const award = onRecord.get(result.reference)
    const decision = decide(result, { entry, award })
    if (decision.outcome === 'awarded') {
      const { id } = decision
      toAdd.push({ id, reference: result.reference, content: decision.content })
      settled.push({ reference: result.reference, outcome: 'awarded', awardId: id, reasons: decision.reasons })
    } else {
      if (decision.outcome === 'corrected' && award) toCorrect.push({ award, content: decision.content })
      settled.push({ reference: result.reference, outcome: decision.outcome, ...(award ? { awardId: award.id } : {}), reasons: decision.reasons })
    }
  }
  if (toAdd.length > 0) {
    await tx.query(
      `INSERT INTO awards (institution_id, id, achievement_id, source, source_reference, learner_reference, given_name, family_name, awarded_on, grade, state, revision, created_at)
       SELECT $1, id, $2, $3, reference, learner_reference, given_name, family_name, awarded_on, grade, state, 1, $4
         FROM jsonb_to_recordset($5::jsonb) AS r(id uuid, reference text, learner_reference text, given_name text, family_name text, awarded_on date, grade text, state text)`,
      [achievementId, source, act.at, JSON.stringify(toAdd.map(({ id, reference, content: { learner, awardedOn, grade, state } }) => ({
        id, reference, learner_reference: learner.reference, given_name: learner.givenName, family_name: learner.familyName, awarded_on: awardedOn, grade: grade ?? null, state,
      })))],
    )
  }
  const corrected = await correct(tx, toCorrect, act)
  return {
    settled,
    notes: settled.flatMap(({ outcome, awardId }): JournalNote[] => awardId === undefined ? []
      : outcome === 'awarded' ? [{ action: 'award.recorded', objectKind: 'award', objectId: awardId }] : corrected.get(awardId) ?? []),
  }
}

type Correction = { award: Award; content: AwardContent }

/**
 * In three statements, however many they are: what they said before, what they say now, and no offer of what was withdrawn.
 * Gives what the journal is to say of each.
 */
async function correct(tx: Queryable, corrections: readonly Correction[], act: Act): Promise<Map<AwardId, JournalNote[]>> {
  if (corrections.length === 0) return new Map()
  await tx.query(
    `INSERT INTO award_revisions (institution_id, award_id, revision, awarded_on, grade, state, replaced_at)
     SELECT institution_id, id, revision, awarded_on, grade, state, $3 FROM awards WHERE institution_id = $1 AND id = ANY ($2::uuid[])`,
    [corrections.map(({ award }) => award.id), act.at],
  )
  await tx.query(
    `UPDATE awards a SET given_name = r.given_name, family_name = r.family_name, awarded_on = r.awarded_on, grade = r.grade, state = r.state, revision = a.revision + 1, corrected_at = $2
       FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, given_name text, family_name text, awarded_on date, grade text, state text)
      WHERE a.institution_id = $1 AND a.id = r.id`,
    [act.at, JSON.stringify(corrections.map(({ award: { id }, content: { learner, awardedOn, grade, state } }) => (
      { id, given_name: learner.givenName, family_name: learner.familyName, awarded_on: awardedOn, grade: grade ?? null, state })))],
  )
  const withdrawn = corrections.filter(({ award, content }) => content.state === 'withdrawn' && award.state !== 'withdrawn').map(({ award }) => award.id)
  const { rows: offers } = withdrawn.length === 0 ? { rows: [] } : await tx.query<{ id: OfferId; award_id: AwardId }>(
    `UPDATE offers SET state = 'withdrawn' WHERE institution_id = $1 AND award_id = ANY ($2::uuid[]) AND state = 'open' RETURNING id, award_id`, [withdrawn])
  const gone = new Set(withdrawn)
  return new Map(corrections.map(({ award: { id } }): [AwardId, JournalNote[]] => [id, [
    { action: gone.has(id) ? 'award.withdrawn' : 'award.corrected', objectKind: 'award', objectId: id },
    ...offers.filter(({ award_id }) => award_id === id).map((offer): JournalNote => ({ action: 'offer.withdrawn', objectKind: 'offer', objectId: offer.id, reason: 'the award was withdrawn' })),
  ]]))
}

const selectAward = `SELECT id, achievement_id, source, source_reference, learner_reference, given_name, family_name, awarded_on, grade, state, revision, created_at, corrected_at
  FROM awards WHERE institution_id = $1`

type AwardColumns = {
  id: AwardId; achievement_id: AchievementId; source: Award['source']; source_reference: string; learner_reference: string; given_name: string; family_name: string
  awarded_on: string; grade: string | null; state: Award['state']; revision: number; created_at: Date; corrected_at: Date | null
}

function toAward(columns: AwardColumns): Award {
  return {
    id: columns.id,
    achievementId: columns.achievement_id,
    source: columns.source,
    sourceReference: columns.source_reference,
    learner: { reference: columns.learner_reference, givenName: columns.given_name, familyName: columns.family_name },
    awardedOn: columns.awarded_on,
    ...(columns.grade === null ? {} : { grade: columns.grade }),
    state: columns.state,
    revision: columns.revision,
    createdAt: columns.created_at,
    ...(columns.corrected_at === null ? {} : { correctedAt: columns.corrected_at }),
  }
}
