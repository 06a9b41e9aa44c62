/** The end of a test run: what did not run and why, then one line of counts, always the last. */
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node'

/** Vitest reporter; use it as the last of the list. */
export class ClosingReporter implements Reporter {
  /** Prints the list and the line `N passed, N failed` (`, N skipped` when there are any). Files that did not load count as failed. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0
    let failed = unhandledErrors.length
    const skipped: string[] = []
    for (const testModule of modules) {
      if (testModule.errors().length > 0) failed += 1
      for (const test of testModule.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'failed') failed += 1
        else skipped.push(`${testModule.relativeModuleId}: ${test.fullName}: ${reasonOf(test)}`)
      }
      for (const suite of testModule.children.allSuites()) {
        if (suite.errors().length > 0) failed += 1
      }
    }
    const lines = skipped.length === 0 ? [] : ['', 'Not run:', ...skipped.map((line) => `  ${line}`)]
    if (reason === 'interrupted') lines.push('', 'The run was interrupted.')
    const counts = `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`
    // Vitest prints through standard output too; on exit everything it had to say has been said.
    process.once('exit', () => { process.stdout.write(`${[...lines, '', counts].join('\n')}\n`) })
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined && result.note !== '') return result.note
  return test.options.mode === 'todo' ? 'still to be written' : 'no reason given, or left out by a filter'
}
