/**
 * How PostgreSQL's values come back, where it differs from `pg`:
 * `bigint` (and so `count(*)`) as a number (a value beyond 2^53 is refused), `date` as the text `YYYY-MM-DD`: a calendar
 * day has no time zone, and `pg` would make it midnight of the server's own zone.
 */
import pg from 'pg'

const BIGINT = 20
const DATE = 1082

function readBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint beyond 2^53 cannot be read as a number')
  return value
}

/** The reader for a column's type, in the shape that `pg` asks for it. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === BIGINT) return readBigint
    if (format !== 'binary' && oid === DATE) return (text: string) => text
    return pg.types.getTypeParser(oid, format) as (value: string) => unknown
  }) as typeof pg.types.getTypeParser,
}
