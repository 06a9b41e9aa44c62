import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { startReading, type Reading } from '../institutions/reading.ts'
import type { InstitutionId, StatusListId } from '../institutions/types.ts'
import type { PublicationMarks } from './publication-marks.ts'
import type { Publication, StatusListBook } from './status-list-book.ts'

/** A list ready to be served. */
export type ServedList = {
  token: Buffer
  /** The same, compressed; made when first asked for. */
  gzipped(): Buffer
  /** Of the token's content, with quotes. */
  etag: string
  issuedAt: Date
  expiresAt: Date
}

/** The lists that anyone may read, from memory. */
export type PublishedLists = {
  /** The newest publication this process knows; undefined when there is no such list. An expired one is given too: the caller judges. */
  get(institutionId: InstitutionId, listId: StatusListId): Promise<ServedList | undefined>
  /** Takes a publication that was just recorded, so that the next reader has it at once. */
  remember(institutionId: InstitutionId, publication: Publication): Promise<void>
}

/** Another process may publish as well: its list is seen here after at most so long. */
const refreshSeconds = 2

type Entry = { served: ServedList; sequence: number; readAt: number }

/**
 * Keeps every list that was asked for in memory, and looks at the record for a newer one at most every two seconds. What
 * was served once is never replaced by an older sequence, and stays served while the record cannot be reached: who asks
 * then waits a second at most.
 */
export function openPublishedLists({ statusListsOf, marks, now }: {
  statusListsOf: (institutionId: InstitutionId) => Pick<StatusListBook, 'published'>
  marks: Pick<PublicationMarks, 'of' | 'raise'>
  now: () => Date
}): PublishedLists {
  // A list is found under its own institution only, in memory as in the record: also while somebody else reads it.
  const entries = new Map<string, Entry>()
  const readings = new Map<string, Reading<void>>()
  const keyOf = (institutionId: InstitutionId, listId: StatusListId) => `${institutionId}/${listId}`

  async function keep(institutionId: InstitutionId, publication: Publication): Promise<void> {
    const { listId, sequence } = publication
    const key = keyOf(institutionId, listId)
    const isOlder = (): boolean => sequence < marks.of(listId) || sequence < (entries.get(key)?.sequence ?? 0)
    if (isOlder()) return
    await marks.raise(listId, sequence)
    // A newer one may have come while this one was marked.
    if (isOlder()) return
    entries.set(key, { served: toServed(publication), sequence, readAt: now().getTime() })
  }

  /** Throws only when there is nothing to go on with. */
  async function read(institutionId: InstitutionId, listId: StatusListId, known: Entry | undefined): Promise<void> {
    try {
      const publication = await statusListsOf(institutionId).published(listId)
      if (publication !== undefined && publication.sequence !== known?.sequence) await keep(institutionId, publication)
    } catch (error) {
      if (known === undefined) throw error
    }
    if (known !== undefined) known.readAt = now().getTime()
  }

  return {
    async get(institutionId, listId) {
      const key = keyOf(institutionId, listId)
      const known = entries.get(key)
      if (known !== undefined && Math.abs(now().getTime() - known.readAt) < refreshSeconds * 1000) return known.served
      let reading = readings.get(key)
      if (reading === undefined) {
        reading = startReading(read(institutionId, listId, known).finally(() => readings.delete(key)))
        readings.set(key, reading)
      }
      await (known === undefined ? reading.result : reading.orKnown())
      return entries.get(key)?.served
    },
    remember: keep,
  }
}

function toServed({ token, issuedAt, expiresAt }: Publication): ServedList {
  const bytes = Buffer.from(token, 'latin1')
  let gzipped: Buffer | undefined
  return {
    token: bytes,
    gzipped: () => (gzipped ??= gzipSync(bytes)),
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    issuedAt,
    expiresAt,
  }
}
