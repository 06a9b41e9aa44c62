/** The demo's way of telling: one line for each step, with the time it took. */

/** Where the demo speaks. `width` is where the times are lined up. */
export type Stage = {
  say: (line?: string) => void
  /** Runs one step and prints it; `detail` lines come under it. The first step that fails ends the demo. */
  step: <T>(sentence: string, work: () => Promise<T>, tell?: (result: T) => { sentence?: string; details?: readonly string[] }) => Promise<T>
  elapsedSeconds: () => number
}

/** The step that failed, in the words that were on the screen. */
export class DemoStepError extends Error {
  readonly code = 'DEMO_STEP_FAILED'
  readonly step: string

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'DemoStepError'
    this.step = step
  }
}

const width = 84

/** Opens the stage on a stream; on a terminal the step under way is shown while it runs. */
export function openStage(stream: NodeJS.WriteStream, now: () => number = () => performance.now()): Stage {
  const began = now()
  const line = (text = '') => { stream.write(`${text}\n`) }
  const colour = (code: number, text: string) => stream.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text
  const pad = (text: string) => text.length >= width ? `${text} ` : text.padEnd(width)
  return {
    say: line,
    elapsedSeconds: () => (now() - began) / 1000,
    step: async (sentence, work, tell) => {
      const from = now()
      if (stream.isTTY) stream.write(`  … ${sentence}`)
      const finish = (mark: string, text: string) => {
        if (stream.isTTY) stream.write('\r\u001b[2K')
        line(`  ${mark} ${pad(text)}${seconds((now() - from) / 1000)}`)
      }
      try {
        const result = await work()
        const told = tell?.(result) ?? {}
        finish(colour(32, '✓'), told.sentence ?? sentence)
        for (const detail of told.details ?? []) line(`      ${detail}`)
        return result
      } catch (error) {
        finish(colour(31, '✗'), sentence)
        throw new DemoStepError(sentence, error)
      }
    },
  }
}

/** Seconds with one digit behind the point, right aligned. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`.padStart(7)
}

/** Two columns: what it is, and what it says. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(widest)}  ${value}`)
}
