/** What was loaded, and for how long it may be used again. */
export type Loaded<Value> = { readonly value: Value; readonly freshSeconds: number }

export type FetchMemory<Value> = {
  /**
   * The remembered value while it is fresh, else a newly loaded one. Callers that ask at the same time share one
   * load; a load that failed is not tried again for `failureSeconds`, the same error is thrown instead.
   * With `maxAgeSeconds`, a value older than that is loaded anew even when it is fresh.
   */
  get(key: string, load: () => Promise<Loaded<Value>>, options?: { maxAgeSeconds?: number }): Promise<Value>
}

export type FetchMemoryOptions = {
  readonly now: () => Date
  /** At most so many values are kept; the one that was not used for the longest time goes first. */
  readonly capacity: number
  readonly failureSeconds: number
}

type Kept<Value> = { readonly at: number; readonly until: number } & (
  | { readonly value: Value }
  | { readonly error: unknown }
)

/** A bounded memory of fetched things: at most one load under way per key, failures remembered for a moment. */
export function createFetchMemory<Value>({ now, capacity, failureSeconds }: FetchMemoryOptions): FetchMemory<Value> {
  const kept = new Map<string, Kept<Value>>()
  const underWay = new Map<string, Promise<Value>>()

  function keep(key: string, entry: Kept<Value>): void {
    kept.delete(key)
    kept.set(key, entry)
    for (const oldest of kept.keys()) {
      if (kept.size <= capacity) break
      kept.delete(oldest)
    }
  }

  /** Nothing from the future: a clock that was set back does not make old answers live longer. */
  function usable(entry: Kept<Value>, maxAgeSeconds: number): boolean {
    const at = now().getTime()
    if (at < entry.at || at >= entry.until) return false
    return 'error' in entry || at - entry.at <= maxAgeSeconds * 1000
  }

  async function loadAndKeep(key: string, load: () => Promise<Loaded<Value>>): Promise<Value> {
    try {
      const { value, freshSeconds } = await load()
      const at = now().getTime()
      keep(key, { at, until: at + freshSeconds * 1000, value })
      return value
    } catch (error) {
      const at = now().getTime()
      keep(key, { at, until: at + failureSeconds * 1000, error })
      throw error
    } finally {
      underWay.delete(key)
    }
  }

  return {
    async get(key, load, { maxAgeSeconds = Number.POSITIVE_INFINITY } = {}) {
      const entry = kept.get(key)
      if (entry !== undefined && usable(entry, maxAgeSeconds)) {
        keep(key, entry)
        if ('error' in entry) throw entry.error
        return entry.value
      }
      const shared = underWay.get(key)
      if (shared !== undefined) return await shared
      const loading = loadAndKeep(key, load)
      underWay.set(key, loading)
      return await loading
    },
  }
}
