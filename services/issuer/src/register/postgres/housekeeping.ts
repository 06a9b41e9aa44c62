import type { InstitutionScope } from './scope.ts'

/** Few enough that one transaction ends well within the time a statement has, however much has expired at once. */
const rowsPerTransaction = 50_000

/** Deletes what has expired of one institution: API tokens, wallet access tokens, used one-time values, kept answers, rows of batches. Gives how many rows. */
export async function forgetExpired(scope: InstitutionScope, at: Date): Promise<number> {
  let forgotten = 0
  for (const table of ['api_tokens', 'access_tokens', 'used_values', 'kept_answers', 'result_batch_rows']) {
    let deleted: number
    do {
      const { rowCount } = await scope.transaction((tx) => tx.query(
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE institution_id = $1 AND expires_at < $2 LIMIT ${rowsPerTransaction}))`, [at]))
      deleted = rowCount
      forgotten += deleted
    } while (deleted === rowsPerTransaction)
  }
  return forgotten
}
