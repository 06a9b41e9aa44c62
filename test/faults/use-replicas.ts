/** Two processes of each service behind a balancer, on one real PostgreSQL, watched: what the concurrency tests stand on. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { freshDatabase, startEmbeddedPostgres, type EmbeddedPostgres } from '../database/index.ts'
import { awardOne, createEmployer, createSchool, makeOffer, publishAchievement, trustSchool, type Employer } from '../institution/index.ts'
import { sandboxRoots } from '../journeys/world.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createWallet, redeemOffer } from '../wallet/index.ts'
import { findBrokenInvariants } from './check-invariants.ts'
import { startClientLog, type ClientLog } from './client-log.ts'
import { startFaultProxy, type FaultProxy } from './start-fault-proxy.ts'
import { startReplicas, type Replicas } from './start-replicas.ts'
import { waitUntil } from './wait-until.ts'
import { fingerprint, startWitness, type Witness } from './witness.ts'

/** The steps of the journeys work on it: `issuer` and `verifier` are the installations, not single processes. */
export type ReplicaWorld = Pick<TestWorld, 'school' | 'achievementId' | 'employer' | 'wallet' | 'type'> & {
  issuer: Replicas
  verifier: Replicas
  witness: Witness
  log: ClientLog
  /** Between the issuer and its database; the witness has a way of its own. */
  network: FaultProxy
  /** Between the verifier and its database. */
  verifierNetwork: FaultProxy
  /** Between everybody and the issuer. */
  front: FaultProxy
  /** The database itself, past every proxy. */
  databaseUrl: string
  /** The database server, when it is the world's own. */
  postgres: EmbeddedPostgres | undefined
}

/** How many processes there are, and what those of the issuer are started with. */
export type ReplicaWorldOptions = {
  issuers?: number
  /** With none there is no employer either. */
  verifiers?: number
  issuerEnv?: Record<string, string>
  /** The program to start instead of the issuer's own. */
  entry?: string
  /** Whether the database server is the world's own, to be stopped and frozen. */
  ownServer?: boolean
}

/**
 * Hundreds of wallets are wrong at once in these tests, and stand for as many addresses. The balancer is a proxy that the issuer
 * knows and that does not say where a request comes from: then nobody is limited, as behind one that says it for each.
 */
const fromManyAddresses = { ISSUER_TRUSTED_PROXIES: '127.0.0.1,::1' }

/**
 * Registers hooks that start the world before the tests of a file, check the invariants after each test and stop it after
 * the last.
 * @param label for the name of the database
 */
export function useReplicas(label: string, options: ReplicaWorldOptions = {}): () => ReplicaWorld {
  let world: ReplicaWorld | undefined
  let bystander: { slug: string; before: string } | undefined
  const closing: (() => unknown)[] = []

  beforeAll(async () => {
    const postgres = options.ownServer === true ? await startEmbeddedPostgres() : undefined
    const database = postgres === undefined ? await freshDatabase(label) : { url: postgres.url, drop: () => postgres.stop() }
    closing.push(() => database.drop())
    const network = await startFaultProxy(database.url)
    const verifierNetwork = await startFaultProxy(database.url)
    let front = network
    closing.push(() => Promise.all([network, verifierNetwork, front].map((proxy) => proxy.stop())))
    const inFront = async (balancerUrl: string): Promise<string> => {
      front = await startFaultProxy(balancerUrl)
      return `http://localhost:${front.port}`
    }
    const origins: string[] = []
    const log = startClientLog(() => origins)
    closing.push(() => { log.stop() })
    const verifiers = options.verifiers ?? 2
    const starting = {
      issuer: startReplicas('issuer', {
        inFront, databaseUrl: network.url(database.url), count: options.issuers ?? 2, env: { ISSUER_STATUS_LIST_TTL_SECONDS: '2', ...fromManyAddresses, ...options.issuerEnv },
        ...(options.entry === undefined ? {} : { entry: options.entry }),
      }),
      verifier: startReplicas('verifier', { databaseUrl: verifierNetwork.url(database.url), count: verifiers }),
    }
    const started = await Promise.allSettled([starting.issuer, starting.verifier])
    for (const result of started) if (result.status === 'fulfilled') closing.push(() => result.value.stop())
    const [issuer, verifier] = await Promise.all([starting.issuer, starting.verifier])
    origins.push(issuer.url, verifier.url)
    const witness = await startWitness(database.url)
    closing.push(() => witness.stop())
    const type = `${issuer.url}/vct/microcredential/1`
    const wallet = createWallet({ anchors: verifiers === 0 ? [] : await sandboxRoots({ issuer, verifier }) })

    const other = await createSchool(issuer, { slug: 'bystander' })
    const made = await makeOffer(other, await awardOne(other, await publishAchievement(other)), { transactionCode: false })
    await redeemOffer(wallet, made.credentialOfferUri)
    await waitUntil('the list of the bystander is published', async () =>
      (await witness.query(`SELECT 1 FROM issuer.status_list_publications p JOIN issuer.institutions i ON i.id = p.institution_id WHERE slug = 'bystander'`)).length === 1)
    bystander = { slug: 'bystander', before: await fingerprint(witness, 'bystander') }

    const school = await createSchool(issuer)
    const employer = verifiers === 0 ? nobody : await createEmployer(verifier)
    if (verifiers > 0) await trustSchool(verifier, school, [type])
    world = { issuer, verifier, witness, log, network, verifierNetwork, front, databaseUrl: database.url, postgres, school, employer, wallet, type, achievementId: await publishAchievement(school) }
  }, 180_000)

  afterEach(async () => {
    if (world === undefined) return
    expect(await findBrokenInvariants({
      witness: world.witness,
      exchanges: world.log.exchanges,
      logs: [...world.issuer.processes, ...world.verifier.processes].flatMap(({ logs }) => logs),
      issuer: { bases: world.issuer.processes.map(({ port }) => `http://127.0.0.1:${port}`), publicUrl: world.issuer.url },
      ...(bystander === undefined ? {} : { bystander }),
    })).toEqual([])
  }, 60_000)

  afterAll(async () => {
    for (const close of closing.reverse()) await close()
  }, 60_000)

  return () => {
    if (world === undefined) throw new Error('the world has not started')
    return world
  }
}

const nobody: Employer = { url: '', id: '', client: { id: '', secret: '' }, token: undefined }
