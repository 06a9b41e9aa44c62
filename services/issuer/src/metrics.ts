/**
 * What the issuer counts. The rooms know nothing of it: what happened is counted where it goes on record, so that it is
 * counted once and only when it is so; how things stand is read when Prometheus asks.
 */
import { chainExpiry } from '@eduwallet/keys'
import type { GaugeValue, Metrics } from '@eduwallet/service-shell'
import type { Database } from '@eduwallet/storage'
import type { IssuerRooms } from './app.ts'
import type { InstitutionId } from './institutions/types.ts'
import type { ListStanding } from './publishing/index.ts'
import type { InstitutionBooks, Register } from './register/index.ts'

/** Adds to a counter now, or when the transaction that it happens in has committed. */
type Counting = (add: () => void) => void

/** The same register, counting offers, claims, credentials and revocations by institution (its slug). */
export function countRegister(register: Register, metrics: Pick<Metrics, 'counter'>): Register {
  const slugs = new Map<InstitutionId, string>()
  const offers = metrics.counter('eduwallet_issuer_offers_made_total', 'Offers put on record', ['institution'])
  const claims = metrics.counter('eduwallet_issuer_claims_completed_total', 'Credential requests of wallets that were answered with credentials, repeated ones included', ['institution'])
  const credentials = metrics.counter('eduwallet_issuer_credentials_recorded_total', 'Credentials put on record before their signature', ['institution'])
  const revocations = metrics.counter('eduwallet_issuer_revocations_total', 'Credentials revoked', ['institution'])

  function countBooks(books: InstitutionBooks, id: InstitutionId, counting: Counting): InstitutionBooks {
    const labels = () => ({ institution: slugs.get(id) ?? 'unknown' })
    return {
      ...books,
      offers: {
        ...books.offers,
        async record(offer, act) {
          const outcome = await books.offers.record(offer, act)
          if (outcome === 'recorded') counting(() => { offers(labels()) })
          return outcome
        },
      },
      issuance: {
        ...books.issuance,
        async intend(intent, act) {
          const outcome = await books.issuance.intend(intent, act)
          if (outcome === 'intended' && intent.credentials.length > 0) counting(() => { credentials(labels(), intent.credentials.length) })
          return outcome
        },
        async recordIssued(ids, act) {
          const issued = await books.issuance.recordIssued(ids, act)
          if (issued) counting(() => { claims(labels()) })
          return issued
        },
      },
      files: {
        ...books.files,
        async intend(intent, act) {
          const outcome = await books.files.intend(intent, act)
          if (outcome === 'intended') counting(() => { credentials(labels(), 1) })
          return outcome
        },
      },
      credentials: {
        ...books.credentials,
        async changeStatus(selection, change, act) {
          const result = await books.credentials.changeStatus(selection, change, act)
          if (change.status === 'revoked' && result.outcome === 'done' && result.changed > 0) counting(() => { revocations(labels(), result.changed) })
          return result
        },
      },
    }
  }

  function countAll(inner: Register, counting: Counting): Register {
    const counted = new Map<InstitutionId, InstitutionBooks>()
    return {
      ...inner,
      institutions: {
        ...inner.institutions,
        async findBySlug(slug) {
          const found = await inner.institutions.findBySlug(slug)
          if (found !== undefined) slugs.set(found.id, found.slug)
          return found
        },
        async list() {
          const all = await inner.institutions.list()
          for (const { id, slug } of all) slugs.set(id, slug)
          return all
        },
      },
      forInstitution(id) {
        let books = counted.get(id)
        if (books === undefined) {
          books = countBooks(inner.forInstitution(id), id, counting)
          counted.set(id, books)
        }
        return books
      },
      async inOneTransaction(work) {
        let happened: (() => void)[] = []
        const result = await inner.inOneTransaction((within) => {
          happened = []
          return work(countAll(within, (add) => { happened.push(add) }))
        })
        for (const add of happened) counting(add)
        return result
      },
    }
  }

  return countAll(register, (add) => { add() })
}

/** Connections, clock, status lists and certificates, read when Prometheus asks. */
export function measureIssuer(metrics: Pick<Metrics, 'gauge'>, { institutions, register, now, database, clockSkew }: Pick<IssuerRooms, 'institutions' | 'register' | 'now'> & { database: Pick<Database, 'stats'>; clockSkew: () => Promise<number> }): void {
  metrics.gauge('eduwallet_database_connections', 'Connections to the database: open, idle, and requests waiting for one', ['state'], () =>
    Object.entries(database.stats()).map(([state, value]) => ({ labels: { state }, value })))
  metrics.gauge('eduwallet_clock_skew_seconds', 'How far the clock of this process is ahead of the database; behind is negative', [], async () => [{ labels: {}, value: await clockSkew() }])

  metrics.gauge('eduwallet_issuer_certificate_expiry_seconds', 'Seconds until the certificate of the signing key ends; institutions without one are left out', ['institution'], async () =>
    (await institutions.all()).flatMap(({ slug, signers }) => {
      const expiresAt = chainExpiry(signers.ES256.x5c)
      return expiresAt === undefined ? [] : [{ labels: { institution: slug }, value: (expiresAt.getTime() - now().getTime()) / 1000 }]
    }))

  // Prometheus asks for all of these at once: they are read once. What was read last stays, and grows older, while the record is away.
  let known: { slug: string; lists: ListStanding[] }[] = []
  let reading: Promise<void> | undefined
  const read = (): Promise<void> => reading ??= (async () => {
    const found = []
    for (const { id, slug } of await register.institutions.list()) found.push({ slug, lists: await register.forInstitution(id).statusLists.standing() })
    known = found
  })().catch(() => {}).finally(() => {
    reading = undefined
  })
  const listGauge = (name: string, help: string, valueOf: (lists: readonly ListStanding[]) => number | undefined): void => {
    metrics.gauge(name, help, ['institution'], async () => {
      await read()
      return known.flatMap(({ slug, lists }): GaugeValue[] => {
        const value = valueOf(lists)
        return value === undefined ? [] : [{ labels: { institution: slug }, value }]
      })
    })
  }
  listGauge('eduwallet_issuer_status_lists', 'Status lists on record', (lists) => lists.length)
  listGauge('eduwallet_issuer_status_lists_unpublished', 'Status lists of which the world was not told the last version', (lists) => lists.filter(isBehind).length)
  listGauge('eduwallet_issuer_status_list_version', 'Published versions, summed over the lists; only moves forward', (lists) => lists.reduce((sum, { publishedVersion }) => sum + publishedVersion, 0))
  listGauge('eduwallet_issuer_status_list_age_seconds', 'Age of the oldest list among the ones that are served', (lists) => {
    const issued = lists.flatMap(({ issuedAt }) => issuedAt === undefined ? [] : [issuedAt.getTime()])
    return issued.length === 0 ? undefined : (now().getTime() - Math.min(...issued)) / 1000
  })
}

function isBehind({ sequence, version, publishedVersion }: ListStanding): boolean {
  return sequence === 0 || publishedVersion < version
}
