import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyEncryptionKey, Signer } from '@eduwallet/keys'
import { createOutbound, didWebOf, type Outbound } from '@eduwallet/outbound'
import { checkClock, type Database } from '@eduwallet/storage'
import { setGlobalConfig } from '@openid4vc/oauth2'
import type { VerifierRooms } from './app.ts'
import { openIdentity, questions, type OpeningIdentity } from './asking/index.ts'
import type { Casebook } from './casebook/casebook.ts'
import { openMemoryCasebook } from './casebook/memory/index.ts'
import { memoryTrustedIssuers } from './casebook/memory/trusted-issuers.ts'
import { openPostgresCasebook } from './casebook/postgres/index.ts'
import { postgresTrustedIssuers } from './casebook/postgres/trusted-issuers.ts'
import { shareReads } from './casebook/share-reads.ts'
import type { VerifierConfig } from './config.ts'
import type { VerifierFiles } from './files.ts'
import { createCredentialJudge, createJudge, createPresentationJudge, readersOf, type AroundCheck, type Judging, type JudgingAnything } from './judging/index.ts'
import { createStatusLists } from './status/index.ts'
import { createTrustSource, type TrustedIssuerBook } from './trust/index.ts'

/** How long the claims of an answer that came at the last moment can still be read. */
const READING_SECONDS = 300

/** What stands between the rooms and what they rest on: it gives the same, and watches. */
export type Around = {
  readonly casebook: (casebook: Casebook) => Casebook
  readonly issuers: (issuers: TrustedIssuerBook) => TrustedIssuerBook
  readonly outbound: (outbound: Outbound) => Outbound
  readonly signer: (signer: Signer) => Signer
  readonly check: AroundCheck
}

/** What the rooms rest on. */
export type Ground = {
  readonly config: Pick<VerifierConfig, 'publicUrl' | 'mode' | 'requestLifetimeSeconds'> & Partial<Pick<VerifierConfig, 'openDoors' | 'bbs'>>
  readonly kek: KeyEncryptionKey
  readonly operatorToken: string
  readonly casebook: Casebook
  readonly issuers: TrustedIssuerBook
  readonly outbound: Outbound
  readonly certificate?: OpeningIdentity['configured']
  readonly checks: VerifierRooms['checks']
  readonly around?: Partial<Around>
  readonly now?: () => Date
  readonly randomBytes?: (size: number) => Uint8Array
  /** Told of what goes wrong where no request can be told */
  readonly onError: (error: unknown) => void
}

/** The running service: its rooms, and what must be closed after them. */
export type WiredVerifier = { readonly rooms: VerifierRooms; readonly casebook: Casebook; close(): Promise<void> }

/** The rooms on PostgreSQL (a server or the embedded one) and the real network. The database must be migrated. */
export async function wireVerifier({
  config,
  files,
  kek,
  operatorToken,
  database,
  around = {},
  onError,
}: {
  config: VerifierConfig
  files: VerifierFiles
  kek: KeyEncryptionKey
  operatorToken: string
  database: Database
  around?: Partial<Around>
  onError: Ground['onError']
}): Promise<WiredVerifier> {
  const { allowLoopback, outboundHosts } = config
  const { certificate, outboundCa } = files
  const outbound = createOutbound({
    allowLoopback,
    ...(outboundHosts === undefined ? {} : { allowedHosts: outboundHosts }),
    ...(outboundCa === undefined ? {} : { ca: outboundCa }),
  })
  const casebook = shareReads(openPostgresCasebook(database))
  const rooms = await furnish({
    config,
    kek,
    operatorToken,
    casebook,
    issuers: postgresTrustedIssuers(database),
    outbound,
    ...(certificate === undefined ? {} : { certificate }),
    around,
    checks: { database: async () => await database.check(), clock: async () => await checkClock(database, () => new Date()) },
    onError,
  })
  return { rooms, casebook, close: async () => await outbound.close() }
}

/** The same rooms in memory, for tests and for the OpenAPI document: nothing is kept. */
export async function wireVerifierInMemory(ground: Omit<Ground, 'casebook' | 'issuers' | 'checks'> & Partial<Pick<Ground, 'casebook' | 'issuers'>>): Promise<WiredVerifier> {
  const casebook = ground.casebook ?? openMemoryCasebook()
  const rooms = await furnish({ ...ground, casebook, issuers: ground.issuers ?? memoryTrustedIssuers(), checks: {} })
  return { rooms, casebook, close: async () => await ground.outbound.close() }
}

/** Puts the rooms on any ground. At the first start this makes the verifier's key, and in a sandbox its certificate. */
export async function furnish(ground: Ground): Promise<VerifierRooms> {
  const { config, kek, onError, around = {} } = ground
  const casebook = around.casebook?.(ground.casebook) ?? ground.casebook
  const issuers = around.issuers?.(ground.issuers) ?? ground.issuers
  const outbound = around.outbound?.(ground.outbound) ?? ground.outbound
  const { publicUrl } = config
  const now = ground.now ?? (() => new Date())
  const random = ground.randomBytes ?? randomBytes
  // Only a sandbox on this machine has an http address; the library would refuse to write it into a request.
  if (publicUrl.startsWith('http:')) setGlobalConfig({ allowInsecureUrls: true })

  const opened = await openIdentity({
    book: casebook,
    kek,
    now,
    publicUrl,
    did: didWebOf(publicUrl),
    sandbox: config.mode === 'sandbox',
    ...(ground.certificate === undefined ? {} : { configured: ground.certificate }),
  })
  const identity = around.signer === undefined ? opened : { ...opened, signer: around.signer(opened.signer) }
  const trust = createTrustSource({ book: issuers, outbound, now, onError })
  const statusLists = createStatusLists({ outbound, findKey: trust.findKey, now })
  const judging: Judging = { trust, statusLists, now, onError, around: around.check, formats: readersOf(config) }
  const judgingAnything: JudgingAnything = { judgeCredential: createCredentialJudge(judging), judgePresentation: createPresentationJudge(judging) }
  const pagePepper = kek.derive('verifier/page-secret')
  const shared = { now, randomBytes: random, sealing: kek, pagePepper, newId: randomUUID, book: casebook }
  return {
    publicUrl,
    openDoors: config.openDoors !== undefined,
    identity,
    operatorToken: ground.operatorToken,
    registering: { ...shared, knownQuestions: Object.keys(questions) },
    employers: casebook,
    issuers,
    access: shared,
    asking: {
      ...shared,
      recognisedTypes: async () => (await issuers.list()).flatMap(({ types }) => types),
      clientIds: identity.clientIds,
      lifetimeSeconds: config.requestLifetimeSeconds,
    },
    serving: { book: casebook, identity, publicUrl, now },
    receiving: { ...shared, judge: createJudge(judging), readingSeconds: READING_SECONDS },
    inspecting: { outbound, judge: async (credential) => await judgingAnything.judgeCredential(credential, { recognise: true }) },
    judgingAnything,
    showing: shared,
    now,
    checks: ground.checks,
  }
}
