import type { Loss } from '../projection.ts'

/**
 * The model as it must come back from a standard: what was left out is gone, and with it what held nothing else. Texts in one
 * language and coarser values are left out as well: the test of the standard says what comes back for them.
 */
export function withoutLosses<Value>(value: Value, losses: readonly Loss[]): Value {
  const root = structuredClone(value)
  // The last members of a list first, so that positions still are what the losses say.
  const paths = losses.map(({ path }) => path.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')))
  for (const path of paths.toSorted((a, b) => b.join('/').localeCompare(a.join('/'), 'en', { numeric: true }))) remove(root, path)
  return root
}

function remove(parent: unknown, [name, ...rest]: readonly string[]): void {
  if (name === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return
  const members = parent as Record<string, unknown>
  if (rest.length > 0) remove(members[name], rest)
  if (rest.length > 0 && !isEmpty(members[name])) return
  if (Array.isArray(parent)) parent.splice(Number(name), 1)
  else delete members[name]
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
