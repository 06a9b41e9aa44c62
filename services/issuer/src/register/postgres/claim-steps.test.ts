import { DatabaseUnavailableError } from '@eduwallet/storage'
import { expect, it } from 'vitest'
import { openClaimSteps } from './claim-steps.ts'

const act = { at: new Date('2026-09-01T10:00:00Z'), actor: 'wallet', correlationId: 'test' }

it('OVR-03 whoever waits in line when the database cannot be used is told so with the first, and who comes later is served', async () => {
  let calls = 0
  const steps = openClaimSteps({
    async call<R>(_text: string, [given]: readonly unknown[]): Promise<R[]> {
      calls += 1
      if (calls === 1) {
        await new Promise((resolve) => { setTimeout(resolve, 50) })
        throw new DatabaseUnavailableError('no answer in time')
      }
      return [{ outcomes: (JSON.parse(String(given)) as unknown[]).map(() => ({ outcome: 'redeemed', award: null })) }] as R[]
    },
  })
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => steps.take({ do: 'redeem' }, act)))
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
  expect(calls).toBe(1)
  expect(await Promise.all(Array.from({ length: 100 }, () => steps.take({ do: 'redeem' }, act)))).toHaveLength(100)
})
