/** A thread that does one thing over and over for a while, and counts. `workerData`: who does it, and for the peers where jsonld is as it comes. */
import { registerHooks } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { Works } from './works.ts'

export type Party = 'ours' | 'raw' | 'peer'
/** `unpatched`: the URL of jsonld without our patch, which the peers' libraries get. */
export type ThreadData = { readonly party: Party; readonly unpatched?: string | undefined }
export type Order = { readonly name: string; readonly task: 'secure' | 'verify'; readonly milliseconds: number }
/** `cpu`: microseconds of this thread for one. Undefined: this party has nothing of this name. */
export type Counted = { readonly perSecond: number; readonly cpu: number; readonly library?: string | undefined } | undefined

const { party, unpatched } = workerData as ThreadData
let redirected = 0

if (unpatched !== undefined) {
  registerHooks({
    resolve: (name, context, next) => {
      if (name !== 'jsonld' || !/node_modules\/(@digitalbazaar|jsonld-signatures)\//.test(context.parentURL ?? '')) return next(name, context)
      redirected += 1
      return { url: unpatched, format: 'commonjs', shortCircuit: true }
    },
  })
}

async function open(name: string): Promise<(Works & { library?: string }) | undefined> {
  if (party === 'peer') {
    const { peerWorks } = await import('./peers.ts')
    if (redirected === 0) throw new Error('the peers would get the patched jsonld')
    return peerWorks(name)
  }
  const { ourWorks, rawWorks } = await import('./works.ts')
  return party === 'ours' ? ourWorks(name) : rawWorks(name)
}

const opened = new Map<string, ReturnType<typeof open>>()

async function count({ name, task, milliseconds }: Order): Promise<Counted> {
  const works = await (opened.get(name) ?? opened.set(name, open(name)).get(name))
  if (works === undefined) return undefined
  const work = works[task]
  const [start, busy] = [performance.now(), process.threadCpuUsage()]
  let done = 0
  for (; performance.now() - start < milliseconds || done < 3; done += 1) await work()
  const [elapsed, { user, system }] = [performance.now() - start, process.threadCpuUsage(busy)]
  return { perSecond: done * 1000 / elapsed, cpu: (user + system) / done, library: works.library }
}

parentPort?.on('message', (order: Order) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void count(order).then((counted) => parentPort?.postMessage(counted))
})
