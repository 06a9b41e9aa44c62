import { KeyError } from '@eduwallet/keys'
import { runCommand } from '@eduwallet/service-shell'
import { DatabaseUnavailableError, StorageError } from '@eduwallet/storage'
import { checkIssuer } from './check.ts'
import { readIssuerConfig, type IssuerConfig } from './config.ts'
import { openLists } from './open-lists.ts'
import { readSecrets } from './secrets.ts'
import { open, serve } from './serve.ts'
import { openMarks, openRecord } from './wiring.ts'

/** Verifies what is on record and exits 1 at the first fault: see check.ts. */
async function check(config: IssuerConfig): Promise<void> {
  const { kek } = await readSecrets(config)
  const database = await open(config)
  try {
    const marks = await openMarks(config)
    const sound = await checkIssuer({ database, publicUrl: config.publicUrl, marks, kek }, (line) => process.stdout.write(`${line}\n`))
    process.exitCode = sound ? 0 : 1
  } finally {
    await database.close()
  }
}

/** Opens a new status list for every institution, after a restore: see open-lists.ts. */
async function openNewLists(config: IssuerConfig): Promise<void> {
  const { kek } = await readSecrets(config)
  const database = await open(config)
  try {
    await openLists({ register: openRecord(database), kek, publicUrl: config.publicUrl, statusListSize: config.statusListSize }, (line) => process.stdout.write(`${line}\n`))
  } finally {
    await database.close()
  }
}

const commands: Record<string, (config: IssuerConfig) => Promise<void>> = {
  serve: (config) => serve(config),
  check,
  'open-lists': openNewLists,
  'check-config': async (config) => {
    await readSecrets(config)
    process.stdout.write('the configuration can be used\n')
  },
}

await runCommand({
  commands,
  readConfig: readIssuerConfig,
  arguments: process.argv.slice(2),
  environment: process.env,
  listensOn: 'ISSUER_HOST and ISSUER_PORT',
  toldInWords: [StorageError, DatabaseUnavailableError, KeyError],
})
