import path from 'node:path'
import { type Canonicalisers, startCanonicalisers } from '@eduwallet/credential-formats'
import { ChainError, KeyError } from '@eduwallet/keys'
import { openOperatorPost } from '@eduwallet/outbound'
import { busy, createMetrics, openTracing, runCommand, serveMetrics, stopGracefully, type MetricsServer, type TlsListener } from '@eduwallet/service-shell'
import { checkDurability, clockSkew, DatabaseUnavailableError, IN_MEMORY, openDatabase, StorageError } from '@eduwallet/storage'
import { buildVerifier } from './app.ts'
import { AskError } from './asking/index.ts'
import { readVerifierConfig, type VerifierConfig } from './config.ts'
import { readFiles } from './files.ts'
import { countFetches, countVerdicts, measureVerifier } from './metrics.ts'
import { readSecrets } from './secrets.ts'
import { serveSandbox } from './serve-sandbox.ts'
import { startSweeping } from './sweeping.ts'
import { traceVerifier } from './traces.ts'
import { wireVerifier, type Around } from './wiring.ts'

/** How long the service still answers after SIGTERM while `/readyz` says no, so that who sends it work can look away. */
const drainSeconds = 1

const migrations = path.join(import.meta.dirname, '..', 'migrations')

/** Starts the verifier: migrate, open, listen. It stops in order on SIGTERM and SIGINT. */
async function serve(config: VerifierConfig): Promise<void> {
  const files = await readFiles(config)
  const { kek, operatorToken } = await readSecrets(config)
  // Until there is a log, what goes wrong in the background is told on standard error.
  const background = { tell: (error: unknown, what: string): void => void process.stderr.write(`${what}: ${error instanceof Error ? error.name : 'unknown'}\n`) }
  const database = await openDatabase({
    schema: 'verifier',
    role: 'eduwallet_verifier',
    url: config.databaseUrl,
    dataDirectory: config.dataDirectory === IN_MEMORY ? IN_MEMORY : path.join(config.dataDirectory, 'database'),
    onError: (error) => background.tell(error, 'a database connection was lost'),
  })
  const metrics = config.metrics === undefined ? undefined : createMetrics()
  const tracing = config.tracesEndpoint === undefined ? undefined
    : await openTracing({ service: 'verifier', collector: openOperatorPost(config.tracesEndpoint, { contentType: 'application/json' }), metrics })
  const traced: Partial<Around> = tracing === undefined ? {} : traceVerifier(tracing)
  let metricsServer: MetricsServer | undefined
  let canonicalisers: Canonicalisers | undefined
  let sandbox: TlsListener | undefined
  try {
    await database.migrate(migrations)
    const unsafe = config.databaseUrl === undefined ? [] : await checkDurability(database, { demanded: config.mode === 'production' })
    const { rooms, casebook, close } = await wireVerifier({
      config, files, kek, operatorToken, database,
      around: {
        ...traced,
        outbound: (outbound) => {
          const watched = traced.outbound?.(outbound) ?? outbound
          return metrics === undefined ? watched : countFetches(watched, metrics)
        },
      },
      onError: (error) => background.tell(error, 'a check broke down'),
    })
    const app = buildVerifier(metrics === undefined ? rooms : countVerdicts(rooms, metrics), { logLevel: config.logLevel, trustedProxies: config.trustedProxies })
    canonicalisers = startCanonicalisers({ unavailable: () => busy })
    metrics?.watch(app)
    tracing?.watch(app)
    if (metrics !== undefined) measureVerifier(metrics, { ...rooms, database, clockSkew: async () => await clockSkew(database, rooms.now) })
    for (const { setting, sentence } of unsafe) app.log.warn({ setting }, sentence)
    background.tell = (error, what) => app.log.warn({ err: error }, what)
    const stopSweeping = startSweeping({ book: casebook, now: rooms.now, onError: (error) => background.tell(error, 'sweeping failed') })
    if (metrics !== undefined && config.metrics !== undefined) metricsServer = await serveMetrics(metrics, config.metrics, 'verifier')
    await app.listen({ host: config.host, port: config.port })
    sandbox = await serveSandbox(app, config)
    app.log.info({ mode: config.mode, publicUrl: config.publicUrl, storage: config.databaseUrl === undefined ? 'embedded' : 'server', metrics: metricsServer?.url, traces: config.tracesEndpoint !== undefined }, 'ready')
    stopGracefully(app, {
      drainSeconds,
      onStop: async () => {
        await sandbox?.close()
        await stopSweeping()
        await close()
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

const commands: Readonly<Record<string, (config: VerifierConfig) => Promise<void>>> = {
  serve,
  'check-config': async (config) => {
    await readFiles(config)
    await readSecrets(config)
    process.stdout.write('the configuration can be used\n')
  },
}

await runCommand({
  commands,
  readConfig: readVerifierConfig,
  arguments: process.argv.slice(2),
  environment: process.env,
  listensOn: 'VERIFIER_HOST and VERIFIER_PORT',
  toldInWords: [StorageError, DatabaseUnavailableError, KeyError, ChainError, AskError],
})
