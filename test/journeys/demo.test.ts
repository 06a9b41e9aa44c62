/** The demo itself, as a person starts it: it ends well, names what failed, and leaves nothing behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('./demo.ts', import.meta.url))
let folder: string
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'eduwallet-demo-test-')) })
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

/** Starts the demo with a temporary folder of its own. `until` resolves when the text has been printed, or the demo ended. */
function startDemo(argument: string[], temporary: string) {
  const child = spawn(process.execPath, [script, ...argument], { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { output += text })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const until = async (text: string) => {
    while (!output.includes(text) && child.exitCode === null && child.signalCode === null) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { child, ended, until, printed: () => output }
}

describe('the demo', () => {
  it('walks the main job within 60 seconds, ends with 0, and leaves nothing behind', async () => {
    const began = Date.now()
    const demo = startDemo([], folder)
    expect(await demo.ended, demo.printed()).toBe(0)
    expect(Date.now() - began).toBeLessThan(60_000)
    const steps = demo.printed().split('\n').filter((line) => line.startsWith('  ✓ '))
    expect(steps.length).toBeGreaterThanOrEqual(10)
    for (const step of steps) expect(step).toMatch(/\d+\.\d s$/)
    for (const told of ['confirmed', 'Flood safety in practice', 'revoked', 'transaction code', 'van Damme']) expect(demo.printed()).toContain(told)
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  it('with --keep says how to reach both services and keeps them until it is stopped', async () => {
    const demo = startDemo(['--keep'], folder)
    await demo.until('employer client secret')
    const said = (name: string) => new RegExp(`^\\s+${name}\\s+(\\S+)$`, 'm').exec(demo.printed())?.[1] ?? ''
    const [issuer, verifier] = [said('issuer'), said('verifier')]
    expect((await fetch(`${issuer}/readyz`)).status).toBe(200)
    expect((await fetch(`${verifier}/readyz`)).status).toBe(200)
    const basic = Buffer.from(`${said('its client id')}:${said('its client secret')}`).toString('base64')
    const token = await fetch(`${said('institution')}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) })
    expect(token.status).toBe(200)
    demo.child.kill('SIGINT')
    expect(await demo.ended).toBe(130)
    await expect(fetch(`${issuer}/readyz`)).rejects.toThrow()
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  it('names the step that failed and ends with 1, without a stack trace', async () => {
    const demo = startDemo([], join(folder, 'is', 'not', 'there'))
    expect(await demo.ended).toBe(1)
    expect(demo.printed()).toContain('The demo stopped at: Start issuer, verifier and PostgreSQL')
    expect(demo.printed()).not.toMatch(/^\s+at .*:\d+:\d+/m)
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)
})
