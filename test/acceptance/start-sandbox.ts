/** The open sandbox as a person starts it: `npm start -- --sandbox`, on ports of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freshDatabase } from '../database/index.ts'
import { freePort } from '../journeys/start-services.ts'

const script = path.join(import.meta.dirname, '..', '..', 'services', 'start.ts')

/** Where it is, and the names under which it said that it issues. */
export type Sandbox = { issuer: string; verifier: string; issuerOverTls: string; did: string; didKeys: { Ed25519: string; 'P-256': string }; stop: () => Promise<void> }

export async function startSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(path.join(tmpdir(), 'eduwallet-sandbox-'))
  const database = await freshDatabase('sandbox')
  const [issuer, verifier, issuerTls, verifierTls] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const env = {
    PATH: process.env['PATH'], DATABASE_URL: database.url, ISSUER_PORT: String(issuer), VERIFIER_PORT: String(verifier), ISSUER_OPEN_DOORS_TLS_PORT: String(issuerTls), VERIFIER_OPEN_DOORS_TLS_PORT: String(verifierTls), ISSUER_STATUS_LIST_TTL_SECONDS: '1',
  }
  const child = spawn(process.execPath, [script, '--sandbox'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
  for (let waited = 0; !said.includes('Commands to try'); waited += 100) {
    if (waited > 60_000 || child.exitCode !== null) {
      await stop()
      throw new Error(`the sandbox did not start:\n${said}`)
    }
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  const told = (pattern: RegExp): string => {
    const found = pattern.exec(said)?.[0]
    if (found === undefined) throw new Error(`the start did not say ${String(pattern)}:\n${said}`)
    return found
  }
  return {
    issuer: `http://localhost:${issuer}`,
    verifier: `http://localhost:${verifier}`,
    issuerOverTls: `https://localhost:${issuerTls}`,
    did: told(/did:web:localhost%3A\d+:open-sandbox/),
    didKeys: { Ed25519: told(/did:key:z6Mk\w+/), 'P-256': told(/did:key:zDn\w+/) },
    stop,
  }
}
