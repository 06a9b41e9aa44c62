import type { z } from 'zod'

/**
 * `schema.safeParse` that keeps its promise. zod 4.6 compares `value.length` with a limit before it looks at the type of the value, so
 * `{"length": {"toString": 1}}` where a text belongs makes it throw a TypeError. Such members are then left out, and the rest is
 * judged again: a text is still missing there.
 */
export function safeParse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return schema.safeParse(withoutObjectLengths(value))
  }
}

// Bounded in depth: every reader looks at the bounds of its input first.
function withoutObjectLengths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutObjectLengths)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([key, member]) => key !== 'length' || typeof member !== 'object')
  return Object.fromEntries(members.map(([key, member]) => [key, withoutObjectLengths(member)]))
}
