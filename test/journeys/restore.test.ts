/** A database is put back to before a revocation: the world is not told that the credential is good again, and the runbook leads out of it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../faults/wait-until.ts'
import { listCredentials, revoke } from '../institution/index.ts'
import { send, type HeldCredential } from '../wallet/index.ts'
import { askAndAnswer, holdCredential, outcomeOf, verdictOf } from './ask-steps.ts'
import { statusReferenceOf } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const root = path.join(import.meta.dirname, '..', '..')
const world = useWorld('restore')

/** Does something to the database from outside, while neither service runs. The issuer may be a while in saying that it is ready. */
async function whileStopped(work: (server: pg.Client, name: string) => Promise<void>): Promise<void> {
  const { issuer, verifier, database } = world()
  await Promise.all([issuer.crash(), verifier.crash()])
  const server = new pg.Client({ connectionString: Object.assign(new URL(database.url), { pathname: '/postgres' }).href })
  await server.connect()
  try {
    await work(server, database.name)
  } finally {
    await server.end()
  }
  void issuer.restart().catch(() => {})
  await verifier.restart()
  await waitUntil('the issuer answers', async () => (await fetch(`${issuer.url}/livez`)).ok, 30)
}
const restart = (): Promise<void> => whileStopped(async () => {})

/** `main.ts check`, with the settings of the running issuer. */
function check(): { status: number | null; stdout: string } {
  const { issuer, database } = world()
  const env = { ISSUER_DATABASE_URL: database.url, ISSUER_DATA_DIRECTORY: issuer.dataDirectory, ISSUER_PUBLIC_URL: issuer.url }
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, 'services/issuer/src/main.ts'), 'check'], { env, encoding: 'utf8', timeout: 60_000 })
  return { status, stdout }
}
const readiness = () => send(fetch, `${world().issuer.url}/readyz`).then(({ status, text }) => [status, text])

let held: HeldCredential
let awardId: string
let list: { id: string; uri: string }
const judge = async () => verdictOf(world(), await askAndAnswer(world(), [held]))
const verdictBecomes = (word: string) => waitUntil(`the verdict is ${word}`, async () => (await judge()).verdict === word, 30)
const revokeIt = async (): Promise<void> => { await revoke(world().school, (await listCredentials(world().school, awardId))[0]!.id) }

beforeAll(async () => {
  ;({ held, awardId } = await holdCredential(world()))
  const { uri } = statusReferenceOf(held.compact)
  list = { uri, id: uri.split('/').at(-1)! }
  await whileStopped(async (server, name) => { await server.query(`CREATE DATABASE ${name}_backup TEMPLATE ${name}`) })
  await verdictBecomes('confirmed')
  await revokeIt()
  await verdictBecomes('rejected')
  await whileStopped(async (server, name) => {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await server.query(`ALTER DATABASE ${name}_backup RENAME TO ${name}`)
  })
  // Access tokens of a later time are not on record any more.
  world().school.token = world().employer.token = undefined
}, 180_000)

describe('STL-05 after the database was set back', () => {
  it('no older list is published or served, and the issuer says that it is not ready', async () => {
    expect(await readiness()).toEqual([503, expect.stringContaining('"failing":["status-lists"]')])
    expect(world().issuer.logs.some((line) => line.includes('PUBLISHING_RECORD_SET_BACK'))).toBe(true)
    const answer = await send(fetch, list.uri, { headers: { accept: 'application/statuslist+jwt' } })
    expect([answer.status, answer.text.split('.').length]).not.toEqual([200, 3])
  })

  it('the verdict is not "confirmed": the status cannot be told', async () => {
    const verdict = await judge()
    expect([verdict.verdict, outcomeOf(verdict, 'status')]).toEqual(['undetermined', 'unknown'])
  })

  it('check names the list and ends with 1', () => {
    expect(check()).toEqual({ status: 1, stdout: expect.stringContaining(`status list ${list.id}: the record knows less than was published before; it was set back`) as string })
  })

  it('what the runbook says to type leads out of it: revoke again, take the list out of the file, start again', async () => {
    await revokeIt()
    await restart()
    expect((await readiness())[0]).toBe(503)
    const [, block = ''] = /```sh\n( *cd "\$ISSUER_DATA_DIRECTORY"\n[\s\S]*?)```/.exec(readFileSync(path.join(root, 'docs/runbook.md'), 'utf8')) ?? []
    await whileStopped(async () => {
      const typed = spawnSync('bash', ['--norc', '-euc', block], { env: { ...process.env, ISSUER_DATA_DIRECTORY: world().issuer.dataDirectory, LIST_ID: list.id }, encoding: 'utf8' })
      expect([typed.status, typed.stderr]).toEqual([0, ''])
    })
    await waitUntil('the issuer is ready', async () => (await readiness())[0] === 200, 30)
    await verdictBecomes('rejected')
    expect(check()).toMatchObject({ status: 0 })
  }, 90_000)
})
