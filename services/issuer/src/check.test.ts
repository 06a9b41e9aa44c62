import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import type { Database } from '@eduwallet/storage'
import { checkIssuer } from './check.ts'
import { isEd25519 } from './institutions/index.ts'
import { verifyJournal } from './journal/index.ts'
import type { PublicationMarks } from './publishing/index.ts'
import { openPostgresRegister } from './register/postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './register/test-database.ts'
import { openTestIssuer, testKek } from './test-ground.ts'

let postgres: IssuerTestDatabase
let database: Database
let owner: pg.Client
let marks: PublicationMarks
beforeEach(async () => {
  postgres = await openIssuerTestDatabase('issuer_check')
  database = postgres.database
  owner = new pg.Client({ connectionString: postgres.fresh.url })
  owner.on('error', () => {})
  await owner.connect()
  const issuer = await openTestIssuer({ register: openPostgresRegister(database) })
  marks = issuer.marks
  await issuer.institution('tampered')
  for (let round = 0; round < 3; round += 1) {
    await issuer.app.inject({ method: 'POST', url: '/operator/institutions/tampered/clients', headers: { authorization: 'Bearer operator-token-of-the-tests-0123456789' }, payload: { name: 'x', scopes: ['read'] } })
  }
  await issuer.institution('untouched')
  await issuer.rooms.publisher.publishAll()
  await issuer.app.close()
})
afterEach(async () => {
  await owner.end()
  await postgres.close()
})

