/** Looking into JSON that others wrote: own members only, and undefined for everything that is not of the kind that was asked for. */

/** The own member, or undefined. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

/** What stands at the end of these own members, or undefined. */
export function memberAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(memberOf, value)
}

/** A list as it is, one value as a list of one, and nothing as an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
