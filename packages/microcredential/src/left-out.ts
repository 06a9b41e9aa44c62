import { pointer } from './findings.ts'
import type { Loss } from './projection.ts'

/**
 * The losses for what a standard has no word for, as far as it is there. `paths` are member names with dots between them; `*` is every
 * position of a list.
 */
export function leftOut(model: unknown, paths: readonly string[]): Loss[] {
  return paths.flatMap((path) => placesOf(model, path.split('.'))).map((place) => ({ path: pointer(place), kind: 'left-out' as const }))
}

function placesOf(value: unknown, [name, ...rest]: readonly string[], place: readonly string[] = []): string[][] {
  if (name === undefined) return [[...place]]
  if (typeof value !== 'object' || value === null) return []
  const names = name === '*' ? Object.keys(value) : [name]
  return names.filter((member) => Object.hasOwn(value, member) && (value as Record<string, unknown>)[member] !== undefined)
    .flatMap((member) => placesOf((value as Record<string, unknown>)[member], rest, [...place, member]))
}
