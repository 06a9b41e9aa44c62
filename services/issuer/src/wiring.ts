import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { checkClock, type Database } from '@eduwallet/storage'
import type { AnySigner, KeyEncryptionKey } from '@eduwallet/keys'
import { deriveWalletSecrets } from './api/openid4vci/index.ts'
import type { IssuerRooms } from './app.ts'
import { openMechanisms } from './configurations/index.ts'
import type { IssuerConfig } from './config.ts'
import { createInstitution, openInstitutionDirectory, openSandboxCa, type SandboxCa } from './institutions/index.ts'
import { createPublisher, openBitstringLists, openPublishedLists, type PublicationMarks } from './publishing/index.ts'
import type { Register } from './register/index.ts'
import { openMemoryMarks } from './register/memory/publication-marks.ts'
import { openMemoryRegister } from './register/memory/index.ts'
import { openPostgresRegister } from './register/postgres/index.ts'
import { openPublicationMarkFile } from './register/publication-mark-file.ts'

/** What the rooms rest on. */
export type Ground = {
  config: IssuerRooms['config']
  kek: KeyEncryptionKey
  operatorToken: string
  register: Register
  marks: PublicationMarks
  now?: () => Date
  randomBytes?: (n: number) => Uint8Array
  /** Stands around every key of an institution; see traces.ts. */
  aroundSigner?: <Any extends AnySigner>(signer: Any) => Any
  /** Told of what goes wrong where no request waits for it. */
  onError: (error: unknown, doing: string) => void
}

/** The rooms of the running service, on PostgreSQL (a server or the embedded one). The database must be migrated. */
export async function wireIssuer({ database, around = (register) => register, ...ground }: Omit<Ground, 'config' | 'register' | 'marks'> & {
  config: IssuerConfig
  database: Database
  /** Stands between the rooms and the record; see serve.ts. */
  around?: (register: Register) => Register
}): Promise<IssuerRooms> {
  return {
    ...await furnish({ ...ground, register: around(openPostgresRegister(database)), marks: await openMarks(ground.config) }),
    checks: { clock: () => checkClock(database, ground.now ?? (() => new Date())) },
  }
}

/** The record by itself, for a command that is not the service. */
export function openRecord(database: Database): Register {
  return openPostgresRegister(database)
}

/** The marks of what this installation ever published; they stand beside the record, not in it. */
export async function openMarks({ dataDirectory }: Pick<IssuerConfig, 'dataDirectory'>): Promise<PublicationMarks> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  return openPublicationMarkFile(path.join(dataDirectory, 'published-status-lists.json'))
}

/** The same rooms in memory, for tests: nothing is kept. */
export function wireIssuerInMemory(ground: Omit<Ground, 'register' | 'marks'>): Promise<IssuerRooms> {
  return furnish({ ...ground, register: openMemoryRegister(), marks: openMemoryMarks() })
}

/** Puts rooms on any ground. In a sandbox this makes the certificate authority, if the record has none. */
export async function furnish(ground: Ground): Promise<IssuerRooms> {
  const now = ground.now ?? (() => new Date())
  const sandboxCa = ground.config.mode === 'sandbox'
    ? await openSandboxCa({ serviceKeys: ground.register.serviceKeys, kek: ground.kek, now })
    : undefined
  return rooms(ground, sandboxCa, now)
}

function rooms(ground: Ground, sandboxCa: SandboxCa | undefined, now: () => Date): IssuerRooms {
  const { config, kek, register, marks, onError } = ground
  const newId = randomUUID
  const institutions = openInstitutionDirectory({
    book: register.institutions,
    signingKeysOf: (id) => register.forInstitution(id).signingKeys,
    kek,
    publicUrl: config.publicUrl,
    now,
    aroundSigner: ground.aroundSigner,
  })
  const lists = openPublishedLists({ statusListsOf: (id) => register.forInstitution(id).statusLists, marks, now })
  const publisher = createPublisher({
    directory: institutions,
    statusListsOf: (id) => register.forInstitution(id).statusLists,
    lists,
    marks,
    now,
    ttlSeconds: config.statusListTtlSeconds,
    onError: (error, slug) => onError(error, `publishing status lists of ${slug}`),
  })
  return {
    config,
    operatorToken: ground.operatorToken,
    register,
    institutions,
    found: (profile, act, book) => createInstitution(profile, act, {
      book, kek, sandboxCa, publicUrl: config.publicUrl, statusListSize: config.statusListSize, newId,
    }),
    sandboxCa,
    lists,
    bitstringLists: openBitstringLists({ ttlSeconds: config.statusListTtlSeconds }),
    publisher,
    mechanisms: openMechanisms(config.publicUrl, { openSandbox: config.openDoors !== undefined }),
    secrets: deriveWalletSecrets(kek),
    answerSeal: {
      seal: (plaintext, context) => kek.seal(plaintext, `kept-answer/${context}`),
      open: (sealed, context) => kek.open(sealed, `kept-answer/${context}`),
    },
    now,
    randomBytes: ground.randomBytes ?? randomBytes,
    newId,
  }
}
