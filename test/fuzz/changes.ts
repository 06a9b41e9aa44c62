/** Changes that an attacker, or a broken sender, makes to something genuine: to its characters, and to what it says. */
import fc from 'fast-check'

/** A change to a text, written so that a failure can be read: take `remove` characters out at `at` and put `insert` there. */
export type TextChange = { at: number; remove: number; insert: string }

const hostileCharacters = ['A', 'e', '.', '~', '-', '_', '=', '+', '/', ':', '%', '#', '?', '{', '"', '\\', ',', ' ', '\n', '\0', 'é', '\u202e', '\ud800', '😀']

/** Any change to a text, of a few characters or of a piece. */
export const textChange: fc.Arbitrary<TextChange> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.nat(3), fc.nat(200)),
  insert: fc.oneof(fc.string({ unit: fc.constantFrom(...hostileCharacters), maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 8 })),
})

/** The text with the change made; `at` is a fraction of its length. */
export function changeText(text: string, { at, remove, insert }: TextChange): string {
  const start = Math.floor(at * text.length)
  return text.slice(0, start) + insert + text.slice(start + remove)
}

/** Texts with nothing genuine in them: empty, odd, deep, long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...hostileCharacters), maxLength: 100 }),
  fc.tuple(fc.constantFrom(...hostileCharacters, '["', '{"a":', 'ey', 'did:', '%00'), fc.constantFrom(1, 1000, 70_000)).map(([unit, times]) => unit.repeat(times)),
)

const hostileNames = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'then', 'toJSON', '', '0', '~/']
/** What cannot be compared with a number, or turned into a text. */
const hostileObjects: readonly unknown[] = [{ length: { toString: 1, valueOf: 1 } }, { toString: null, valueOf: null }, { toJSON: 1 }]
const hostileNumbers = [0, -0, -1, 0.5, 1e300, -1e300, 2 ** 53, 2 ** 31, Number.MIN_VALUE]

/** Any value that JSON can say, own `__proto__` members too. `names` are those that the reader looks for. */
export function anyJson(names: readonly string[]): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<unknown>(null, true, false, '', 'x', '\0', '\ud800', 'x'.repeat(5000), ...hostileNumbers, ...hostileObjects), fc.string({ maxLength: 20 }), fc.constantFrom(...names, ...hostileNames), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 5 }),
    object: fc.array(fc.tuple(fc.constantFrom(...names, ...hostileNames), tie('value')), { maxLength: 6 }).map(objectOf),
  }))['value']
}

/** Where something is changed in a value, and to what; undefined takes it away. */
export type ValueChange = { where: number; to: unknown }

/** Any change to a value. */
export function valueChange(names: readonly string[]): fc.Arbitrary<ValueChange> {
  return fc.record({ where: fc.nat(10_000), to: fc.option(anyJson(names), { nil: undefined, freq: 6 }) })
}

/** The value with one thing in it replaced or taken away; or, where it holds a thing that is an object, given one more member. */
export function changeValue(value: unknown, { where, to }: ValueChange): unknown {
  const places = placesIn(value)
  const path = places[where % places.length] ?? []
  return replace(value, path, to)
}

/** Every member name in a value: what its reader looks for. */
export function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return [...new Set(Array.isArray(value) ? value.flatMap(namesIn) : Object.entries(value).flatMap(([name, member]) => [name, ...namesIn(member)]))]
}

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]))]
}

function replace(value: unknown, [name, ...deeper]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to
  if (Array.isArray(value)) return value.flatMap((entry: unknown, at) => String(at) !== name ? [entry] : deeper.length === 0 && to === undefined ? [] : [replace(entry, deeper, to)])
  const members = Object.entries(value as Record<string, unknown>)
  return objectOf(members.flatMap(([own, member]): [string, unknown][] => own !== name ? [[own, member]] : deeper.length === 0 && to === undefined ? [] : [[own, replace(member, deeper, to)]]))
}

/** An object with exactly these members; `__proto__` is a name like any other, as JSON has it. */
function objectOf(members: readonly (readonly [string, unknown])[]): unknown {
  const object = {}
  for (const [name, value] of members) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  return object
}
