/** How many values (texts, numbers, true, false, null) a JSON value holds; objects and lists count by what is in them. */
export function countValues(value: unknown): number {
  const stack: unknown[] = [value]
  let count = 0
  while (stack.length > 0) {
    const current = stack.pop()
    if (typeof current === 'object' && current !== null) stack.push(...(Object.values(current) as unknown[]))
    else if (current !== undefined) count += 1
  }
  return count
}
