import type { Database, Queryable } from '@eduwallet/storage'

/** What a register needs of a database. */
export type RegisterDatabase = Pick<Database, 'transaction' | 'inInstitution' | 'query' | 'prepared' | 'check'>

/**
 * A database of which everything happens in the transaction `tx`: what would be a transaction of its own is a savepoint in it, so
 * that a book which expects that a statement may fail goes on as it would outside. Nothing stands until `tx` commits.
 */
export function databaseWithin(tx: Queryable): RegisterDatabase {
  async function part<T>(work: () => Promise<T>): Promise<T> {
    await tx.query('SAVEPOINT part')
    try {
      const result = await work()
      await tx.query('RELEASE SAVEPOINT part')
      return result
    } catch (error) {
      // On a connection that broke there is nothing to go back to: the error that is passed on says so.
      await tx.query('ROLLBACK TO SAVEPOINT part').then(() => tx.query('RELEASE SAVEPOINT part')).catch(() => {})
      throw error
    }
  }
  return {
    transaction: (work) => part(() => work(tx)),
    inInstitution: (institutionId, work) => part(async () => {
      await tx.query(`SELECT set_config('eduwallet.institution', $1, true)`, [institutionId])
      return work({ query: (text, values = []) => tx.query(text, [institutionId, ...values]) })
    }),
    query: (text, values) => part(() => tx.query(text, values)),
    prepared: (text, values) => part(() => tx.query(text, values)),
    check: async () => { await tx.query('SELECT 1') },
  }
}
