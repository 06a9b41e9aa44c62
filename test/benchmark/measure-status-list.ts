/** A status list of 2^20 entries: made anew and signed, and served; and as a bitstring. */
import { randomInt } from 'node:crypto'
import { Client } from 'undici'
import { makeSigner } from '../../services/verifier/src/judging/fixtures/make-signer.ts'
import type { IssuingInstitution } from '../../services/issuer/src/institutions/issuing-institution.ts'
import type { StatusListId } from '../../services/issuer/src/institutions/types.ts'
import { publishLists } from '../../services/issuer/src/publishing/publish-lists.ts'
import { statusListSize, type Ground } from './ground.ts'
import { measureBitstring, type BitstringReport } from './measure-bitstring.ts'
import { cpuOfProcess } from './process-usage.ts'
import { seedRevocations } from './seed-record.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** Times in milliseconds; sizes in octets. */
export type StatusListReport = {
  entries: number
  revoked: number
  rebuild: { elapsed: Spread; cpu: Spread }
  token: number
  bitstring: BitstringReport
  served: { whole: Spread; notModified: Spread; cpu: { whole: Spread; notModified: Spread } }
}

/** One entry in a hundred is revoked, at random places: what compresses worst of what is likely. */
export async function measureStatusList(ground: Ground, { rounds, seconds }: { rounds: number; seconds: number }): Promise<StatusListReport> {
  const revoked = Math.floor(statusListSize / 100)
  const rebuilt = await measureRebuild(revoked, Math.max(rounds, 3))
  const bitstring = await measureBitstring({ entries: statusListSize, set: revoked, rounds: Math.max(rounds, 3) })
  await seedRevocations(ground, revoked, statusListSize)
  const { path, etag, octets } = await publishedList(ground)
  const whole: Requests[] = []
  const notModified: Requests[] = []
  for (let round = 0; round < rounds; round += 1) {
    whole.push(await ask(ground, path, {}, 200, seconds))
    notModified.push(await ask(ground, path, { 'if-none-match': etag }, 304, seconds))
  }
  return {
    entries: statusListSize, revoked, rebuild: rebuilt, token: octets, bitstring,
    served: {
      whole: spreadOf(whole.map(({ perSecond }) => perSecond)), notModified: spreadOf(notModified.map(({ perSecond }) => perSecond)),
      cpu: { whole: spreadOf(whole.map(({ cpu }) => cpu)), notModified: spreadOf(notModified.map(({ cpu }) => cpu)) },
    },
  }
}

/** As the publisher does it, except that the record is at hand. */
async function measureRebuild(revoked: number, rounds: number): Promise<{ elapsed: Spread; cpu: Spread }> {
  const signer = makeSigner()
  const id = '00000000-0000-4000-8000-000000000000' as StatusListId
  const institution = { did: 'did:web:school.example', credentialIssuer: 'https://school.example', keys: [signer] } as unknown as IssuingInstitution
  const elapsed: number[] = []
  const cpu: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const content = { id, size: statusListSize, signingKid: signer.kid, version: round, revoked: Array.from({ length: revoked }, () => randomInt(statusListSize)), suspended: [] }
    const start = performance.now()
    const busy = process.cpuUsage()
    const [publication] = await publishLists(institution, {
      statusLists: {
        standing: async () => [{ id, sequence: round, version: round, publishedVersion: round - 1, isWhole: true }], read: async () => content, publish: async () => true, published: async () => undefined,
      },
      marks: { of: () => 0 }, now: () => new Date(), ttlSeconds: 30,
    })
    elapsed.push(performance.now() - start)
    const { user, system } = process.cpuUsage(busy)
    cpu.push((user + system) / 1000)
    if (publication === undefined) throw new Error('no list was made')
  }
  return { elapsed: spreadOf(elapsed), cpu: spreadOf(cpu) }
}

/** Waits until the service's own round has published the list with its revocations. */
async function publishedList({ issuer, school, sql }: Ground): Promise<{ path: string; etag: string; octets: number }> {
  const { rows: [list] } = await sql.query<{ id: string }>(`SELECT id FROM issuer.status_lists WHERE state = 'open'`)
  const path = `/${school.slug}/status-lists/${String(list?.id)}`
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${issuer.url}${path}`, { headers: { 'accept-encoding': 'identity' } })
    const body = await answer.text()
    const etag = answer.headers.get('etag')
    // An empty list compresses to next to nothing.
    if (answer.status === 200 && etag !== null && body.length > 5000) return { path, etag, octets: body.length }
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  throw new Error('the list was not published')
}

type Requests = { perSecond: number; cpu: number }

/** Sixteen readers at once. */
async function ask({ issuer, pids }: Ground, path: string, headers: Record<string, string>, expected: number, seconds: number): Promise<Requests> {
  const clients = Array.from({ length: 16 }, () => new Client(`http://127.0.0.1:${issuer.port}`, { pipelining: 1 }))
  issuer.logs.length = 0
  const before = cpuOfProcess(pids.issuer)
  const start = performance.now()
  let answered = 0
  await Promise.all(clients.map(async (client) => {
    while (performance.now() - start < seconds * 1000) {
      const { statusCode, body } = await client.request({ method: 'GET', path, headers })
      await body.dump({ limit: 10_000_000 })
      if (statusCode !== expected) throw new Error(`the list was answered ${statusCode}`)
      answered += 1
    }
  }))
  const elapsed = (performance.now() - start) / 1000
  const cpu = cpuOfProcess(pids.issuer) - before
  await Promise.all(clients.map((client) => client.close()))
  return { perSecond: answered / elapsed, cpu: cpu / answered }
}
