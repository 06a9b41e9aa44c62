import { isJsonObject } from '@eduwallet/strict-json'

/** A DCQL claims path: a string names a member, a number an element, null all elements (OpenID4VP 1.0 #claims_path_pointer). */
export type ClaimPath = readonly (string | number | null)[]

/** The values that a path selects; empty when it selects none (OpenID4VP 1.0 #claims_path_pointer). */
export function selectPath(claims: unknown, path: ClaimPath): unknown[] {
  let selected: unknown[] = [claims]
  for (const step of path) {
    selected = selected.flatMap((value) => {
      if (typeof step === 'string') return isJsonObject(value) && Object.hasOwn(value, step) ? [value[step]] : []
      if (!Array.isArray(value)) return []
      const elements: unknown[] = value
      if (step === null) return elements
      return step < elements.length ? [elements[step]] : []
    })
  }
  return selected
}

/** What of `value` lies on the paths, in the same shape; elements of an array that are not on a path fall away. */
function keep(value: unknown, paths: readonly ClaimPath[]): unknown {
  if (paths.some((path) => path.length === 0)) return value
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown, index) => {
      const below = paths.filter(([step]) => step === null || step === index).map((path) => path.slice(1))
      if (below.length === 0) return []
      const kept = keep(element, below)
      return kept === undefined ? [] : [kept]
    })
  }
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const below = paths.filter(([step]) => step === name).map((path) => path.slice(1))
    const kept = below.length === 0 ? undefined : keep(member, below)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(entries)
}

/** Copies of the claims that the paths ask for, and no others. */
export function pickClaims(claims: Readonly<Record<string, unknown>>, paths: readonly ClaimPath[]): Record<string, unknown> {
  return keep(claims, paths.filter((path) => path.length > 0)) as Record<string, unknown>
}

/**
 * Whether a disclosed path lies on, above or below one of the asked paths. Any element counts as the asked one:
 * elements that were not disclosed are gone, so that positions shift.
 */
export function isAsked(disclosed: ClaimPath, asked: readonly ClaimPath[]): boolean {
  return asked.some((path) => {
    const shared = Math.min(path.length, disclosed.length)
    return path.slice(0, shared).every((step, index) => {
      const other = disclosed[index]
      return step === other || (typeof step !== 'string' && typeof other === 'number')
    })
  })
}
