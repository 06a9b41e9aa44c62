/** Why a value cannot be signed as JSON: it is not what its JSON text would say, or deeper than a reader goes, or a name in it is not allowed. */
export type UnfitJson = 'not_json' | 'too_deep' | 'name'

/**
 * Looks for whatever JSON.stringify would quietly change, drop or spell out (dates, undefined, NaN, half characters, classes), nesting beyond `maxDepth`
 * (the value itself is 1), and a member called `__proto__`. Undefined when the value means exactly what its JSON text says.
 */
export function findUnfitJson(value: unknown, maxDepth: number): UnfitJson | undefined {
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'not_json'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'not_json'
  if (typeof value !== 'object') return 'not_json'
  if (maxDepth < 1) return 'too_deep'
  if (Array.isArray(value)) {
    for (const element of value) {
      const unfit = findUnfitJson(element, maxDepth - 1)
      if (unfit !== undefined) return unfit
    }
    return undefined
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return 'not_json'
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__' || !name.isWellFormed()) return 'name'
    const unfit = findUnfitJson(member, maxDepth - 1)
    if (unfit !== undefined) return unfit
  }
  return undefined
}
