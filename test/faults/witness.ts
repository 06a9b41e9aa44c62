/**
 * A witness inside the database that the service does not know of: it writes down, for every row of the tables that matter,
 * each form it ever had, when, and in which transaction. What the record says now can be compared with how it came about.
 */
import pg from 'pg'

/** The witness of one database. `query` looks into the record as its superuser. */
export type Witness = {
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

const watched = ['credentials', 'status_list_publications', 'used_values', 'access_tokens', 'offers', 'awards']

/** Starts watching; the issuer has migrated before. */
export async function startWitness(databaseUrl: string): Promise<Witness> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'witness' })
  pool.on('error', () => {})
  await pool.query(`
    CREATE SCHEMA IF NOT EXISTS witness;
    CREATE TABLE IF NOT EXISTS witness.history (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL, operation text NOT NULL, transaction xid8 NOT NULL, at timestamptz NOT NULL, content jsonb NOT NULL);
    CREATE OR REPLACE FUNCTION witness.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO witness.history (what, operation, transaction, at, content) VALUES (TG_TABLE_NAME, TG_OP, pg_current_xact_id(), clock_timestamp(), to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END));
      RETURN NULL;
    END $$;
    ${watched.map((table) => `CREATE OR REPLACE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON issuer.${table} FOR EACH ROW EXECUTE FUNCTION witness.note();`).join('\n')}`)
  return {
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows,
    stop: () => pool.end(),
  }
}

/** One digest over every row that belongs to an institution, in every table of the issuer. */
export async function fingerprint({ query }: Witness, slug: string): Promise<string> {
  const tables = await query<{ name: string }>(`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'issuer' AND column_name = 'institution_id' ORDER BY 1`)
  const each = tables.map(({ name }) => `SELECT '${name}' AS t, md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) AS d FROM issuer.${name} x WHERE institution_id = (SELECT id FROM issuer.institutions WHERE slug = $1)`)
  const rows = await query<{ t: string; d: string }>(each.join(' UNION ALL '), [slug])
  return JSON.stringify(rows)
}
