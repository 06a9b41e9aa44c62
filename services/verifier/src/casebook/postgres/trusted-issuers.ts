import type { Queryable } from '@eduwallet/storage'
import type { RecognisedIssuer } from '../../judging/index.ts'
import type { TrustedIssuerBook } from '../../trust/index.ts'

/** The columns of an issuer bear the names of its members, but for one. */
const COLUMNS = 'identifier, name, country, types, keys, may_omit_status'

type Row = Omit<RecognisedIssuer, 'mayOmitStatus'> & { readonly may_omit_status: boolean }

/** The registry of issuers in the table `trusted_issuers`. */
export function postgresTrustedIssuers(database: Queryable): TrustedIssuerBook {
  return {
    async put({ identifier, name, country, types, keys, mayOmitStatus = false }, at) {
      await database.query(
        `INSERT INTO trusted_issuers (identifier, name, country, types, keys, may_omit_status, registered_at, changed_at)
         VALUES ($1, $2::jsonb, $3, $4::jsonb, $5::jsonb, $6, $7, $7)
         ON CONFLICT (identifier) DO UPDATE
            SET name = excluded.name, country = excluded.country, types = excluded.types, keys = excluded.keys,
                may_omit_status = excluded.may_omit_status, changed_at = excluded.changed_at`,
        [identifier, JSON.stringify(name), country, JSON.stringify(types), JSON.stringify(keys), mayOmitStatus, at],
      )
    },
    async find(identifier) {
      const { rows } = await database.query<Row>(`SELECT ${COLUMNS} FROM trusted_issuers WHERE identifier = $1`, [identifier])
      return rows.map(toIssuer)[0]
    },
    async list() {
      const { rows } = await database.query<Row>(`SELECT ${COLUMNS} FROM trusted_issuers ORDER BY identifier COLLATE "C"`)
      return rows.map(toIssuer)
    },
    async remove(identifier) {
      const { rowCount } = await database.query('DELETE FROM trusted_issuers WHERE identifier = $1', [identifier])
      return rowCount > 0
    },
  }
}

function toIssuer({ may_omit_status: mayOmitStatus, ...issuer }: Row): RecognisedIssuer {
  return { ...issuer, ...(mayOmitStatus ? { mayOmitStatus } : {}) }
}
