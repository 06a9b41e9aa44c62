import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openLists } from './open-lists.ts'
import { openPostgresRegister } from './register/postgres/index.ts'
import { openIssuerTestDatabase } from './register/test-database.ts'
import { openTestIssuer, testKek } from './test-ground.ts'

it('STL-26 after a restore every institution begins a new list, signed with its newest key; the old ones are closed, and published on', async () => {
  const issuer = await openTestIssuer()
  const schools = [await issuer.institution('one'), await issuer.institution('two')]
  await issuer.rooms.publisher.publishAll()
  const listsOf = (id: (typeof schools)[number]['id']) => [...issuer.scopes.get(id)!.tables.statusLists.values()]
  const before = schools.map(({ id }) => listsOf(id)[0]!.id)
  const lines: string[] = []
  await openLists({ register: issuer.rooms.register, kek: testKek, publicUrl: 'http://localhost:8080', statusListSize: 131_072, now: issuer.clock.now }, (line) => lines.push(line))
  for (const [at, { id, slug }] of schools.entries()) {
    const [old, fresh, ...more] = listsOf(id)
    expect([old?.id, old?.state, fresh?.state, fresh?.size, more]).toEqual([before[at], 'closed', 'open', 131_072, []])
    expect(fresh?.signingKid).toBe((await issuer.rooms.institutions.bySlug(slug))!.signers.ES256.kid)
    expect(lines).toContain(`${slug}: from now on credentials go into status list ${fresh?.id}`)
    const { journal } = issuer.rooms.register.forInstitution(id)
    expect((await journal.list({ after: 0, limit: 100 })).at(-1)).toMatchObject({ action: 'status-list.opened', objectId: fresh?.id, actor: 'operator', reason: 'the record was restored from a backup' })
    await issuer.rooms.publisher.publishAll()
    for (const list of [old, fresh]) expect((await issuer.app.inject({ url: `/${slug}/status-lists/${list?.id}` })).statusCode).toBe(200)
  }
})

it('STL-26 the command does it, and says so', async () => {
  const postgres = await openIssuerTestDatabase('open_lists')
  const issuer = await openTestIssuer({ register: openPostgresRegister(postgres.database) })
  await issuer.institution('school')
  await issuer.app.close()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-open-lists-'))
  try {
    const run = () => spawnSync(process.execPath, [path.join(import.meta.dirname, 'main.ts'), 'open-lists'], {
      encoding: 'utf8', env: { ISSUER_DATABASE_URL: postgres.fresh.url, ISSUER_DATA_DIRECTORY: folder, ISSUER_KEY_ENCRYPTION_KEY: createHash('sha256').update('test').digest('hex') },
    })
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^school: from now on credentials go into status list [0-9a-f-]{36}\n$/) as string })
    const register = openPostgresRegister(postgres.database)
    const [school] = await register.institutions.list()
    expect(await register.forInstitution(school!.id).statusLists.list()).toHaveLength(2)
  } finally {
    await rm(folder, { recursive: true, force: true })
    await postgres.close()
  }
}, 60_000)