async function check(over: Partial<Parameters<typeof checkIssuer>[0]> = {}): Promise<{ sound: boolean; lines: string[] }> {
  const lines: string[] = []
  const sound = await checkIssuer({ database, publicUrl: 'http://localhost:8080', marks, kek: testKek, ...over }, (line) => lines.push(line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')))
  return { sound, lines }
}
const journals = async () => {
  const { sound, lines } = await check()
  return { sound, lines: lines.filter((line) => line.includes('journal')) }
}
const tampered = `institution_id = (SELECT id FROM issuer.institutions WHERE slug = 'tampered')`

describe('the check command', () => {
  it('finds an untouched journal intact (hashes of the database and of this code agree)', async () => {
    expect(await check()).toEqual({
      sound: true,
      lines: ['tampered: 6 journal rows, intact', 'tampered: status list …, 0 revoked, 0 suspended, as on record', 'untouched: 3 journal rows, intact', 'untouched: status list …, 0 revoked, 0 suspended, as on record'],
    })
  })

  it.each([
    ['another reason', `UPDATE issuer.journal SET reason = 'nothing happened' WHERE seq = 4 AND ${tampered}`, 'tampered: journal row 4 is the first bad one: it is not as it was written'],
    ['another moment', `UPDATE issuer.journal SET at = at + interval '1 microsecond' WHERE seq = 2 AND ${tampered}`, 'tampered: journal row 2 is the first bad one: it is not as it was written'],
    ['a row taken out', `DELETE FROM issuer.journal WHERE seq = 3 AND ${tampered}`, 'tampered: journal row 3 is the first bad one: it is missing'],
    ['the first row taken out', `DELETE FROM issuer.journal WHERE seq = 1 AND ${tampered}`, 'tampered: journal row 1 is the first bad one: it is missing'],
    ['the last row taken off', `DELETE FROM issuer.journal WHERE seq = 6 AND ${tampered}`, 'tampered: journal row 6 is the first bad one: it is missing'],
    ['the chain cut short, head and all', `WITH cut AS (DELETE FROM issuer.journal WHERE seq > 4 AND ${tampered}) UPDATE issuer.journal_heads SET seq = 4 WHERE ${tampered}`, 'tampered: journal row 4 is the first bad one: the chain does not end here as its head says'],
    ['a row with a hash of its own', `UPDATE issuer.journal SET reason = 'x', hash = sha256('x') WHERE seq = 4 AND ${tampered}`, 'tampered: journal row 4 is the first bad one: it is not as it was written'],
    ['a row linked to nothing', `UPDATE issuer.journal SET previous_hash = sha256('x') WHERE seq = 5 AND ${tampered}`, 'tampered: journal row 5 is the first bad one: it does not continue the row before it'],
    ['two rows exchanged', `UPDATE issuer.journal SET seq = CASE seq WHEN 4 THEN 1004 ELSE 1005 END WHERE seq IN (4, 5) AND ${tampered}`, 'tampered: journal row 4 is the first bad one: it is missing'],
  ])('DUR-20 names the first bad row after %s by a superuser', async (_what, statement, line) => {
    await owner.query(statement)
    expect(await journals()).toEqual({ sound: false, lines: [line, 'untouched: 3 journal rows, intact'] })
  })

  const seedRevoked = (index: number) => `
    INSERT INTO issuer.achievements SELECT id, id, 'published', '{}', now() FROM issuer.institutions WHERE slug = 'tampered';
    INSERT INTO issuer.awards (institution_id, id, achievement_id, source, source_reference, learner_reference, given_name, family_name, awarded_on, state, created_at)
      SELECT id, id, id, 'batch', 'r', 'r', 'g', 'f', now(), 'awarded', now() FROM issuer.institutions WHERE slug = 'tampered';
    INSERT INTO issuer.offers (institution_id, id, award_id, secret_hash, code_hash, state, created_at, expires_at) SELECT id, id, id, '', '', 'redeemed', now(), now() FROM issuer.institutions WHERE slug = 'tampered';
    INSERT INTO issuer.credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, state, revoked_at, revocation_reason)
      SELECT i.id, i.id, i.id, 1, i.id, 'k', 'c', l.id, ${index}, 'd', '', 'k', now(), 'revoked', now(), 'r' FROM issuer.institutions i JOIN issuer.status_lists l ON l.institution_id = i.id WHERE slug = 'tampered';`

  it.each([
    ['DUR-21 a list in which a bit is missing', seedRevoked(5), 'a revoked credential is not revoked in what was published'],
    ['DUR-21 a stored list that was changed', `UPDATE issuer.status_list_publications SET token = overlay(token placing 'xx' from 900) WHERE ${tampered}`, 'what was published is not a list signed with its key'],
    ['STL-05 a record that was set back', `DELETE FROM issuer.status_list_publications WHERE ${tampered}`, 'the record knows less than was published before; it was set back'],
    ['DUR-21 a list of which the key is not on record', `ALTER TABLE issuer.status_lists DROP CONSTRAINT status_lists_institution_id_signing_kid_fkey; UPDATE issuer.status_lists SET signing_kid = 'gone' WHERE ${tampered}`, 'what was published is not a list signed with its key'],
    ['STL-05 a version that never was', `UPDATE issuer.status_list_publications SET version = 9 WHERE ${tampered}`, 'what was published says a version that the record never had'],
  ])('%s is named', async (_what, statement, fault) => {
    await owner.query(statement)
    const { sound, lines } = await check()
    expect({ sound, line: lines[1] }).toEqual({ sound: false, line: `tampered: status list …: ${fault}` })
  })

  it('STL-05 a version that never was is mended by what the runbook says, and a revocation is published over it', async () => {
    await owner.query(`UPDATE issuer.status_list_publications SET version = 9 WHERE ${tampered}`)
    const runbook = await readFile(path.join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8')
    await owner.query(/`(UPDATE issuer\.status_lists .*?)`/.exec(runbook)![1]!)
    expect((await check()).sound).toBe(true)
    await owner.query(seedRevoked(5))
    await owner.query(`UPDATE issuer.status_lists SET version = version + 1 WHERE ${tampered}`)
    const issuer = await openTestIssuer({ register: openPostgresRegister(database) })
    await issuer.rooms.publisher.publishAll()
    await issuer.app.close()
    const { rows } = await owner.query<{ version: string }>(`SELECT version FROM issuer.status_list_publications WHERE ${tampered}`)
    expect(rows.map(({ version }) => Number(version))).toEqual([10])
    expect((await check()).sound).toBe(true)
  })

  it('DUR-21 a revocation that was taken back in the record is named, whatever the list says since', async () => {
    await owner.query(seedRevoked(5))
    const register = openPostgresRegister(database)
    const { id } = (await register.institutions.list()).find(({ slug }) => slug === 'tampered')!
    await owner.query(`ALTER TABLE issuer.credentials DISABLE TRIGGER revoked_is_final; UPDATE issuer.credentials SET state = 'issued', revoked_at = NULL, revocation_reason = NULL WHERE ${tampered}`)
    await register.forInstitution(id).credentials.changeStatus({ ids: [id as never] }, { status: 'revoked', reason: 'fraud' }, { at: new Date(), actor: 'x', correlationId: 'x' })
    expect((await check()).sound).toBe(true)
    await owner.query(`UPDATE issuer.credentials SET state = 'issued', revoked_at = NULL, revocation_reason = NULL WHERE ${tampered}`)
    expect(await check()).toMatchObject({ sound: false, lines: ['tampered: 7 journal rows, intact', 'tampered: credential … was revoked (journal row 7), and is not revoked on record', expect.anything(), expect.anything(), expect.anything()] })
  })

  it('DUR-21 a suspension or its end that was taken out of the record is named, also when the list says the same', async () => {
    await owner.query(seedRevoked(5))
    const register = openPostgresRegister(database)
    const { id } = (await register.institutions.list()).find(({ slug }) => slug === 'tampered')!
    await owner.query(`ALTER TABLE issuer.credentials DISABLE TRIGGER revoked_is_final; UPDATE issuer.credentials SET state = 'issued', revoked_at = NULL, revocation_reason = NULL WHERE ${tampered}`)
    const change = async (status: 'suspended' | 'valid') => {
      await register.forInstitution(id).credentials.changeStatus({ ids: [id as never] }, { status, reason: 'looked into' }, { at: new Date(), actor: 'x', correlationId: 'x' })
      const issuer = await openTestIssuer({ register })
      await issuer.rooms.publisher.publishAll()
      await issuer.app.close()
    }
    await change('suspended')
    expect(await check()).toMatchObject({ sound: true, lines: [expect.anything(), 'tampered: status list …, 0 revoked, 1 suspended, as on record', expect.anything(), expect.anything()] })
    await owner.query(`UPDATE issuer.credentials SET suspended_at = NULL, suspension_reason = NULL WHERE ${tampered}`)
    expect(await check()).toMatchObject({ sound: false, lines: [expect.anything(), 'tampered: credential … was suspended (journal row 7), and is not suspended on record', 'tampered: status list …: what was published suspends a credential that is not suspended', expect.anything(), expect.anything()] })
    await owner.query(`UPDATE issuer.credentials SET suspended_at = now(), suspension_reason = 'x' WHERE ${tampered}`)
    await change('valid')
    await owner.query(`UPDATE issuer.credentials SET suspended_at = now(), suspension_reason = 'x' WHERE ${tampered}`)
    expect(await check()).toMatchObject({ sound: false, lines: [expect.anything(), 'tampered: credential … was restored (journal row 8), and is suspended on record', 'tampered: status list …: a suspended credential is not suspended in what was published', expect.anything(), expect.anything()] })
  })

  const second = (index: number) => `
    INSERT INTO issuer.credentials SELECT institution_id, gen_random_uuid(), award_id, award_revision, offer_id, 'another', configuration_id, list_id, ${index}, payload_digest, salt_seed, signing_kid,
      issued_at, expires_at, 'issued', signed_at, NULL, NULL FROM issuer.credentials WHERE ${tampered};`

  it.each([
    ['a place that another credential has too, with the index dropped', 'ALTER TABLE issuer.credentials DROP CONSTRAINT credentials_institution_id_list_id_status_index_key;', second(5), 'index 5 of status list …: a place that another credential has too'],
    ['a place that another credential has too, with an index that does not say so', `UPDATE pg_index SET indisunique = false, indimmediate = true WHERE indexrelid = 'issuer.credentials_institution_id_list_id_status_index_key'::regclass;`, second(5), 'index 5 of status list …: a place that another credential has too'],
    ['a place outside of its list', '', second(200_000), 'index 200000 of status list …: a place that the list does not have'],
  ])('DUR-21 a credential with %s is named', async (_what, spoil, plant, fault) => {
    await owner.query(`${seedRevoked(5)} UPDATE issuer.status_lists SET version = version + 1 WHERE ${tampered}`)
    expect((await check()).sound).toBe(true)
    await owner.query(spoil)
    await owner.query(plant)
    expect(await check()).toMatchObject({ sound: false, lines: [expect.anything(), `tampered: credential … has ${fault}`, expect.anything(), expect.anything(), expect.anything()] })
  })

  it('DUR-21 a list that says more than the record is named', async () => {
    await owner.query(`${seedRevoked(5)} UPDATE issuer.status_lists SET version = version + 1 WHERE ${tampered}`)
    const issuer = await openTestIssuer({ register: openPostgresRegister(database) })
    await issuer.rooms.publisher.publishAll()
    await issuer.app.close()
    expect(issuer.errors).toEqual([])
    await owner.query(`ALTER TABLE issuer.credentials DISABLE TRIGGER revoked_is_final; UPDATE issuer.credentials SET state = 'issued', revoked_at = NULL, revocation_reason = NULL WHERE ${tampered}`)
    expect((await check()).lines[1]).toBe('tampered: status list …: what was published revokes a credential that is not revoked')
  })

  it('STL-05 a list that was published and is not on record any more is named', async () => {
    await marks.raise(randomUUID() as never, 7)
    const { sound, lines } = await check()
    expect({ sound, line: lines.at(-1) }).toEqual({ sound: false, line: 'status list … was published as number 7, and is not on record: the record was set back, or is another one' })
  })

  it('OPS-03 settings that are not those of the record are named: another address, another key-encryption key', async () => {
    expect((await check({ publicUrl: 'https://elsewhere.example' })).lines).toContain('tampered: status list …: what was published is a list of another address: ISSUER_PUBLIC_URL is not as it was')
    const kek = parseKeyEncryptionKey('q8Zr3vKx1Lw9Tn5Bp7Jd2Hf6Gm4Cs0YuAe1Xo3Wi5Pk')
    const { sound, lines } = await check({ kek })
    expect(sound).toBe(false)
    for (const slug of ['tampered', 'untouched']) expect(lines.some((line) => line.startsWith(`${slug}: a signing key cannot be used (KEY_SEALED_`))).toBe(true)
  })

  it('KEY-08 an Ed25519 key of another institution is named; that there is none yet is no fault, and none is made', async () => {
    await owner.query(`DELETE FROM issuer.ed25519_keys WHERE ${tampered}`)
    expect((await check()).sound).toBe(true)
    expect((await owner.query(`SELECT FROM issuer.ed25519_keys WHERE ${tampered}`)).rowCount).toBe(0)
    await owner.query(`INSERT INTO issuer.ed25519_keys SELECT i.id, k.kid, k.public_jwk, k.sealed_private_key, now() FROM issuer.institutions i, issuer.ed25519_keys k WHERE slug = 'tampered'`)
    const { sound, lines } = await check()
    expect({ sound, lines: lines.filter((line) => line.includes('signing key')) }).toEqual({ sound: false, lines: [expect.stringContaining('tampered: a signing key cannot be used (KEY_SEALED_')] })
  })

  it('DUR-21 ends with 0 when all is well, and with 1 when it named something', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-check-'))
    const run = () => spawnSync(process.execPath, [path.join(import.meta.dirname, 'main.ts'), 'check'], {
      encoding: 'utf8',
      env: { ISSUER_DATABASE_URL: postgres.fresh.url, ISSUER_DATA_DIRECTORY: folder, ISSUER_KEY_ENCRYPTION_KEY: createHash('sha256').update('test').digest('hex') },
    })
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('tampered: 6 journal rows, intact') })
    await owner.query(`UPDATE issuer.journal SET reason = 'nothing happened' WHERE seq = 4 AND ${tampered}`)
    expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('tampered: journal row 4 is the first bad one') })
    await rm(folder, { recursive: true, force: true })
  }, 30_000)

  it('a journal that is written in while it is read is intact (the service need not stop)', async () => {
    const register = openPostgresRegister(database)
    const [tamperedInstitution] = await register.institutions.list()
    const books = register.forInstitution(tamperedInstitution!.id)
    let written = 0
    const verdict = await verifyJournal(tamperedInstitution!.id, {
      list: (page) => books.journal.list(page),
      head: async () => {
        written += 1
        if (written <= 3) await books.statusLists.open({ id: randomUUID() as never, size: 128, signingKid: (await books.signingKeys.list()).find((key) => !isEd25519(key))!.kid }, { at: new Date(), actor: 'x', correlationId: 'x' })
        return books.journal.head()
      },
    })
    expect(verdict).toEqual({ outcome: 'intact', rows: 9 })
  })

  it('a revocation that is not published yet is no fault', async () => {
    await owner.query(`${seedRevoked(5)} UPDATE issuer.status_lists SET version = version + 1 WHERE ${tampered}`)
    expect((await check()).lines[1]).toBe('tampered: status list …, 1 revoked, 0 suspended, as on record')
  })
})
