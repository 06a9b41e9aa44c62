/** Verdicts: the verifier's judge on presentations with key binding; issuer's key and status list are in its cache. */
import { makeSigner } from '../../services/verifier/src/judging/fixtures/make-signer.ts'
import { createWorld } from '../../services/verifier/src/judging/fixtures/world.ts'
import { measureRaw, rawVerdict, type RawCost } from './raw-cryptography.ts'
import { percentileOf, spreadOf, type Spread } from './statistics.ts'

/** Times in milliseconds for one verdict; `cpu`: of CPU. */
export type VerdictReport = { perSecond: Spread; p50: number; p99: number; cpu: Spread; raw: RawCost; disclosures: number }

/** Judges presentations, each of a holder never seen before, one after the other on this thread. */
export async function measureVerdicts({ rounds, verdicts }: { rounds: number; verdicts: number }): Promise<VerdictReport> {
  const world = await createWorld()
  try {
    const present = async (): Promise<string> => {
      const holder = makeSigner()
      return world.present({ claims: { cnf: { jwk: holder.publicJwk } } }, { signer: holder })
    }
    const judge = async (presentations: readonly string[]): Promise<{ latencies: number[]; elapsed: number; cpu: number }> => {
      const latencies: number[] = []
      const start = performance.now()
      const busy = process.cpuUsage()
      for (const compact of presentations) {
        const begun = performance.now()
        const { verdict } = await world.judge(compact)
        if (verdict !== 'confirmed') throw new Error(`a good presentation was ${verdict}`)
        latencies.push(performance.now() - begun)
      }
      const elapsed = performance.now() - start
      const { user, system } = process.cpuUsage(busy)
      return { latencies, elapsed: elapsed / presentations.length, cpu: (user + system) / 1000 / presentations.length }
    }
    const make = (count: number): Promise<string[]> => Promise.all(Array.from({ length: count }, present))
    await judge(await make(Math.ceil(verdicts / 2)))
    const taken = []
    for (let round = 0; round < rounds; round += 1) taken.push(await judge(await make(verdicts)))
    const sample = await present()
    const latencies = taken.flatMap((round) => round.latencies)
    return {
      p50: percentileOf(latencies, 0.5),
      p99: percentileOf(latencies, 0.99),
      perSecond: spreadOf(taken.map(({ elapsed }) => 1000 / elapsed)),
      cpu: spreadOf(taken.map(({ cpu }) => cpu)),
      raw: measureRaw(rawVerdict(sample), { rounds: Math.max(rounds, 3), flows: verdicts }),
      disclosures: sample.split('~').length - 2,
    }
  } finally {
    await world.close()
  }
}
