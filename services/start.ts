/**
 * What `npm start` runs: issuer and verifier side by side, as two processes with one console. They stop together: on
 * Ctrl-C or SIGTERM, and when one of them stops by itself. `npm run start:issuer` and `start:verifier` run one of them.
 *
 * Standard output is for people. Who wants the log as JSON lines starts the service itself: `node services/issuer/src/main.ts`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { readIssuerConfig } from './issuer/src/config.ts'
import { nodeFlags } from './node-flags.ts'
import { readVerifierConfig } from './verifier/src/config.ts'

type Settings = Pick<ReturnType<typeof readIssuerConfig>, 'publicUrl' | 'databaseUrl' | 'dataDirectory' | 'operatorToken' | 'logLevel'>
type Service = { name: string; settings: Settings; process: ChildProcess; ready: boolean; ended: boolean; openDoors?: string }

const known = { issuer: readIssuerConfig, verifier: readVerifierConfig } satisfies Record<string, (environment: NodeJS.ProcessEnv) => Settings>

/** A terminal sends Ctrl-C to everybody, and npm passes it on as well: within this time it is the same one. */
const SAME_SIGNAL_SECONDS = 0.5

/** The VC-API of both for everybody: see README.md, "An open sandbox". Production settings refuse it. */
const SANDBOX = '--sandbox'

const services: Service[] = []
let stoppingSince: number | undefined
let failed = false
let heard = true

try {
  const given = process.argv.slice(2).filter((argument) => argument !== SANDBOX)
  const environment = process.argv.includes(SANDBOX) ? { ...process.env, ISSUER_OPEN_DOORS: 'true', VERIFIER_OPEN_DOORS: 'true' } : process.env
  const names = given.length > 0 ? given : Object.keys(known)
  const wanted = names.map((name) => {
    if (!isKnown(name)) throw new Error(`"${name}" is not a service; there are: ${Object.keys(known).join(', ')}`)
    return { name, settings: known[name](environment) }
  })
  say(`Starting ${wanted.map(({ name }) => name).join(' and ')}…`)
  // Who reads along has gone (`npm start | head`).
  process.stdout.on('error', () => {
    if (heard) stop()
    heard = false
  })
  for (const { name, settings } of wanted) services.push(launch(name, settings, environment))
  // SIGHUP: the terminal was closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (services.every(({ ready }) => ready)) sayReady()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function isKnown(name: string): name is keyof typeof known {
  return Object.hasOwn(known, name)
}

function launch(name: string, settings: Settings, env: NodeJS.ProcessEnv): Service {
  const child = spawn(process.execPath, [...nodeFlags, path.join(import.meta.dirname, name, 'src', 'main.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  // "ready" is a line of the log; where that line is left out, nothing is waited for.
  const service: Service = { name, settings, process: child, ready: !['info', 'debug', 'trace'].includes(settings.logLevel), ended: false }
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const { text, message, openDoors } = readable(line)
      say(`${name.padEnd(8)}  ${text}`)
      if (openDoors !== undefined) service.openDoors = openDoors
      if (message === 'ready' && !service.ready) {
        service.ready = true
        if (services.every(({ ready }) => ready)) sayReady()
      }
    })
  }
  child.on('error', (error) => { say(`${name.padEnd(8)}  cannot be started: ${error.message}`) })
  child.on('close', (code, signal) => { ended(service, code, signal) })
  return service
}

function ended(service: Service, code: number | null, signal: NodeJS.Signals | null): void {
  service.ended = true
  // A signal that comes before a service is ready ends it without ceremony; that is no failure.
  failed ||= stoppingSince === undefined || (code !== null && code !== 0)
  const others = services.filter((other) => !other.ended)
  if (stoppingSince === undefined) {
    say(`The ${service.name} stopped (${signal ?? `exit code ${String(code)}`}).${others.map(({ name }) => ` Stopping the ${name} as well.`).join('')}`)
    stoppingSince = Date.now()
    for (const other of others) other.process.kill('SIGTERM')
  }
  if (others.length > 0) return
  if (!failed) say('Stopped.')
  process.exitCode = failed ? 1 : 0
}

/** Lets the services finish what runs. Told again later, they end at once. */
function stop(): void {
  if (stoppingSince === undefined) {
    stoppingSince = Date.now()
    say('Stopping…')
  } else if (Date.now() - stoppingSince < SAME_SIGNAL_SECONDS * 1000) return
  for (const service of services) if (!service.ended) service.process.kill('SIGTERM')
}

function sayReady(): void {
  say('')
  say('Eduwallet is running. Press Ctrl-C to stop it.')
  say('')
  for (const { name, settings } of services) {
    const token = 'file' in settings.operatorToken ? `in ${path.normalize(settings.operatorToken.file)}` : `as given in ${name.toUpperCase()}_OPERATOR_TOKEN`
    const kept = settings.databaseUrl === undefined ? `in ${path.normalize(settings.dataDirectory)}` : 'on the PostgreSQL server'
    say(`  ${name.padEnd(8)}  API at ${settings.publicUrl}, described in openapi/${name}.yaml`)
    say(`            operator token ${token}; data is kept ${kept}`)
    if (name === 'verifier') say(`            credentials that were given as files are checked at ${new URL('/inspect', settings.publicUrl).href}`)
  }
  const opened = services.flatMap(({ openDoors }) => openDoors ?? [])
  if (opened.length > 0) say('\n  OPEN SANDBOX: the VC-API needs no token. What is issued or confirmed here proves nothing.')
  for (const line of opened) say(line)
  say('')
  say('Commands to try: README.md, "How an institution uses it" and "How an employer uses it".')
  say('')
}

/** A line of a service's log in words: time, what was done, how it went. Whatever is not such a line stays as it is. */
function readable(line: string): { text: string; message?: string; openDoors?: string } {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    return { text: line }
  }
  const { level, time, msg, req, status, milliseconds, err, traceId, openDoors, ...more } = entry
  if (typeof msg !== 'string' || typeof time !== 'number') return { text: line }
  const clock = new Date(time).toTimeString().slice(0, 8)
  const urgency = typeof level === 'number' && level >= 40 ? [level >= 50 ? 'ERROR' : 'warning'] : []
  const request = isRecord(req) ? [String(req['method']), String(req['route']), String(status), `${String(milliseconds)} ms`] : [msg]
  const error = isRecord(err) ? [[err['type'], err['code'], err['message']].filter((part) => part !== undefined && part !== '').join(' ')] : []
  const details = Object.entries(more).filter(([name]) => name !== 'service' && name !== 'version').map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const trace = urgency.length > 0 && typeof traceId === 'string' ? [`trace=${traceId}`] : []
  const text = [clock, ...urgency, ...request, ...error, ...details, ...trace].join('  ')
  return { text, message: msg, ...(isRecord(openDoors) ? { openDoors: Object.entries(openDoors).map(([what, where]) => `  ${what.padEnd(24)}  ${String(where)}`).join('\n') } : {}) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function say(text: string): void {
  if (heard) process.stdout.write(`${text}\n`)
}
