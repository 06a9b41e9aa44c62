/** `npm start`: what a person sees, and how both services end together. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../database/index.ts'
import { freePort } from './start-services.ts'

const script = path.join(import.meta.dirname, '..', '..', 'services', 'start.ts')

let folder: string
let database: FreshDatabase
let environment: Record<string, string>
const stops: (() => void)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'eduwallet-start-'))
  database = await freshDatabase('start')
  environment = { DATABASE_URL: database.url, ISSUER_PORT: String(await freePort()), VERIFIER_PORT: String(await freePort()) }
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function start(more: Record<string, string> = {}, ...names: string[]) {
  const child = spawn(process.execPath, [script, ...names], { cwd: folder, env: { PATH: process.env['PATH'], ...environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  // The whole group, also when the starter itself is gone.
  stops.push(() => { try { process.kill(-(child.pid ?? 0), 'SIGKILL') } catch { /* nobody is left */ } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const running = () => expect.poll(() => said, { timeout: 60_000 }).toContain('Press Ctrl-C to stop it.')
  return { child, ended, running, said: () => said }
}
const ready = (port: string | undefined): Promise<number> => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status, () => 0)

describe('npm start', () => {
  it('starts both, says where to go, and stops both on one signal (exit code 0)', async () => {
    const started = start()
    await started.running()
    for (const told of [`http://localhost:${environment['ISSUER_PORT']}`, `http://localhost:${environment['VERIFIER_PORT']}`, `http://localhost:${environment['VERIFIER_PORT']}/inspect`, 'data/issuer/operator-token', 'data/verifier/operator-token']) expect(started.said()).toContain(told)
    expect([existsSync(path.join(folder, 'data/issuer/operator-token')), existsSync(path.join(folder, 'data/verifier/operator-token'))]).toEqual([true, true])
    expect([await ready(environment['ISSUER_PORT']), await ready(environment['VERIFIER_PORT'])]).toEqual([200, 200])
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
    expect(started.said()).toMatch(/Stopped\.\n$/)
    expect([await ready(environment['ISSUER_PORT']), await ready(environment['VERIFIER_PORT'])]).toEqual([0, 0])
  }, 120_000)

  it('stops both in order when Ctrl-C reaches every process, and the starter twice (exit code 0)', async () => {
    const started = start()
    await started.running()
    process.kill(-(started.child.pid ?? 0), 'SIGINT')
    started.child.kill('SIGINT')
    expect(await started.ended).toBe(0)
  }, 120_000)

  it('stops the other when one cannot start, and names what is wrong (exit code 1)', async () => {
    const started = start({ VERIFIER_PORT: environment['ISSUER_PORT'] ?? '' })
    expect(await started.ended).toBe(1)
    expect(started.said()).toMatch(/_PORT name an address that cannot be used[\s\S]*EADDRINUSE[\s\S]*stopped \(exit code 1\)\. Stopping the (issuer|verifier) as well\./)
    expect(started.said()).not.toMatch(/^\s+at /m)
    expect(await ready(environment['ISSUER_PORT'])).toBe(0)
  }, 120_000)

  it('starts nothing when a setting is unknown, and names it (exit code 1)', async () => {
    const started = start({ VERIFIER_PROT: '1' })
    expect(await started.ended).toBe(1)
    expect(started.said()).toContain('VERIFIER_PROT is not a setting of the verifier')
    expect(started.said()).not.toContain('Starting')
  })

  it('with --sandbox says under which names it issues and where, over https as well, and marks every page', async () => {
    const started = start({ ISSUER_OPEN_DOORS_TLS_PORT: String(await freePort()), VERIFIER_OPEN_DOORS_TLS_PORT: String(await freePort()) }, '--sandbox')
    await started.running()
    const issuer = `http://localhost:${environment['ISSUER_PORT']}`
    const told = started.said().slice(started.said().indexOf('Press Ctrl-C'))
    expect(told).toContain('OPEN SANDBOX: the VC-API needs no token.')
    expect(told).toContain(`${issuer}/credentials/issue`)
    expect(told).toContain(`http://localhost:${environment['VERIFIER_PORT']}/presentations/verify`)
    expect(told).toContain(`did:web:localhost%3A${environment['ISSUER_PORT']}:open-sandbox`)
    expect(told).toMatch(/did:key:zDn/)
    expect(told.match(/the same over https {2,}https:\/\/localhost:\d+/g)).toHaveLength(2)
    expect(await (await fetch(`${issuer}/open-sandbox`)).text()).toContain('<aside class="sandbox"')
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
  }, 120_000)

  it('with --sandbox and production settings starts nothing, and names the option (exit code 1)', async () => {
    const started = start({ ISSUER_MODE: 'production', ISSUER_PUBLIC_URL: 'https://issuer.example' }, '--sandbox')
    expect(await started.ended).toBe(1)
    expect(started.said()).toContain('ISSUER_OPEN_DOORS (the option --sandbox) cannot be true in production')
    expect(started.said()).not.toContain('Starting')
  })

  it('starts one of them when asked', async () => {
    const started = start({}, 'verifier')
    await started.running()
    expect([await ready(environment['ISSUER_PORT']), await ready(environment['VERIFIER_PORT'])]).toEqual([0, 200])
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
  }, 120_000)
})
