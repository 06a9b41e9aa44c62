import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { InstitutionId, StatusListId } from '../institutions/types.ts'
import { publishLists } from './publish-lists.ts'
import type { PublicationMarks } from './publication-marks.ts'
import type { PublishedLists } from './published-lists.ts'
import type { StatusListBook } from './status-list-book.ts'

/** Publishes status lists by itself, and at once when told. */
export type Publisher = {
  /** Publishes what is due of one institution soon; several calls before that are one. Never throws: the next round tries again. */
  nudge(institution: IssuingInstitution): void
  /**
   * Publishes a list that was opened a moment ago, perhaps by another process, and that somebody already asks for. `unknown`:
   * there is no such list; `not_published`: there is, and it could not be published.
   */
  publishFirst(institution: IssuingInstitution, listId: StatusListId): Promise<'published' | 'not_published' | 'unknown'>
  /** Goes through all institutions once. */
  publishAll(): Promise<void>
  /** Throws what the last round of any institution ended with, while it has not succeeded since; or when no round got through for a minute. */
  check(): Promise<void>
  /** Starts the rounds. */
  start(): void
  /** Ends the rounds and waits for the running one. */
  stop(): Promise<void>
}

/** A revocation is published at once by the process that made it; the rounds are for what a crash left behind and for renewals. */
const roundSeconds = 10
/** After so long without a whole round nobody knows whether the lists say what the record says. */
const staleSeconds = 60

/** Makes the publisher; it does nothing until started or nudged. `onError` is told of every failure. */
export function createPublisher({ directory, statusListsOf, lists, marks, now, ttlSeconds, onError }: {
  directory: { all(): Promise<IssuingInstitution[]> }
  statusListsOf: (id: InstitutionId) => StatusListBook
  lists: PublishedLists
  marks: PublicationMarks
  now: () => Date
  ttlSeconds: number
  onError: (error: unknown, slug: string) => void
}): Publisher {
  const failing = new Map<string, unknown>()
  const queued = new Map<string, IssuingInstitution>()
  let working: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  /** Monotonic, milliseconds; undefined before the rounds start. */
  let lastRound: number | undefined

  async function publish(institution: IssuingInstitution): Promise<void> {
    try {
      const published = await publishLists(institution, { statusLists: statusListsOf(institution.id), marks, now, ttlSeconds })
      for (const publication of published) await lists.remember(institution.id, publication)
      failing.delete(institution.slug)
    } catch (error) {
      failing.set(institution.slug, error)
      onError(error, institution.slug)
    }
  }

  /** One institution after the other: publishing must not take the connections of those who claim. */
  function work(): Promise<void> {
    working ??= (async () => {
      for (let next = takeFirst(queued); next !== undefined; next = takeFirst(queued)) await publish(next)
    })().finally(() => {
      working = undefined
    })
    return working
  }

  async function publishAll(): Promise<void> {
    for (const institution of await directory.all()) queued.set(institution.slug, institution)
    await work()
    if (lastRound !== undefined) lastRound = performance.now()
  }

  function nextRound(): void {
    timer = setTimeout(() => {
      publishAll()
        .catch((error: unknown) => onError(error, '*'))
        .finally(() => {
          if (!stopped) nextRound()
        })
    }, roundSeconds * 1000)
    timer.unref()
  }

  return {
    nudge(institution) {
      if (stopped) return
      queued.set(institution.slug, institution)
      void work()
    },
    async publishFirst(institution, listId) {
      const statusLists = statusListsOf(institution.id)
      const content = await statusLists.read(listId)
      if (content === undefined) return 'unknown'
      if (!stopped) {
        queued.set(institution.slug, institution)
        await work()
      }
      return (await statusLists.published(listId)) === undefined ? 'not_published' : 'published'
    },
    publishAll,
    async check() {
      for (const error of failing.values()) throw error
      if (lastRound !== undefined && performance.now() - lastRound > staleSeconds * 1000) throw new Error(`no status list was published or found to be up to date for ${staleSeconds} seconds`)
    },
    start() {
      lastRound = performance.now()
      nextRound()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      queued.clear()
      await working
    },
  }
}

function takeFirst(queue: Map<string, IssuingInstitution>): IssuingInstitution | undefined {
  for (const [slug, institution] of queue) {
    queue.delete(slug)
    return institution
  }
  return undefined
}
