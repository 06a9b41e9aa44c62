/**
 * What must hold of every reader of foreign bytes, whatever it is given: it takes the input, or refuses it with an error of its own
 * room, and is done in a tenth of a second of the processor's time.
 */
import { expect } from 'vitest'

/** A reader. `refusals` are the errors it may end with; with none it answers and never throws. */
export type Reader<Input> = { read: (input: Input) => unknown; refusals: readonly (abstract new (...given: never[]) => Error)[] }

/** In milliseconds of processor time, for one input. */
const slow = 100

/** Gives the input to the reader; true when it was taken. */
export async function attempt<Input>(reader: Reader<Input>, input: Input): Promise<boolean> {
  const first = await once(reader, input)
  // What is slow is slow again; what was in the way of one input (a compiler, a garbage collector) is not.
  if (first.milliseconds > slow) expect(Math.min(first.milliseconds, (await once(reader, input)).milliseconds), `milliseconds for ${show(input)}`).toBeLessThan(slow)
  return first.taken
}

async function once<Input>({ read, refusals }: Reader<Input>, input: Input): Promise<{ taken: boolean; milliseconds: number }> {
  const start = process.threadCpuUsage()
  let taken = true
  try {
    await read(input)
  } catch (error) {
    taken = false
    if (!refusals.some((refusal) => error instanceof refusal)) throw new Error(`not a refusal of this reader: ${String(error)} for ${show(input)}`, { cause: error })
  }
  const { user, system } = process.threadCpuUsage(start)
  return { taken, milliseconds: (user + system) / 1000 }
}

function show(input: unknown): string {
  return (JSON.stringify(input) ?? String(input)).slice(0, 400)
}
