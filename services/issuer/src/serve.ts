import path from 'node:path'
import { type Canonicalisers, startCanonicalisers } from '@eduwallet/credential-formats'
import { busy, createMetrics, openTracing, serveMetrics, stopGracefully, type Metrics, type MetricsServer, type Shell, type TlsListener, type Tracing } from '@eduwallet/service-shell'
import { checkDurability, clockSkew, IN_MEMORY, openDatabase, type Database } from '@eduwallet/storage'
import { buildIssuer } from './app.ts'
import type { IssuerConfig } from './config.ts'
import { startHousekeeping } from './housekeeping.ts'
import { countRegister, measureIssuer } from './metrics.ts'
import type { Register } from './register/index.ts'
import { readSecrets } from './secrets.ts'
import { serveSandbox } from './serve-sandbox.ts'
import { traceRegister, traceSigner } from './traces.ts'
import { wireIssuer } from './wiring.ts'

/** How long the service still answers after SIGTERM while `/readyz` says no, so that who sends it work can look away. */
const drainSeconds = 1

const migrations = path.join(import.meta.dirname, '..', 'migrations')

/**
 * What can be put around the running service besides its configuration. `main.ts` puts nothing around it, and no setting
 * can: clock and crash points of the fault tests come in here, from a program of their own.
 */
export type Surroundings = {
  now?: () => Date
  /** Stands between the rooms and the record. */
  around?: (register: Register) => Register
  /** Sees the app before it listens. */
  onApp?: (app: Shell) => void
}

/** Starts the issuer: migrate, open, listen. It stops in order on SIGTERM and SIGINT. */
export async function serve(config: IssuerConfig, { onApp, around = (register) => register, ...surroundings }: Surroundings = {}): Promise<void> {
  const { kek, operatorToken } = await readSecrets(config)
  const log = { lost: tellLoss }
  const database = await open(config, (error) => log.lost(error))
  const metrics = config.metrics === undefined ? undefined : createMetrics()
  const tracing = await openTraces(config, metrics)
  let metricsServer: MetricsServer | undefined
  let canonicalisers: Canonicalisers | undefined
  let sandbox: TlsListener | undefined
  try {
    await database.migrate(migrations)
    const unsafe = config.databaseUrl === undefined ? [] : await checkDurability(database, { demanded: config.mode === 'production' })
    const rooms = await wireIssuer({
      config, kek, operatorToken, database, ...surroundings,
      around: (register) => {
        const traced = tracing === undefined ? around(register) : traceRegister(around(register), tracing)
        return metrics === undefined ? traced : countRegister(traced, metrics)
      },
      ...(tracing === undefined ? {} : { aroundSigner: (signer) => traceSigner(signer, tracing) }),
      onError: (error, doing) => app.log.error({ err: error, doing }, 'failed in the background'),
    })
    const app = buildIssuer(rooms)
    canonicalisers = startCanonicalisers({ unavailable: () => busy })
    metrics?.watch(app)
    tracing?.watch(app)
    if (metrics !== undefined) measureIssuer(metrics, { ...rooms, database, clockSkew: () => clockSkew(database, rooms.now) })
    onApp?.(app)
    for (const { setting, sentence } of unsafe) app.log.warn({ setting }, sentence)
    log.lost = (error) => app.log.warn({ err: error }, 'a database connection was lost')
    const stopHousekeeping = startHousekeeping({ ...rooms, onError: (error) => app.log.error({ err: error }, 'housekeeping failed') })
    await rooms.publisher.publishAll()
    if (metrics !== undefined && config.metrics !== undefined) metricsServer = await serveMetrics(metrics, config.metrics, 'issuer')
    await app.listen({ host: config.host, port: config.port })
    sandbox = await serveSandbox(app, rooms, config)
    rooms.publisher.start()
    app.log.info({ mode: config.mode, publicUrl: config.publicUrl, storage: config.databaseUrl === undefined ? 'embedded' : 'server', metrics: metricsServer?.url, traces: config.tracesEndpoint !== undefined }, 'ready')
    stopGracefully(app, {
      drainSeconds,
      onStop: async () => {
        await sandbox?.close()
        stopHousekeeping()
        await rooms.publisher.stop()
        await canonicalisers?.close()
        await database.close()
        await tracing?.close()
        await metricsServer?.close()
      },
    })
  } catch (error) {
    await sandbox?.close()
    await canonicalisers?.close()
    await tracing?.close()
    await metricsServer?.close()
    await database.close()
    throw error
  }
}

/** Tracing, if there is a collector; without one neither it nor the way out is loaded. */
async function openTraces({ tracesEndpoint }: IssuerConfig, metrics: Metrics | undefined): Promise<Tracing | undefined> {
  if (tracesEndpoint === undefined) return undefined
  const { openOperatorPost } = await import('@eduwallet/outbound')
  return openTracing({ service: 'issuer', collector: openOperatorPost(tracesEndpoint, { contentType: 'application/json' }), metrics })
}

/** Opens the issuer's database; `onError` is told of connections that were lost while nobody used them. */
export function open(config: IssuerConfig, onError: (error: Error) => void = tellLoss): Promise<Database> {
  return openDatabase({
    schema: 'issuer',
    role: 'eduwallet_issuer',
    url: config.databaseUrl,
    dataDirectory: config.dataDirectory === IN_MEMORY ? IN_MEMORY : path.join(config.dataDirectory, 'database'),
    onError,
  })
}

/** Until there is a log. */
function tellLoss(error: Error): void {
  process.stderr.write(`a database connection was lost: ${error.name}\n`)
}
