/** One database server for a whole test run. */
import type { TestProject } from 'vitest/node'
import { startTestDatabase } from './start-test-database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the server that the tests share, or why there is none */
    database: { url: string } | { reason: string }
  }
}

/** Starts the server before the first test; the returned function stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const database = await startTestDatabase((line) => { process.stdout.write(`${line}\n`) })
    project.provide('database', { url: database.url })
    return () => database.stop()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stdout.write(`database for the tests: none (${reason})\n`)
    project.provide('database', { reason })
    return async () => {}
  }
}
