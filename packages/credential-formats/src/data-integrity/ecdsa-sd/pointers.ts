import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import type { ClaimPath } from '../../credential-format.ts'
import { DataIntegrityError } from '../errors.ts'

/**
 * Members that say whether the credential holds at all: hidden, they would be the holder's to leave out. `credentialSubject` itself
 * stands; what it says may be hidden.
 */
const ALWAYS_PLAIN: ReadonlySet<string> = new Set(['@context', 'id', 'type', 'issuer', 'validFrom', 'validUntil', 'credentialStatus', 'credentialSchema', 'termsOfUse', 'refreshService', 'proof'])

type Hidden = { whole: boolean; below: Map<string, Hidden> }

/**
 * The JSON Pointers of everything that a holder cannot hide: all but `hidden`. Of an object that is hidden in part its `id` and `type` are named, so that it
 * is there whatever else is shown. VC Data Integrity ECDSA 1.0 #create-base-proof-ecdsa-sd-2023 (mandatoryPointers)
 * Throws DataIntegrityError: DI_POINTER for a path that is not there, DI_MUST_BE_PLAIN.
 */
export function mandatoryPointers(document: JsonObject, hidden: readonly ClaimPath[]): readonly string[] {
  const marks: Hidden = { whole: false, below: new Map() }
  for (const path of hidden) mark(document, path, marks)
  return pointersOf(document, marks, '')
}

/**
 * The JSON Pointers given, each of which must lead somewhere, and those of the members that are never the holder's to leave out.
 * Throws DataIntegrityError DI_POINTER.
 */
export function withAlwaysPlain(document: JsonObject, given: readonly string[]): readonly string[] {
  const plain = Object.keys(document).filter((name) => name !== '@context' && ALWAYS_PLAIN.has(name)).map((name) => `/${name}`)
  return [...new Set([...plain, ...given.map((pointer) => demandPointer(document, pointer))])]
}

function mark(document: JsonObject, path: ClaimPath, root: Hidden): void {
  const [first, last] = [path[0], path.at(-1)]
  if (typeof first !== 'string' || ALWAYS_PLAIN.has(first) || last === 'id' || last === 'type' || (first === 'credentialSubject' && path.every((step, at) => at === 0 || (at === 1 && typeof step === 'number')))) {
    throw new DataIntegrityError('DI_MUST_BE_PLAIN', 'a member that has to be seen cannot be hidden')
  }
  let value: JsonValue | undefined = document
  let marks = root
  for (const step of path) {
    value = memberOf(value, step)
    if (value === undefined) throw new DataIntegrityError('DI_POINTER', 'what is to be hidden is not there')
    const next: Hidden = marks.below.get(String(step)) ?? { whole: false, below: new Map() }
    marks.below.set(String(step), next)
    marks = next
  }
  marks.whole = true
}

function pointersOf(value: JsonValue, marks: Hidden, at: string): readonly string[] {
  if (marks.whole) return []
  if (marks.below.size === 0 && at !== '') return [at]
  const members = Array.isArray(value) ? value.map((entry, index): [string, JsonValue] => [String(index), entry]) : isJsonObject(value) ? Object.entries(value) : []
  return members.filter(([name]) => name !== '@context').flatMap(([name, member]) => pointersOf(member, marks.below.get(name) ?? { whole: false, below: new Map() }, `${at}/${escaped(name)}`))
}

/**
 * Checks that a JSON Pointer leads to something in the document itself, and to no member that the language gives every object.
 * Throws DataIntegrityError DI_POINTER. RFC 6901 #section-4
 */
export function demandPointer(document: JsonObject, pointer: unknown): string {
  if (typeof pointer !== 'string' || !pointer.startsWith('/') || pointer.length > 1024 || /~(?![01])/.test(pointer)) throw new DataIntegrityError('DI_POINTER', 'a pointer is not a JSON Pointer')
  stepsOf(document, pointer)
  return pointer
}

/** The steps of a pointer, places in lists as numbers. Throws DataIntegrityError DI_POINTER when it leads nowhere. */
export function stepsOf(document: JsonObject, pointer: string): ClaimPath {
  let value: JsonValue | undefined = document
  return pointer.slice(1).split('/').map((part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(value) && /^(?:0|[1-9]\d{0,5})$/.test(name) ? Number(name) : name
    value = memberOf(value, step)
    if (value === undefined) throw new DataIntegrityError('DI_POINTER', 'a pointer leads nowhere')
    return step
  })
}

function memberOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return isJsonObject(value) && typeof step === 'string' && Object.hasOwn(value, step) ? value[step] : undefined
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
