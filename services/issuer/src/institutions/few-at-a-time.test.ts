/** Looking at every institution takes a few connections and no more, however many institutions there are. */
import { expect, it } from 'vitest'
import { checkInstitutions } from './check-institutions.ts'
import { fewAtATime } from './few-at-a-time.ts'
import { openInstitutionDirectory } from './institution-directory.ts'

/** Something that is asked, and how many asked at the same time. */
function counted() {
  let now = 0
  let most = 0
  return {
    most: () => most,
    async ask(): Promise<undefined> {
      most = Math.max(most, (now += 1))
      await new Promise((resolve) => { setTimeout(resolve, 1) })
      now -= 1
      return undefined
    },
  }
}
const list = async () => Array.from({ length: 1000 }, (_none, at) => ({ slug: `school-${at}` })) as never

it('OVR-12 the directory and the checks for readiness never ask the record for more than four institutions at once', async () => {
  const reading = counted()
  const directory = openInstitutionDirectory({
    book: { list, findBySlug: reading.ask } as never, signingKeysOf: () => { throw new Error('there is no institution') }, kek: undefined as never, publicUrl: 'https://issuer.example', now: () => new Date(0),
  })
  expect(await directory.all()).toEqual([])
  expect(reading.most()).toBe(4)

  const checking = counted()
  expect(await checkInstitutions({ book: { list }, directory: { bySlug: checking.ask }, now: () => new Date(0) }).signingKeys()).toEqual([])
  expect(checking.most()).toBe(4)
})

it('each is done once, the results are in order, and a failure ends it', async () => {
  expect(await fewAtATime([5, 1, 3, 2, 4, 0], async (item) => {
    await new Promise((resolve) => { setTimeout(resolve, item) })
    return item * 2
  })).toEqual([10, 2, 6, 4, 8, 0])
  expect(await fewAtATime([], () => Promise.reject(new Error('nothing to do')))).toEqual([])
  await expect(fewAtATime([1, 2, 3], async (item) => { if (item === 2) throw new Error('two') })).rejects.toThrow('two')
})
