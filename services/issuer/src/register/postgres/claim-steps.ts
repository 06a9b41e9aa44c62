import { sqlState } from '@eduwallet/storage'
import type { Act } from '../../journal/types.ts'
import type { InstitutionScope } from './scope.ts'

/** A step as the function take_claim_steps (migration 0002) reads it; a hash is written by `hexOf`, a time as ISO 8601. */
export type ClaimStep = { do: 'redeem' | 'intend' | 'issued' } & Record<string, unknown>

/** The steps of claims that change the record of one institution. */
export type ClaimSteps = {
  /** Takes one step, committed when it resolves, and gives its outcome. */
  take(step: ClaimStep, act: Act): Promise<string>
}

/** Steps in one statement at most. */
const mostTogether = 32
/** More would only wait for the same journal, each with fewer steps. */
const mostUnderWay = 1

/**
 * Takes the steps that wait at the same moment together: they would stand in line for the institution's journal, each with a
 * commit of its own. Who comes alone goes alone, and at once.
 */
export function openClaimSteps(scope: Pick<InstitutionScope, 'call'>): ClaimSteps {
  type Waiting = { step: object; resolve: (outcome: string) => void; reject: (error: unknown) => void }
  const line: Waiting[] = []
  let underWay = 0

  async function send(steps: readonly object[]): Promise<string[]> {
    const [row] = await scope.call<{ outcomes: (string | null)[] }>('SELECT take_claim_steps($1::uuid, $2) AS outcomes', [JSON.stringify(steps)])
    const outcomes = row?.outcomes.filter((outcome) => outcome !== null) ?? []
    if (outcomes.length !== steps.length) throw new Error('a step was taken without an outcome')
    return outcomes
  }

  async function takeTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await send(together.map(({ step }) => step))
      for (const [at, { resolve }] of together.entries()) resolve(outcomes[at] ?? '')
    } catch (error) {
      // PostgreSQL refused one of them and so all: none is on record, and each is to fail or stand by itself.
      if (together.length > 1 && sqlState(error) !== undefined) for (const one of together) await takeTogether([one])
      // When the database cannot be used, who waits behind would wait as long to be told the same.
      else for (const { reject } of sqlState(error) === undefined ? [...together, ...line.splice(0)] : together) reject(error)
    }
  }

  async function next(): Promise<void> {
    if (underWay >= mostUnderWay || line.length === 0) return
    underWay += 1
    await takeTogether(line.splice(0, mostTogether))
    underWay -= 1
    void next()
  }

  return {
    take: (step, act) => new Promise((resolve, reject) => {
      line.push({ step: { ...step, actor: act.actor, at: act.at, correlation: act.correlationId }, resolve, reject })
      void next()
    }),
  }
}

/** Octets as PostgreSQL reads a bytea. */
export function hexOf(octets: Uint8Array): string {
  return `\\x${Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex')}`
}
