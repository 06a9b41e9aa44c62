/** What an operator runs to know that the record is what it was: `main.ts check`, as the runbook says. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { asSuperuser } from '../tenancy/row-hashes.ts'
import { listCredentials, revoke } from '../institution/index.ts'
import { readStatus } from '../wallet/index.ts'
import { holdCredential } from './ask-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('check_command')

/** Runs the command beside the running service, with its settings. */
async function check(): Promise<{ exitCode: number; said: string }> {
  const { issuer, database } = world()
  const env = { PATH: process.env['PATH'] ?? '', ISSUER_DATABASE_URL: database.url, ISSUER_PUBLIC_URL: issuer.url, ISSUER_DATA_DIRECTORY: issuer.dataDirectory }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, '../../services/issuer/src/main.ts'), 'check'], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` })
    })
  })
}

/** Changes the record behind the back of the service, checks, and changes it back. */
async function checkAfter(change: string, back: string): Promise<{ exitCode: number; said: string }> {
  const { database } = world()
  await asSuperuser(database.url, change)
  try {
    return await check()
  } finally {
    await asSuperuser(database.url, back)
  }
}

it('DUR-20, DUR-21 ends with 0 on an untouched record, and with 1 and the name of what is wrong after one row or one bit was changed', async () => {
  const { school, wallet } = world()
  const { held, awardId } = await holdCredential(world())
  await revoke(school, (await listCredentials(school, awardId))[0]!.id)
  await expect.poll(async () => (await readStatus(wallet, held)).status, { timeout: 30_000 }).toBe(1)
  const sound = await check()
  expect(sound.exitCode, sound.said).toBe(0)
  expect(sound.said).toContain(`${school.slug}: `)

  const institution = `institution_id = (SELECT id FROM issuer.institutions WHERE slug = '${school.slug}')`
  const journal = await checkAfter(`UPDATE issuer.journal SET actor = actor || 'x' WHERE seq = 3 AND ${institution}`, `UPDATE issuer.journal SET actor = left(actor, -1) WHERE seq = 3 AND ${institution}`)
  expect(journal).toEqual({ exitCode: 1, said: expect.stringContaining(`${school.slug}: journal row 3 is the first bad one`) as string })

  // One bit of the letter in the middle of the signed list.
  const flip = `UPDATE issuer.status_list_publications SET token = overlay(token placing chr(ascii(substr(token, length(token) / 2, 1)) # 1) from length(token) / 2) WHERE ${institution}`
  const list = await checkAfter(flip, flip)
  expect(list).toEqual({ exitCode: 1, said: expect.stringMatching(new RegExp(`${school.slug}: status list [0-9a-f-]{36}: what was published is not a list signed with its key`)) as string })
  expect((await check()).exitCode).toBe(0)
}, 60_000)
