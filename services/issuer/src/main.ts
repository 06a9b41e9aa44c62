import path from 'node:path'
import { stopGracefully } from '@eduwallet/service-shell'
import { IN_MEMORY, openDatabase, StorageError, type Database } from '@eduwallet/storage'
import { buildIssuer } from './app.ts'
import { checkIssuer } from './check.ts'
import { ConfigError, readIssuerConfig, type IssuerConfig } from './config.ts'
import { startHousekeeping } from './housekeeping.ts'
import { readSecrets } from './secrets.ts'
import { openMarks, wireIssuer } from './wiring.ts'

/** How long the service still answers after SIGTERM while `/readyz` says no, so that who sends it work can look away. */
const drainSeconds = 1

/** Starts the issuer: migrate, open, listen. It stops in order on SIGTERM and SIGINT. */
async function serve(config: IssuerConfig): Promise<void> {
  const { kek, operatorToken } = await readSecrets(config)
  const log = { lost: tellLoss }
  const database = await open(config, (error) => log.lost(error))
  try {
    await database.migrate(migrations)
    const rooms = await wireIssuer({
      config, kek, operatorToken, database,
      onError: (error, doing) => app.log.error({ err: error, doing }, 'failed in the background'),
    })
    const app = buildIssuer(rooms)
    log.lost = (error) => app.log.warn({ err: error }, 'a database connection was lost')
    const stopHousekeeping = startHousekeeping({ ...rooms, onError: (error) => app.log.error({ err: error }, 'housekeeping failed') })
    await rooms.publisher.publishAll()
    await app.listen({ host: config.host, port: config.port })
    rooms.publisher.start()
    app.log.info({ mode: config.mode, publicUrl: config.publicUrl, storage: config.databaseUrl === undefined ? 'embedded' : 'server' }, 'ready')
    stopGracefully(app, {
      drainSeconds,
      onStop: async () => {
        stopHousekeeping()
        await rooms.publisher.stop()
        await database.close()
      },
    })
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Verifies what is on record and exits 1 at the first fault: see check.ts. */
async function check(config: IssuerConfig): Promise<void> {
  const database = await open(config, tellLoss)
  try {
    const marks = await openMarks(config)
    const sound = await checkIssuer({ database, publicUrl: config.publicUrl, marks }, (line) => process.stdout.write(`${line}\n`))
    process.exitCode = sound ? 0 : 1
  } finally {
    await database.close()
  }
}

/** Until there is a log. */
function tellLoss(error: Error): void {
  process.stderr.write(`a database connection was lost: ${error.name}\n`)
}

const migrations = path.join(import.meta.dirname, '..', 'migrations')

function open(config: IssuerConfig, onError: (error: Error) => void): Promise<Database> {
  return openDatabase({
    schema: 'issuer',
    role: 'eduwallet_issuer',
    url: config.databaseUrl,
    dataDirectory: config.dataDirectory === IN_MEMORY ? IN_MEMORY : path.join(config.dataDirectory, 'database'),
    onError,
  })
}

const commands: Record<string, (config: IssuerConfig) => Promise<void>> = {
  serve,
  check,
  'check-config': async (config) => {
    await readSecrets(config)
    process.stdout.write('the configuration can be used\n')
  },
}

try {
  const [name = 'serve', ...rest] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined
  if (command === undefined) throw new ConfigError([`"${name}" is not a command; there are: ${Object.keys(commands).join(', ')}`])
  await command(readIssuerConfig(process.env))
} catch (error) {
  // A mistake of whoever starts the service is told in words; anything else with its stack.
  const known = error instanceof ConfigError || error instanceof StorageError
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
