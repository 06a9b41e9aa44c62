import { KeyError } from '@eduwallet/keys'
import { DatabaseUnavailableError, StorageError } from '@eduwallet/storage'
import { checkIssuer } from './check.ts'
import { ConfigError, readIssuerConfig, type IssuerConfig } from './config.ts'
import { readSecrets } from './secrets.ts'
import { open, serve } from './serve.ts'
import { openMarks } from './wiring.ts'

/** Verifies what is on record and exits 1 at the first fault: see check.ts. */
async function check(config: IssuerConfig): Promise<void> {
  const database = await open(config)
  try {
    const marks = await openMarks(config)
    const sound = await checkIssuer({ database, publicUrl: config.publicUrl, marks }, (line) => process.stdout.write(`${line}\n`))
    process.exitCode = sound ? 0 : 1
  } finally {
    await database.close()
  }
}

const commands: Record<string, (config: IssuerConfig) => Promise<void>> = {
  serve: (config) => serve(config),
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
  const cannotListen = error instanceof Error && 'syscall' in error && error.syscall === 'listen'
  if (cannotListen) process.stderr.write('ISSUER_HOST and ISSUER_PORT name an address that cannot be used:\n')
  const known = cannotListen || [ConfigError, StorageError, DatabaseUnavailableError, KeyError].some((kind) => error instanceof kind)
  process.stderr.write(`${error instanceof Error ? (known ? error.message : error.stack) : String(error)}\n`)
  const cause = error instanceof DatabaseUnavailableError ? error.cause : undefined
  if (cause instanceof Error) process.stderr.write(`${cause.message === '' && 'code' in cause ? String(cause.code) : cause.message}\n`)
  process.exitCode = 1
}
