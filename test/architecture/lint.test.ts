/** The linter as it is configured here: it knows types, and finds what would break a promise of the house. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')

const planted = {
  'typescript(no-floating-promises)': `export function save(write: () => Promise<void>): void {\n  write()\n}\n`,
  'typescript(no-misused-promises)': `export async function check(ok: () => Promise<boolean>): Promise<string> {\n  if (ok()) return 'yes'\n  return await Promise.resolve('no')\n}\n`,
  'typescript(await-thenable)': `export async function wait(text: string): Promise<string> {\n  return await text\n}\n`,
  'typescript(no-unsafe-return)': `export function read(text: string): { id: string } {\n  return JSON.parse(text)\n}\n`,
  'typescript(no-unsafe-assignment)': `export function read(text: string): unknown {\n  const value: { id: string } = JSON.parse(text)\n  return value.id\n}\n`,
  'typescript(no-explicit-any)': `export function read(text: string): any {\n  return text\n}\n`,
  'typescript(switch-exhaustiveness-check)': `export function name(state: 'open' | 'closed'): string {\n  let word = 'unknown'\n  switch (state) {\n    case 'open':\n      word = 'o'\n  }\n  return word\n}\n`,
}
const fine = `export async function save(write: () => Promise<void>): Promise<void> {\n  await write()\n}\n`

const folders: string[] = []
afterAll(async () => { for (const folder of folders) await rm(folder, { recursive: true }) })

/** Lints files with our configuration, in a folder of their own, in one run. */
async function lint(files: Record<string, string>): Promise<{ exitCode: number; found: string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'eduwallet-lint-'))
  folders.push(folder)
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, target: 'es2024', module: 'nodenext', types: [], noEmit: true } }))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  const { exitCode, output } = await new Promise<{ exitCode: number; output: string }>((resolve) => {
    const command = path.join(root, 'node_modules', '.bin', 'oxlint')
    const child = execFile(command, ['--type-aware', '--deny-warnings', '--format=json', '-c', path.join(root, '.oxlintrc.json'), '.'], { cwd: folder },
      (_error, stdout) => { resolve({ exitCode: child.exitCode ?? -1, output: stdout }) })
  })
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] }
  return { exitCode, found: diagnostics.map(({ code, filename }) => `${path.basename(filename)}: ${code}`) }
}

it('finds every planted fault, and nothing in a file without one', async () => {
  const faults = Object.entries(planted).map(([code, text], at) => ({ name: `fault-${at}.ts`, code, text }))
  const { exitCode, found } = await lint({ ...Object.fromEntries(faults.map(({ name, text }) => [name, text])), 'fine.ts': fine })
  expect(exitCode).toBe(1)
  expect(found).toEqual(expect.arrayContaining(faults.map(({ name, code }) => `${name}: ${code}`)))
  expect(found.filter((line) => line.startsWith('fine.ts'))).toEqual([])
  expect((await lint({ 'fine.ts': fine })).exitCode).toBe(0)
})

it('lets no \'any\' cross the border of a room, however it is taken in there', async () => {
  const room = `export const read = (text: string) => JSON.parse(text)\n`
  const uses = {
    'no-unsafe-return': 'return read(text)', 'no-unsafe-assignment': 'const award: { id: string } = read(text)\n  return award.id', 'no-unsafe-member-access': 'return String(read(text).id)',
    'no-unsafe-call': 'return String(read(text)())', 'no-unsafe-argument': 'return text.concat(read(text))',
  }
  const doors = Object.fromEntries(Object.entries(uses).map(([rule, use]) => [`${rule}.ts`, `import { read } from './room.ts'\n\nexport function open(text: string): string {\n  ${use}\n}\n`]))
  const { found } = await lint({ ...doors, 'room.ts': room })
  expect(found).toEqual(expect.arrayContaining(Object.keys(uses).map((rule) => `${rule}.ts: typescript(${rule})`)))
})

it('is what "lint" runs, and fails on a warning', async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  expect(scripts['lint']).toBe('oxlint --type-aware --deny-warnings')
})
