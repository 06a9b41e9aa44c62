/** Complete claims: token, nonce, credential; each committed in PostgreSQL before it is answered. */
import type { Ground } from './ground.ts'
import { openLightWallet, prepareClaims, type PreparedClaim } from './light-wallet.ts'
import { cpuOfFamily, cpuOfProcess } from './process-usage.ts'
import { measureRaw, rawClaim, type RawCost } from './raw-cryptography.ts'
import { gatherStatistics, seedOffers } from './seed-record.ts'
import { percentileOf, spreadOf, type Spread } from './statistics.ts'

/** One way to claim: so many wallets at once, each starting its next claim when it has the last. */
export type ClaimKind = { dpop: boolean; wallets: number }

/** Times in milliseconds. CPU is of one claim: the issuer's process, its database, and the wallets of the benchmark. */
export type ClaimFigures = ClaimKind & {
  perSecond: Spread
  p50: number
  p99: number
  cpu: { issuer: Spread; database: Spread; wallets: Spread }
}

export type ClaimReport = { figures: ClaimFigures[]; raw: { dpop: boolean; cost: RawCost }[]; claims: number }

type Round = { claims: number; seconds: number; latencies: number[]; cpu: { issuer: number; database: number; wallets: number }; credential: string }

/** Measures every kind `rounds` times in turn, so that a busy moment of the machine does not fall on one of them. */
export async function measureClaims(ground: Ground, kinds: readonly ClaimKind[], { rounds, seconds }: { rounds: number; seconds: number }): Promise<ClaimReport> {
  // Compiling and caches: the first claims of a process are not like the others.
  await claimFor(ground, { dpop: true, wallets: 8 }, seconds)
  await gatherStatistics(ground)
  const taken = kinds.map((kind): { kind: ClaimKind; rounds: Round[] } => ({ kind, rounds: [] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { kind, rounds } of taken) rounds.push(await claimFor(ground, kind, seconds))
  }
  const credential = taken[0]?.rounds[0]?.credential ?? ''
  const raw = [false, true].map((dpop) => ({ dpop, cost: measureRaw(rawClaim(credential, dpop), { rounds: Math.max(rounds, 3), flows: 400 }) }))
  const figures = taken.map(({ kind, rounds }): ClaimFigures => {
    const latencies = rounds.flatMap((round) => round.latencies)
    return {
      ...kind,
      perSecond: spreadOf(rounds.map(({ claims, seconds }) => claims / seconds)),
      p50: percentileOf(latencies, 0.5),
      p99: percentileOf(latencies, 0.99),
      cpu: {
        issuer: spreadOf(rounds.map(({ cpu, claims }) => cpu.issuer / claims)),
        database: spreadOf(rounds.map(({ cpu, claims }) => cpu.database / claims)),
        wallets: spreadOf(rounds.map(({ cpu, claims }) => cpu.wallets / claims)),
      },
    }
  })
  return { figures, raw, claims: taken.flatMap(({ rounds }) => rounds).reduce((sum, { claims }) => sum + claims, 0) }
}

/** Makes exactly so many claims, 64 wallets at once. */
export async function claimMany(ground: Ground, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 2000) await claimAll(ground, { dpop: false, wallets: 64 }, await prepare(ground, Math.min(left, 2000), false), Infinity)
}

/** Claims of one second on the fastest machine to be expected: so many are prepared. */
const mostPerSecond = 1200

async function claimFor(ground: Ground, kind: ClaimKind, seconds: number): Promise<Round> {
  return claimAll(ground, kind, await prepare(ground, Math.ceil(seconds * mostPerSecond), kind.dpop), seconds)
}

async function prepare(ground: Ground, count: number, withDpop: boolean): Promise<PreparedClaim[]> {
  return prepareClaims(await seedOffers(ground, count), withDpop)
}

async function claimAll({ issuer, school, pids }: Ground, { wallets }: ClaimKind, claims: PreparedClaim[], seconds: number): Promise<Round> {
  issuer.logs.length = 0
  const opened = Array.from({ length: wallets }, () => openLightWallet({ url: issuer.url, address: `http://127.0.0.1:${issuer.port}`, slug: school.slug }))
  const left = claims.values()
  const latencies: number[] = []
  let credential = ''
  const before = usage(pids)
  const start = performance.now()
  await Promise.all(opened.map(async (wallet) => {
    for (const claim of left) {
      const done = await wallet.claim(claim)
      latencies.push(done.milliseconds)
      credential = done.credential
      if (performance.now() - start >= seconds * 1000) return
    }
  }))
  const elapsed = (performance.now() - start) / 1000
  const after = usage(pids)
  await Promise.all(opened.map((wallet) => wallet.close()))
  return {
    claims: latencies.length, seconds: elapsed, latencies, credential,
    cpu: { issuer: after.issuer - before.issuer, database: after.database - before.database, wallets: after.wallets - before.wallets },
  }
}

function usage(pids: Ground['pids']): Round['cpu'] {
  const { user, system } = process.cpuUsage()
  return { issuer: cpuOfProcess(pids.issuer), database: cpuOfFamily(pids.postgres), wallets: (user + system) / 1000 }
}
