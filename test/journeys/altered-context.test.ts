/** A service whose shipped JSON-LD contexts were tampered with does not start. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')

/** Runs a file while one byte of one context reads differently; what it printed, and its exit code. */
async function runAltered(file: string, context: string): Promise<{ code: number; printed: string }> {
  const alter = `
    import fs, { } from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const read = fs.readFileSync
    fs.readFileSync = (name, ...options) => {
      const content = read(name, ...options)
      if (typeof name !== 'string' || !name.endsWith(${JSON.stringify(`/contexts/${context}`)})) return content
      content[content.length >> 1] ^= 1
      return content
    }
    syncBuiltinESMExports()`
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(alter)}`, file], { cwd: root, env: { PATH: process.env['PATH'] ?? '' }, timeout: 30_000 })
    return { code: 0, printed: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, printed: stdout + stderr }
  }
}

it.each(['services/issuer/src/main.ts', 'services/verifier/src/main.ts'])('DIN-07 %s does not start when a byte of a context was changed, and prints the hashes', async (file) => {
  const { code, printed } = await runAltered(file, 'open-badges-3.0.3.json')
  expect(code).toBe(1)
  expect(printed).toContain('open-badges-3.0.3.json was changed')
  expect(printed).toMatch(/^[0-9a-f]{64} {2}credentials-v2\.json {2}https:\/\/www\.w3\.org\/ns\/credentials\/v2$/m)
}, 60_000)

it('nothing is said of contexts when all are as they were shipped', async () => {
  expect(await runAltered('packages/credential-formats/src/index.ts', 'none.json')).toEqual({ code: 0, printed: '' })
}, 60_000)
