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

it('OVR-12 who comes when 256 stand in line is told to come back at once, and all who stand in line are served', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => { release = resolve })
  const sizes: number[] = []
  const steps = openClaimSteps({
    async call<R>(_text: string, [given]: readonly unknown[]): Promise<R[]> {
      await held
      const asked = JSON.parse(String(given)) as unknown[]
      sizes.push(asked.length)
      return [{ outcomes: asked.map(() => 'redeemed') }] as R[]
    },
  })
  const taken = Array.from({ length: 1 + 256 }, () => steps.take({ do: 'redeem' }, act))
  const refused = await Promise.allSettled(Array.from({ length: 10_000 }, () => steps.take({ do: 'redeem' }, act)))
  for (const outcome of refused) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 } })
  release()
  expect(await Promise.all(taken)).toEqual(taken.map(() => 'redeemed'))
  expect(sizes).toEqual([1, ...Array.from({ length: 8 }, () => 32)])
  expect(await steps.take({ do: 'redeem' }, act)).toBe('redeemed')
})

it('OVR-07 a lot is taken in one order in every process, and each gets its own outcome back', async () => {
  const taken: string[][] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => { release = resolve })
  const steps = openClaimSteps({
    async call<R>(_text: string, [given]: readonly unknown[]): Promise<R[]> {
      if (taken.length === 0) await held
      const asked = JSON.parse(String(given)) as { do: string; name: string }[]
      taken.push(asked.map(({ name }) => name))
      return [{ outcomes: asked.map(({ name }) => ({ outcome: name, award: null })) }] as R[]
    },
  })
  const first = steps.take({ do: 'issued', name: 'first', credentials: ['0'] }, act)
  const wanted = [
    { do: 'issued', name: 'i-b', credentials: ['b'] }, { do: 'redeem', name: 'r-b', codeHash: 'b' }, { do: 'intend', name: 'n-b', award: 'b', tokenHash: '1' },
    { do: 'redeem', name: 'r-a', codeHash: 'a' }, { do: 'intend', name: 'n-a', award: 'a', tokenHash: '2' }, { do: 'redeem', name: 'r-a again', codeHash: 'a' }, { do: 'issued', name: 'i-a', credentials: ['a'] },
  ] as const
  const outcomes = wanted.map((step) => steps.take(step, act))
  release()
  await first
  expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(wanted.map(({ name }) => name))
  // Awards before offers before credentials; of one code whoever came first.
  expect(taken[1]).toEqual(['n-a', 'n-b', 'r-a', 'r-a again', 'r-b', 'i-a', 'i-b'])
})
