import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { demandPointer, stepsOf } from './pointers.ts'

/**
 * The part of a document that JSON Pointers select: what they lead to, whole, and of each object on the way its `id` and `type`. Lists keep
 * the order of what is in them and lose the gaps. VC Data Integrity ECDSA 1.0 #selectjsonld. Throws DataIntegrityError DI_POINTER.
 */
export function selectPart(document: JsonObject, pointers: readonly string[]): JsonObject {
  const root: Selected = { source: document, whole: false, below: new Map() }
  for (const pointer of pointers) select(root, stepsOf(document, demandPointer(document, pointer)))
  return { '@context': document['@context'] ?? null, ...(write(root) as JsonObject) }
}

type Selected = { source: JsonValue; whole: boolean; below: Map<string | number, Selected> }

function select(root: Selected, steps: readonly (string | number)[]): void {
  let at = root
  for (const step of steps) {
    const source = (at.source as Record<string | number, JsonValue>)[step] ?? null
    const next: Selected = at.below.get(step) ?? { source, whole: false, below: new Map() }
    at.below.set(step, next)
    at = next
  }
  at.whole = true
}

function write({ source, whole, below }: Selected): JsonValue {
  if (whole) return source
  if (Array.isArray(source)) return [...below].sort(([one], [other]) => Number(one) - Number(other)).map(([, entry]) => write(entry))
  if (!isJsonObject(source)) return source
  // In the order of the document, so that what is shown reads as it did.
  return Object.fromEntries(Object.entries(source).flatMap(([name, member]): [string, JsonValue][] => {
    const selected = below.get(name)
    return selected !== undefined ? [[name, write(selected)]] : name === 'id' || name === 'type' ? [[name, member]] : []
  }))
}
