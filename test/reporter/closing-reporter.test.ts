/** The last words of a run, from real runs of vitest on small suites. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
let folder: string

beforeAll(() => { folder = mkdtempSync(path.join(import.meta.dirname, 'run-')) })
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

/** Runs vitest on one file with this content; returns all it printed. */
function run(suite: string, ...options: string[]): { output: string; status: number | null } {
  const name = `suite-${Math.abs(hash(suite))}`
  writeFileSync(path.join(folder, `${name}.mjs`), `import { beforeAll, describe, expect, it } from 'vitest'\n${suite}`)
  writeFileSync(path.join(folder, 'vitest.config.mjs'), `import { ClosingReporter } from '../closing-reporter.ts'\nexport default { test: { include: ['*.mjs'], exclude: ['vitest.config.mjs'], root: ${JSON.stringify(folder)}, reporters: ['default', new ClosingReporter()] } }`)
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', path.join(folder, 'vitest.config.mjs'), name, ...options], { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', VITEST: '' } })
  return { output: stdout + (status === null ? stderr : ''), status }
}

function hash(text: string): number {
  let value = 0
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) | 0
  return value
}

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? ''

describe('the closing reporter', () => {
  it('ends with the counts, and exits with 0 when nothing failed', () => {
    const { output, status } = run(`it('a', () => {}); it('b', () => {})`)
    expect([lastLine(output), status]).toEqual(['2 passed, 0 failed', 0])
    expect(output).not.toContain('Not run:')
  })

  it('lists what did not run, with the reason', () => {
    const { output, status } = run(`it('a', () => {}); it('b', (context) => context.skip('there is no server')); describe('c', () => { it('d', (context) => context.skip('there is no server')); it.skip('e', () => {}) })`)
    expect([lastLine(output), status]).toEqual(['1 passed, 0 failed, 3 skipped', 0])
    expect(output).toMatch(/Not run:\n {2}suite-\d+\.mjs: there is no server\n {4}- b\n {4}- c > d\n {2}suite-\d+\.mjs: no reason was given\n {4}- c > e\n/)
  })

  it('counts failures, files that do not load, and suites that could not be prepared', () => {
    const failing = run(`it('a', () => { expect(1).toBe(2) }); describe('b', () => { beforeAll(() => { throw new Error('no') }); it('c', () => {}) })`)
    expect([lastLine(failing.output), failing.status]).toEqual(['0 passed, 2 failed, 1 skipped', 1])
    expect(failing.output).toContain('what its suite needs could not be prepared')
    const broken = run(`throw new Error('does not load')`)
    expect([lastLine(broken.output), broken.status]).toEqual(['0 passed, 1 failed', 1])
    const unhandled = run(`it('a', async () => { void Promise.reject(new Error('late')); await new Promise((resolve) => setTimeout(resolve, 20)) })`)
    expect([lastLine(unhandled.output), unhandled.status]).toEqual(['1 passed, 1 failed', 1])
  })

  it('does not list what a filter leaves out', () => {
    const { output } = run(`it('one', () => {}); it('two', () => {})`, '-t', 'one')
    expect(lastLine(output)).toBe('1 passed, 0 failed, 1 skipped')
    expect(output).not.toContain('Not run:')
  })
}, 60_000)
