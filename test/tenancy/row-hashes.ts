/** What the databases hold of one tenant, as digests that differ when anything does. */
import pg from 'pg'

/**
 * One md5 for each table of both services: over the rows of this institution or employer, or over the whole table where rows
 * belong to no tenant. A new table is in it by itself.
 */
export async function hashRows(databaseUrl: string, { slug, employerId }: { slug: string; employerId: string }): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ service: string; name: string; tenant: string | null }>(`
      SELECT t.table_schema AS service, t.table_name AS name, c.column_name AS tenant
      FROM information_schema.tables t
      LEFT JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
        AND c.column_name = CASE t.table_schema WHEN 'issuer' THEN 'institution_id' ELSE 'employer_id' END
      WHERE t.table_schema IN ('issuer', 'verifier') AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`)
    const owner = { issuer: '(SELECT id FROM issuer.institutions WHERE slug = $1)', verifier: '$2::uuid' } as Record<string, string>
    const each = tables.map(({ service, name, tenant }) => `SELECT '${service}.${name}' AS name, md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) AS digest
      FROM ${service}.${name} x${tenant === null ? '' : ` WHERE ${tenant} = ${owner[service]}`}`)
    const { rows } = await client.query<{ name: string; digest: string }>(`SELECT * FROM (${each.join(' UNION ALL ')}) h, (SELECT $1::text, $2::text) given`, [slug, employerId])
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
  } finally {
    await client.end()
  }
}

/** Runs one statement as the superuser of the database. */
export async function asSuperuser(databaseUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
