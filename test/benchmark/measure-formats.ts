/** Every way to secure and to verify a credential, beside the library that others use for it and beside the cryptography alone. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { copyUnpatchedJsonLd } from '../patches/unpatched-jsonld.ts'
import { formatNames } from './formats/documents.ts'
import type { Counted, Order, Party, ThreadData } from './formats/format-thread.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** `cpu`: microseconds for one. `timesPeer`: how many times as fast as the peer, by CPU. `shareOfRaw`: CPU of the cryptography in ours, 0 to 1. */
export type TaskFigure = { oneCore: Spread; twoCores: Spread; cpu: Spread; timesPeer: Spread | undefined; shareOfRaw: Spread }
export type FormatFigure = { name: string; library: string | undefined; secure: TaskFigure; verify: TaskFigure }

type Thread = { ask: (order: Order) => Promise<Counted>; end: () => Promise<unknown> }

/** Each format `rounds` times: ours, the peer and raw right after each other, so that what else the machine does is the same for all. */
export async function measureFormats({ rounds, milliseconds }: { rounds: number; milliseconds: number }): Promise<FormatFigure[]> {
  const { url, remove } = copyUnpatchedJsonLd()
  const [ours, second, peer, raw] = (['ours', 'ours', 'peer', 'raw'] as const).map((party) => startThread(party, party === 'peer' ? url : undefined)) as [Thread, Thread, Thread, Thread]
  try {
    const figures: FormatFigure[] = []
    for (const name of formatNames) {
      let library: string | undefined
      const figureOf = async (task: Order['task']): Promise<TaskFigure> => {
        const taken = []
        for (let round = 0; round <= rounds; round += 1) {
          const order = { name, task, milliseconds }
          const [one, other, alone] = [await must(ours.ask(order)), await peer.ask(order), await must(raw.ask(order))]
          const together = await Promise.all([must(ours.ask(order)), must(second.ask(order))])
          library = other?.library
          // The first round warms up.
          if (round > 0) taken.push({ one, other, alone, together: together[0].perSecond + together[1].perSecond })
        }
        return {
          oneCore: spreadOf(taken.map(({ one }) => one.perSecond)),
          twoCores: spreadOf(taken.map(({ together }) => together)),
          cpu: spreadOf(taken.map(({ one }) => one.cpu)),
          timesPeer: library === undefined ? undefined : spreadOf(taken.map(({ one, other }) => (other?.cpu ?? Number.NaN) / one.cpu)),
          shareOfRaw: spreadOf(taken.map(({ one, alone }) => alone.cpu / one.cpu)),
        }
      }
      const [secure, verify] = [await figureOf('secure'), await figureOf('verify')]
      figures.push({ name, library, secure, verify })
    }
    return figures
  } finally {
    await Promise.all([ours, second, peer, raw].map((thread) => thread.end()))
    remove()
  }
}

function startThread(party: Party, unpatched: string | undefined): Thread {
  const worker = new Worker(new URL('./formats/format-thread.ts', import.meta.url), { workerData: { party, unpatched } satisfies ThreadData, execArgv: [] })
  return {
    ask: async (order) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(order)
      const [counted] = await once(worker, 'message') as [Counted]
      return counted
    },
    end: () => worker.terminate(),
  }
}

async function must(counting: Promise<Counted>): Promise<NonNullable<Counted>> {
  const counted = await counting
  if (counted === undefined) throw new Error('a format was not measured')
  return counted
}
