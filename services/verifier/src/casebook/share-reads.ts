/**
 * Many ask what became of one request: a page that looks every few seconds, opened in a whole room, or an employer's system in
 * a hurry. What they read is read for all of them together, so that the database has the same work however many they are.
 *
 * A read is shared only by those who asked before it began: nobody is told less than what was on record when they asked, on
 * whichever process. And only the record is shared, under everything that was needed to find it: who may see what of it is
 * decided for each of them afterwards.
 */
import type { Casebook } from './casebook.ts'

/** More than so many at once are a crowd. Who comes alone, or with a few, never waits. */
const CROWD = 4
/** How often, at most, something is read for a crowd. */
const CROWD_SECONDS = 0.1

/** Reads what `key` stands for, together with others who ask for the same. `read` may be that of any of them. */
export type SharedReads<Value> = (key: string, read: () => Promise<Value>) => Promise<Value>

type Round<Value> = { readers: number; read: () => Promise<Value>; promise: Promise<Value>; resolve: (value: Promise<Value>) => void }

/** Makes shared reads; at most one read for each key is under way, and nothing is kept when nobody waits. */
export function createSharedReads<Value>(): SharedReads<Value> {
  /** For each key that is being read (or was a moment ago, for a crowd): who comes next. */
  const following = new Map<string, Round<Value> | undefined>()

  function start(key: string, { readers, read, resolve }: Pick<Round<Value>, 'readers' | 'read' | 'resolve'>): void {
    following.set(key, undefined)
    const startedAt = performance.now()
    const result = read()
    resolve(result)
    const ended = (): void => {
      const rest = readers > CROWD ? CROWD_SECONDS * 1000 - (performance.now() - startedAt) : 0
      if (rest > 0) setTimeout(() => { next(key) }, rest)
      else next(key)
    }
    result.then(ended, ended)
  }

  function next(key: string): void {
    const round = following.get(key)
    if (round === undefined) following.delete(key)
    else start(key, round)
  }

  return (key, read) => {
    const round = following.get(key)
    if (round !== undefined) {
      round.readers += 1
      round.read = read
      return round.promise
    }
    const { promise, resolve } = Promise.withResolvers<Value>()
    const made: Round<Value> = { readers: 1, read, promise, resolve }
    if (following.has(key)) following.set(key, made)
    else start(key, made)
    return promise
  }
}

/** The same book, whose reads that people and systems repeat while they wait are shared. */
export function shareReads(book: Casebook): Casebook {
  const byId = createSharedReads<Awaited<ReturnType<Casebook['findById']>>>()
  const byPage = createSharedReads<Awaited<ReturnType<Casebook['findByPage']>>>()
  const byToken = createSharedReads<Awaited<ReturnType<Casebook['findByToken']>>>()
  return {
    ...book,
    findById: (employerId, id) => byId(JSON.stringify([employerId, id]), () => book.findById(employerId, id)),
    findByPage: (employerId, pageHash) => byPage(JSON.stringify([employerId, pageHash]), () => book.findByPage(employerId, pageHash)),
    findByToken: (tokenHash, now) => byToken(tokenHash, () => book.findByToken(tokenHash, now)),
  }
}
