import { isUniqueViolation } from '@eduwallet/storage'
import type { AwardId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import { doTogether } from './do-together.ts'
import type { InstitutionScope } from './scope.ts'

/** A step as the function take_claim_steps (migrations 0002 and 0011) reads it; a hash is written by `hexOf`, a time as ISO 8601. */
export type ClaimStep = { do: 'redeem' | 'intend' | 'issued' } & Record<string, unknown>

/** What became of it. `award` and `configurations`: of the offer that was redeemed. */
export type StepOutcome = { outcome: string; award: AwardId | null; configurations: string[] | null }

/** The steps of claims that change the record of one institution. */
export type ClaimSteps = {
  /** Takes one step, committed when it resolves. */
  take(step: ClaimStep, act: Act): Promise<StepOutcome>
}

/**
 * Takes the steps that wait at the same moment together: they would stand in line for the institution's journal, each with a
 * commit of its own.
 */
export function openClaimSteps(scope: Pick<InstitutionScope, 'call'>): ClaimSteps {
  async function send(steps: readonly ClaimStep[]): Promise<StepOutcome[]> {
    const inOrder = steps.map((step, at) => ({ step, at, place: placeOf(step) })).sort((one, other) => (one.place < other.place ? -1 : one.place > other.place ? 1 : one.at - other.at))
    const [row] = await scope.call<{ outcomes: StepOutcome[] }>('SELECT take_claim_steps($1::uuid, $2) AS outcomes', [JSON.stringify(inOrder.map(({ step }) => step))])
    const outcomes = row?.outcomes ?? []
    // Each back to where its step stood; fewer outcomes than steps are given on as they are, for who counts them.
    return outcomes.length === steps.length ? inOrder.map(({ at }, place) => ({ at, outcome: outcomes[place] as StepOutcome })).sort((one, other) => one.at - other.at).map(({ outcome }) => outcome) : outcomes
  }

  /** Who lost a race to another process looks again: now it sees who won. What cannot be seen there is a status index that is taken. */
  async function sendAgain(steps: readonly ClaimStep[]): Promise<StepOutcome[]> {
    try {
      return await send(steps)
    } catch (error) {
      if (steps.length > 1 || !isUniqueViolation(error)) throw error
    }
    try {
      return await send(steps)
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      return [{ outcome: 'raced', award: null, configurations: null }]
    }
  }

  const take = doTogether(sendAgain)
  return { take: (step, act) => take({ ...step, actor: act.actor, at: act.at, correlation: act.correlationId }) }
}

/**
 * Where a step stands in its lot. The same in every process, and in the order of locks (migration 0002: awards first, then offers, then
 * credentials): lots that meet in several rows wait for each other, and never in a circle.
 */
function placeOf(step: ClaimStep): string {
  switch (step.do) {
    case 'intend': return `1 ${String(step['award'])} ${String(step['tokenHash'])}`
    case 'redeem': return `2 ${String(step['codeHash'])}`
    case 'issued': return `3 ${String(step['credentials'])}`
  }
}

/** Octets as PostgreSQL reads a bytea. */
export function hexOf(octets: Uint8Array): string {
  return `\\x${Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex')}`
}
