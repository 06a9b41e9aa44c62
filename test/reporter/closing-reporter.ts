/** The end of a test run: what did not run and why, then one line of counts, always the last. */
import type { Reporter, TestCase, TestModule, TestRunEndReason, Vitest } from 'vitest/node'

/** Vitest reporter; use it as the last of the list. */
export class ClosingReporter implements Reporter {
  #filtered = false
  readonly #print: (text: string) => void

  /** @param print receives the closing text; default standard output, after everything else that vitest has to say */
  constructor(print: (text: string) => void = atExit) {
    this.#print = print
  }

  /** Notes whether tests are left out on purpose (`-t`): those are not "not run". */
  onInit(vitest: Vitest): void {
    this.#filtered = vitest.config.testNamePattern !== undefined
  }

  /** Prints the list and the line `N passed, N failed` (`, N skipped` when there are any). A file that did not load counts as failed. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0
    let failed = unhandledErrors.length
    let skipped = 0
    const notRun = new Map<string, string[]>()
    for (const testModule of modules) {
      if (testModule.errors().length > 0) failed += 1
      for (const suite of testModule.children.allSuites()) if (suite.errors().length > 0) failed += 1
      for (const test of testModule.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else {
          skipped += 1
          const why = reasonOf(test, reason)
          if (this.#filtered && why === undefined) continue
          const heading = `${testModule.relativeModuleId}: ${why ?? 'no reason was given'}`
          notRun.set(heading, [...notRun.get(heading) ?? [], test.fullName])
        }
      }
    }
    const lines = [...notRun].flatMap(([heading, tests]) => [`  ${heading}`, ...tests.map((test) => `    - ${test}`)])
    if (lines.length > 0) lines.unshift('Not run:')
    if (reason === 'interrupted') lines.push('The run was interrupted.')
    this.#print([...lines, `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`].join('\n'))
  }
}

function atExit(text: string): void {
  process.once('exit', () => { process.stdout.write(`${text}\n`) })
}

function reasonOf(test: TestCase, reason: TestRunEndReason): string | undefined {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined && result.note !== '') return result.note
  if (result.state === 'pending' && reason === 'interrupted') return 'the run was interrupted'
  // A suite whose beforeAll failed does not run its tests; the suite itself counts as failed.
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) if (parent.errors().length > 0) return 'what its suite needs could not be prepared'
  return undefined
}
