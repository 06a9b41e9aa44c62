/**
 * The role a service works as, and the schema it works in. The login user owns the schema; the role owns nothing and
 * cannot log in, so that row-level security holds for every statement of the service (PostgreSQL #ddl-rowsecurity).
 */
import pg from 'pg'
import { StorageError, sqlState } from './errors.ts'

/**
 * Sees to it that `role` exists, is harmless, and may be taken on by the login user. Idempotent and safe to run twice at once.
 * @throws StorageError STORAGE_ROLE_MISSING with the statements an administrator has to run, STORAGE_ROLE_UNSAFE
 */
export async function ensureRole(client: pg.ClientBase, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role)
  const login = await loginUser(client)
  if (login === role) throw new StorageError('STORAGE_ROLE_UNSAFE', `the database URL logs in as ${role}; that role is what the service works as and must own nothing: log in as another user`)
  let found = await findRole(client, role)
  if (found === undefined) {
    // Roles belong to the whole server: another database of it may be making the same one right now (42710, 23505).
    await tolerate(client, `CREATE ROLE ${name} NOLOGIN NOINHERIT`, ['42710', '23505'], () => missing(role, login))
    found = await findRole(client, role)
    if (found === undefined) throw missing(role, login)
  }
  if (found.superuser || found.bypass) throw new StorageError('STORAGE_ROLE_UNSAFE', `the role ${role} is a superuser or may bypass row-level security; run: ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS`)
  if (!found.mayBeSet) await tolerate(client, `GRANT ${name} TO ${pg.escapeIdentifier(login)}`, ['23505', 'XX000'], () => missing(role, login))
}

/**
 * Sees to it that `schema` exists and that `role` may look into it.
 * @throws StorageError STORAGE_SCHEMA_MISSING with the statements an administrator has to run
 */
export async function ensureSchema(client: pg.ClientBase, schema: string, role: string): Promise<void> {
  const name = pg.escapeIdentifier(schema)
  const login = await loginUser(client)
  const hint = () => new StorageError('STORAGE_SCHEMA_MISSING',
    `the login user ${login} may not create the schema ${schema}; ask an administrator to run: CREATE SCHEMA ${name} AUTHORIZATION ${pg.escapeIdentifier(login)}`)
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
  if (rows.length === 0) await tolerate(client, `CREATE SCHEMA ${name}`, ['42P06', '23505'], hint)
  await tolerate(client, `GRANT USAGE ON SCHEMA ${name} TO ${pg.escapeIdentifier(role)}`, [], hint)
}

async function loginUser(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT session_user::text AS name')
  return rows[0]?.name ?? ''
}

async function findRole(client: pg.ClientBase, role: string): Promise<{ superuser: boolean; bypass: boolean; mayBeSet: boolean } | undefined> {
  // PostgreSQL 16 split membership: 'SET' is the right to take the role on. A superuser has it always.
  const { rows } = await client.query<{ superuser: boolean; bypass: boolean; mayBeSet: boolean }>(
    `SELECT rolsuper AS superuser, rolbypassrls AS bypass,
       pg_has_role(session_user, oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS "mayBeSet"
     FROM pg_roles WHERE rolname = $1`, [role])
  return rows[0]
}

function missing(role: string, login: string): StorageError {
  const name = pg.escapeIdentifier(role)
  return new StorageError('STORAGE_ROLE_MISSING',
    `the login user ${login} may not create the role ${role} or take it on; ask an administrator to run: CREATE ROLE ${name} NOLOGIN NOINHERIT; GRANT ${name} TO ${pg.escapeIdentifier(login)}`)
}

/** Runs one statement; a state in `expected` means that somebody else just did the same, 42501 that we may not. */
async function tolerate(client: pg.ClientBase, statement: string, expected: readonly string[], refused: () => StorageError): Promise<void> {
  try {
    await client.query(statement)
  } catch (error) {
    const state = sqlState(error)
    if (state === '42501') throw refused()
    if (state === undefined || !expected.includes(state)) throw error
  }
}
