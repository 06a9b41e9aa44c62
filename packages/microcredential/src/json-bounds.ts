import { fault, pointer } from './findings.ts'
import type { Finding } from './findings.ts'

/** How much one message about one achievement or one result may hold. */
export const jsonBounds = { depth: 32, values: 20_000, textLength: 2_000_000 } as const

/**
 * One early finding when a value is not plain JSON, is too deep or too large; walks with its own stack, so that depth cannot
 * overflow ours, and stops at the first bound it meets.
 */
export function checkJsonBounds(value: unknown): Finding | undefined {
  const stack: { value: unknown; path: readonly string[] }[] = [{ value, path: [] }]
  let values = 0
  let textLength = 0
  for (let next = stack.pop(); next; next = stack.pop()) {
    values += 1
    if (values > jsonBounds.values) return fault('', 'TOO_LARGE', 'Het bericht bevat te veel velden. Stuur het in delen.', 'The message holds too many fields. Send it in parts.')
    const { value: current, path } = next
    if (typeof current === 'string') textLength += current.length
    else if (typeof current === 'object' && current !== null) {
      if (path.length >= jsonBounds.depth) return fault(pointer(path.slice(0, 8)), 'TOO_DEEP', 'Dit deel is te diep genest. Maak het vlakker.', 'This part is nested too deeply. Make it flatter.')
      const isArray = Array.isArray(current)
      const prototype: unknown = Object.getPrototypeOf(current)
      if (!isArray && prototype !== Object.prototype && prototype !== null) return notJson(path)
      const keys = Object.keys(current)
      if (values + stack.length + keys.length > jsonBounds.values) return fault('', 'TOO_LARGE', 'Het bericht bevat te veel velden. Stuur het in delen.', 'The message holds too many fields. Send it in parts.')
      for (const key of keys) {
        if (!isArray) textLength += key.length
        stack.push({ value: (current as Record<string, unknown>)[key], path: [...path, key] })
      }
    } else if (current !== null && typeof current !== 'boolean' && !(typeof current === 'number' && Number.isFinite(current)) && current !== undefined) {
      return notJson(path)
    }
    if (textLength > jsonBounds.textLength) return fault('', 'TOO_LARGE', 'Het bericht is te lang. Kort de teksten in.', 'The message is too long. Shorten the texts.')
  }
  return undefined
}

function notJson(path: readonly string[]): Finding {
  return fault(pointer(path), 'NOT_JSON', 'Deze waarde is geen JSON. Stuur tekst, een getal, waar/onwaar, een lijst of een object.', 'This value is not JSON. Send text, a number, true or false, a list or an object.')
}
