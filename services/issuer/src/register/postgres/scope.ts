import type { Database, Queryable } from '@eduwallet/storage'
import type { InstitutionId } from '../../institutions/types.ts'

/**
 * The only way a book of an institution reaches the database. In `transaction`, `tx.query(text, values)` has the
 * institution as `$1`, always; the given values follow from `$2`. A statement that does not mention `$1` is refused by
 * Postgres ("could not determine data type of parameter $1"), and row-level security holds the rest.
 */
export type InstitutionScope = {
  institutionId: InstitutionId
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /**
   * One statement that is a transaction by itself, kept prepared: one round trip where `transaction` takes three. Only for calls of
   * functions that enter the institution given as `$1` before they touch a table (migration 0002): what touches a table
   * without that finds no row, and can write none.
   */
  call<R>(text: string, values: readonly unknown[]): Promise<R[]>
}

/** Binds the database to one institution. A book opened with this scope can name no other. */
export function openInstitutionScope(database: Pick<Database, 'inInstitution' | 'prepared'>, institutionId: InstitutionId): InstitutionScope {
  return {
    institutionId,
    transaction: (work) => database.inInstitution(institutionId, work),
    call: async <R>(text: string, values: readonly unknown[]) => (await database.prepared<R>(text, [institutionId, ...values])).rows,
  }
}
