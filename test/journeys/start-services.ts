/** Starts the two services as the images do: `node services/<name>/src/main.ts`, each with its own environment and folder. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../services/node-flags.ts'

/** A running service. `logs` are its lines so far, stdout and stderr together. */
export type RunningService = {
  name: 'issuer' | 'verifier'
  url: string
  port: number
  operatorToken: string
  dataDirectory: string
  process: ChildProcess
  logs: string[]
  /** Ends the process at once (SIGKILL), as a power cut would. */
  crash: () => Promise<void>
  /** Starts it again after `crash`, at the same address, with the same environment and folder. */
  restart: () => Promise<void>
  /** SIGTERM, then SIGKILL after ten seconds; removes the folder that was made for it and gives back the exit code. */
  stop: () => Promise<number | null>
}

/** What a service is started with; ports and folders are found when not given. */
export type StartOptions = {
  databaseUrl?: string | undefined
  port?: number
  dataDirectory?: string
  env?: Record<string, string>
  /** How long to wait for `/readyz`; 120 seconds unless said otherwise. */
  readySeconds?: number
  /** Absolute path of another program than the service's own `main.ts`; it gets an IPC channel. */
  entry?: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Starts one service and waits until it says it is ready.
 *
 * @throws Error with the last lines of its log when it stops or is not ready in time
 */
export async function startService(name: 'issuer' | 'verifier', options: StartOptions = {}): Promise<RunningService> {
  const port = options.port ?? await freePort()
  const dataDirectory = options.dataDirectory ?? await makeFolder(name)
  const prefix = name.toUpperCase()
  const url = options.env?.[`${prefix}_PUBLIC_URL`] ?? `http://localhost:${port}`
  const environment: Record<string, string> = {
    ...inherited(),
    [`${prefix}_HOST`]: '127.0.0.1',
    [`${prefix}_PORT`]: String(port),
    [`${prefix}_PUBLIC_URL`]: url,
    [`${prefix}_DATA_DIRECTORY`]: dataDirectory,
    [`${prefix}_LOG_LEVEL`]: 'info',
    ...(options.databaseUrl === undefined ? {} : { [`${prefix}_DATABASE_URL`]: options.databaseUrl }),
    ...options.env,
  }
  const logs: string[] = []
  const start = (): ChildProcess => launch(options.entry ?? join(root, 'services', name, 'src', 'main.ts'), environment, logs, options.entry !== undefined)
  const readySeconds = options.readySeconds ?? 120
  const service: RunningService = {
    name, url, port, dataDirectory, logs, operatorToken: '',
    process: start(),
    crash: async () => { await stopProcess(service.process, 'SIGKILL') },
    restart: async () => {
      service.process = start()
      await waitUntilReady(service.process, `http://127.0.0.1:${port}`, readySeconds)
    },
    stop: async () => {
      const exitCode = await stopProcess(service.process, 'SIGTERM')
      if (folders.delete(dataDirectory)) await rm(dataDirectory, { recursive: true, force: true })
      return exitCode
    },
  }
  try {
    await waitUntilReady(service.process, `http://127.0.0.1:${port}`, readySeconds)
    service.operatorToken = environment[`${prefix}_OPERATOR_TOKEN`] ?? (await readFile(join(dataDirectory, 'operator-token'), 'utf8')).trim()
    return service
  } catch (cause) {
    await service.stop()
    throw new Error(`the ${name} did not start: ${(cause as Error).message}\n${logs.slice(-15).join('\n')}`, { cause })
  }
}

/** Asks the operating system for a port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Only what a process needs to run: no setting of this machine decides what the service does. */
function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'NODE_EXTRA_CA_CERTS']
  return Object.fromEntries(kept.flatMap((key) => process.env[key] === undefined ? [] : [[key, process.env[key]]]))
}

function launch(program: string, env: Record<string, string>, lines: string[], withChannel: boolean): ChildProcess {
  const child = spawn(process.execPath, [...nodeFlags, program], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', ...(withChannel ? ['ipc' as const] : [])] })
  children.add(child)
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
    stream?.on('end', () => { if (rest !== '') lines.push(rest) })
  }
  return child
}

async function waitUntilReady(child: ChildProcess, base: string, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it stopped (${child.exitCode ?? child.signalCode})`)
    const ready = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false)
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it was not ready within ${seconds} seconds`)
}

async function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  children.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(timer)
  return child.exitCode
}

async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `eduwallet-${name}-`))
  folders.add(folder)
  return folder
}

/** Whatever happens to this process, no service and no folder made for one outlives it. */
const children = new Set<ChildProcess>()
const folders = new Set<string>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})
