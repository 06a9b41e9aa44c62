import type { JsonObject } from '@eduwallet/strict-json'
import { afterEach, describe, expect, it } from 'vitest'
import { canonicalise, canonicaliseHere } from './canonicalise.ts'
import { openContexts, shippedContexts } from './contexts/open-contexts.ts'
import { badge, exampleContexts, examplesContext, vcdm2 } from './fixtures/documents.ts'
import { type Canonicalisers, type CanonicaliserOptions, startCanonicalisers } from './start-canonicalisers.ts'

let running: Canonicalisers | undefined
const start = (options: CanonicaliserOptions = {}): Canonicalisers => (running = startCanonicalisers(options))
afterEach(async () => { await running?.close() })

const clique = (size: number): JsonObject => ({
  '@context': [vcdm2, examplesContext],
  '@graph': Array.from({ length: size }, (_, from) => ({ '@id': `_:e${from}`, p: Array.from({ length: size }, (_, to) => ({ '@id': `_:e${to}` })) })),
})

describe('canonicalising on threads of its own', () => {
  it('gives the same to the octet, refusals included, under the contexts of the caller', async () => {
    const own = 'https://own.example/context'
    const [one, two] = ['one', 'two'].map((word) => openContexts([[own, { '@context': { word: `https://own.example/${word}` } }]]))
    const cases = [shippedContexts, one!, two!, exampleContexts].flatMap((contexts) => [badge('did:web:a.example'), { ...badge('did:web:a.example'), '@context': [vcdm2, own], word: 'x' }, { '@context': 'https://unknown.example/' }, { ...badge('did:web:a.example'), unknown: 1 }, clique(6)].map((document) => [document, contexts] as const))
    const outcome = (work: Promise<string>): Promise<string> => work.catch((error: unknown) => JSON.stringify({ ...(error as object), message: (error as Error).message }))
    const here = await Promise.all(cases.flatMap(([document, contexts]) => (['sha256', 'sha384'] as const).map((hash) => outcome(canonicaliseHere(document, contexts, hash)))))
    const { counts } = start()
    const there = await Promise.all(cases.flatMap(([document, contexts]) => (['sha256', 'sha384'] as const).map((hash) => outcome(canonicalise(document, contexts, hash)))))
    expect(counts().threads).toBeGreaterThan(0)
    expect(there).toEqual(here)
    expect(here.filter((one) => one.includes('DI_')).length).toBeGreaterThan(3)
  }, 60_000)

  it('DIN-09 OVR-20 a poisoned document is given up (DI_TOO_COSTLY); those of others are done meanwhile, and no turn of the event loop takes 100 ms', async () => {
    start({ threads: 2, timeoutSeconds: 4 })
    await Promise.all([1, 2, 3, 4].map(() => canonicalise(badge('did:web:a.example'), exampleContexts)))
    let longest = 0
    let last = process.threadCpuUsage()
    const watch = setInterval(() => {
      const { user, system } = process.threadCpuUsage(last)
      longest = Math.max(longest, (user + system) / 1000)
      last = process.threadCpuUsage()
    }, 1)
    try {
      const poisoned = Array.from({ length: 3 }, () => canonicalise(clique(40), exampleContexts).then(() => 'done', (error: unknown) => (error as { code?: string }).code))
      const honest = Array.from({ length: 20 }, () => canonicalise(badge('did:web:a.example'), exampleContexts))
      expect(await Promise.all(poisoned)).toEqual(['DI_TOO_COSTLY', 'DI_TOO_COSTLY', 'DI_TOO_COSTLY'])
      const statements = await canonicaliseHere(badge('did:web:a.example'), exampleContexts, 'sha256')
      expect(new Set(await Promise.all(honest))).toEqual(new Set([statements]))
    } finally {
      clearInterval(watch)
    }
    expect(longest).toBeGreaterThan(0)
    expect(longest).toBeLessThan(100)
  }, 60_000)

  it('OVR-12 documents beyond the room are refused in the words of the service, not queued', async () => {
    start({ threads: 1, waiting: 2, unavailable: ({ code }) => new Error(`the service says ${code}`) })
    const work = Array.from({ length: 6 }, () => canonicalise(badge('did:web:a.example'), shippedContexts).then(() => 'done', (error: unknown) => (error as Error).message))
    expect((await Promise.all(work)).toSorted()).toEqual(['done', 'done', 'done', ...Array.from({ length: 3 }, () => 'the service says WORKERS_BUSY')])
  }, 60_000)

  it('is for one caller at a time, and after closing is done here again', async () => {
    const first = start()
    expect(() => startCanonicalisers()).toThrow('elsewhere already')
    await first.close()
    expect(await canonicalise(badge('did:web:a.example'), shippedContexts)).toContain('<did:web:a.example>')
    expect(first.counts().threads).toBe(0)
    await start().close()
  })
})
