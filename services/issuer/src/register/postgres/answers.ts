import type { AnswerBook } from '../../repeating/answer-book.ts'
import type { InstitutionScope } from './scope.ts'

/** The kept answers of one institution, or of the operator. */
export function openAnswerBook(scope: InstitutionScope): AnswerBook {
  return {
    hold: (name) =>
      scope.transaction(async (tx) => {
        // Held until the whole transaction ends: releasing the savepoint that this stands in does not let go of it.
        const { rows } = await tx.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'answer', $1::text, encode($2, 'hex')), 0)) AS held`, [name])
        return rows[0]?.held === true
      }),
    find: (name, at) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ sealed_answer: string }>('SELECT sealed_answer FROM kept_answers WHERE institution_id = $1 AND name_hash = $2 AND expires_at > $3', [name, at])
        return rows[0]?.sealed_answer
      }),
    keep: (name, sealedAnswer, expiresAt) =>
      scope.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO kept_answers (institution_id, name_hash, sealed_answer, expires_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (institution_id, name_hash) DO UPDATE SET sealed_answer = excluded.sealed_answer, expires_at = excluded.expires_at`,
          [name, sealedAnswer, expiresAt],
        )
      }),
  }
}
