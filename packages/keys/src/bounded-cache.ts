/** Remembers the `size` entries used most recently. For things that are costly to make and never change. */
export type BoundedCache<Value> = { get(key: string): Value | undefined; set(key: string, value: Value): Value }

/** A new, empty cache. `set` gives back what it was handed. */
export function boundedCache<Value>(size: number): BoundedCache<Value> {
  // A Map keeps the order of insertion: whatever is used again moves to the end, and the first entry goes first.
  const entries = new Map<string, Value>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.set(key, value)
      if (entries.size > size) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      return value
    },
  }
}
