import type { InstitutionScope } from './scope.ts'

/** Deletes what has expired of one institution: API tokens, wallet access tokens, used one-time values, kept answers, rows of batches. Gives how many rows. */
export function forgetExpired(scope: InstitutionScope, at: Date): Promise<number> {
  return scope.transaction(async (tx) => {
    let forgotten = 0
    for (const table of ['api_tokens', 'access_tokens', 'used_values', 'kept_answers', 'result_batch_rows']) {
      const { rowCount } = await tx.query(`DELETE FROM ${table} WHERE institution_id = $1 AND expires_at < $2`, [at])
      forgotten += rowCount
    }
    return forgotten
  })
}
