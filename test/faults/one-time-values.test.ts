/** One-time values by the hundred thousand: the process remembers none of them, and the record forgets them in time. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDatabase } from '@eduwallet/storage'
import type { InstitutionId } from '../../services/issuer/src/institutions/types.ts'
import { openPostgresRegister } from '../../services/issuer/src/register/postgres/index.ts'
import { schoolCall } from '../institution/index.ts'
import { askForCredential, claimWithToken } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createHolderKey } from '../wallet/index.ts'
import { amount, sized } from './settings.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('one_time_values', { issuers: 1, verifiers: 0 })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Resident memory of the issuer, in megabytes. */
function residentMegabytes(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${replicas().issuer.processes[0]!.process.pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Sends requests for a credential, each with a DPoP proof and a nonce that were never used. */
async function useValues(requests: number): Promise<void> {
  const claim = await claimWithToken(world(), { dpop: true })
  const keys = [await createHolderKey()]
  for (let sent = 0; sent < requests; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => askForCredential(claim, { keys })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  }
}

it('TOK-12 a flood of proof ids fills no memory: the process keeps none of them', sized(60, 600), async () => {
  await useValues(100)
  const before = residentMegabytes()
  const requests = amount(200, 4000)
  await useValues(requests)
  const [recorded] = await replicas().witness.query<{ n: number }>('SELECT count(*)::int AS n FROM issuer.used_values')
  expect(recorded!.n).toBeGreaterThanOrEqual(2 * (requests + 100))
  expect(residentMegabytes() - before).toBeLessThan(100)
})

it('TOK-12 a flood of proof ids is swept when they are old, slice by slice, while the service answers; those that still count stay', sized(60, 600), async () => {
  const { witness, issuer, databaseUrl } = replicas()
  const flood = amount(60_000, 1_000_000)
  const [school] = await witness.query<{ id: InstitutionId }>('SELECT id FROM issuer.institutions WHERE slug = $1', [world().school.slug])
  const [{ n: living }] = await witness.query<{ n: number }>('SELECT count(*)::int AS n FROM issuer.used_values') as [{ n: number }]
  await witness.query('ALTER TABLE issuer.used_values DISABLE TRIGGER witness')
  await witness.query(`INSERT INTO issuer.used_values SELECT $1, 'dpop', sha256(n::text::bytea), now() - interval '1 second' FROM generate_series(1, $2::int) n`, [school!.id, flood])
  const database = await openDatabase({ schema: 'issuer', role: 'eduwallet_issuer', url: databaseUrl, dataDirectory: '', onError: () => {} })
  let slowest = 0
  try {
    const sweep = openPostgresRegister(database).forInstitution(school!.id).forgetExpired(new Date())
    const sweeping = { ended: false }
    void sweep.finally(() => { sweeping.ended = true }).catch(() => {})
    while (!sweeping.ended) {
      const start = performance.now()
      expect((await schoolCall(world().school, 'GET', '/api/v1/awards?limit=1')).status).toBe(200)
      slowest = Math.max(slowest, performance.now() - start)
    }
    expect(await sweep).toBeGreaterThanOrEqual(flood)
  } finally {
    await database.close()
    await witness.query('ALTER TABLE issuer.used_values ENABLE TRIGGER witness')
  }
  expect(slowest).toBeLessThan(2000)
  expect(await witness.query('SELECT 1 FROM issuer.used_values')).toHaveLength(living)
  expect(issuer.processes[0]!.process.exitCode).toBeNull()
})
