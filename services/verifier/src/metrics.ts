/** What the verifier counts. The rooms know nothing of it: a verdict is counted where it goes on record, once. */
import { chainExpiry } from '@eduwallet/keys'
import type { Outbound } from '@eduwallet/outbound'
import type { Metrics } from '@eduwallet/service-shell'
import type { Database } from '@eduwallet/storage'
import type { VerifierRooms } from './app.ts'

/** The same outside, counting what came of each fetch. */
export function countFetches(outbound: Outbound, metrics: Pick<Metrics, 'counter'>): Outbound {
  const fetches = metrics.counter('eduwallet_verifier_outbound_fetches_total', 'Fetches of keys and status lists, by outcome', ['outcome'])
  return {
    ...outbound,
    async get(url, options) {
      try {
        const fetched = await outbound.get(url, options)
        fetches({ outcome: 'fetched' })
        return fetched
      } catch (error) {
        fetches({ outcome: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code.toLowerCase() : 'unknown' })
        throw error
      }
    },
  }
}

/** The same rooms, counting verdicts and the checks that did not pass. */
export function countVerdicts(rooms: VerifierRooms, metrics: Pick<Metrics, 'counter'>): VerifierRooms {
  const verdicts = metrics.counter('eduwallet_verifier_verdicts_total', 'Verdicts put on record', ['outcome'])
  const declined = metrics.counter('eduwallet_verifier_declined_total', 'Requests that the learner or the wallet declined', [])
  const checks = metrics.counter('eduwallet_verifier_checks_total', 'Checks that failed, or could not be made, in verdicts on record', ['name', 'outcome'])
  const { book } = rooms.receiving
  return {
    ...rooms,
    receiving: {
      ...rooms.receiving,
      book: {
        ...book,
        async recordAnswer(employerId, id, record) {
          const recorded = await book.recordAnswer(employerId, id, record)
          if (recorded) {
            verdicts({ outcome: record.outcome.verdict })
            for (const { name, outcome } of record.outcome.checks) if (outcome !== 'passed') checks({ name, outcome })
          }
          return recorded
        },
        async recordDecline(employerId, id, record) {
          const recorded = await book.recordDecline(employerId, id, record)
          if (recorded) declined({})
          return recorded
        },
      },
    },
  }
}

/** Connections, clock and the certificate, read when Prometheus asks. */
export function measureVerifier(metrics: Pick<Metrics, 'gauge'>, { identity, now, database, clockSkew }: Pick<VerifierRooms, 'identity' | 'now'> & { database: Pick<Database, 'stats'>; clockSkew: () => Promise<number> }): void {
  metrics.gauge('eduwallet_database_connections', 'Connections to the database: open, idle, and requests waiting for one', ['state'], () =>
    Object.entries(database.stats()).map(([state, value]) => ({ labels: { state }, value })))
  metrics.gauge('eduwallet_clock_skew_seconds', 'How far the clock of this process is ahead of the database; behind is negative', [], async () => [{ labels: {}, value: await clockSkew() }])
  metrics.gauge('eduwallet_verifier_certificate_expiry_seconds', 'Seconds until the certificate that requests are signed with ends', [], () => {
    const expiresAt = chainExpiry(identity.signer.x5c)
    return expiresAt === undefined ? [] : [{ labels: {}, value: (expiresAt.getTime() - now().getTime()) / 1000 }]
  })
}
