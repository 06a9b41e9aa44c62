/** JSON-LD documents of any kind: contexts in contexts, scoped by property and by type, protected, not propagated, taken back and imported. */
import fc from 'fast-check'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const terms = ['t0', 't1', 't2', 't3', 't4', 't5', 'id', 'type', 'value'] as const
const types = ['T0', 'T1', 'T2', 'https://example.com/T3'] as const
const iri = fc.oneof({ weight: 60, arbitrary: fc.constantFrom('https://example.com/a', 'https://example.com/b', 'https://example.com/c#', 'https://example.com/d/', 'p:x', 'urn:e:f') }, { weight: 1, arbitrary: fc.constantFrom('t1', 'T0:x', '@odd') })

/** What an import brings. Each address is imported by one context of a document only: jsonld mixes up two that import the same. */
export const importedContexts: ReadonlyMap<string, { '@context': Json }> = new Map([
  ['https://example.com/imported/1', { '@context': { t0: 'https://example.com/imported#t0', t4: { '@id': 'https://example.com/imported#t4', '@type': '@id' } } }],
  ['https://example.com/imported/2', { '@context': { p: 'https://example.com/imported/p#', t5: { '@id': 'https://example.com/imported#t5', '@protected': true } } }],
  ['https://example.com/whole/1', { '@context': [{ p: 'https://example.com/whole#' }, { T0: { '@id': 'p:T0', '@context': { t2: 'p:t2' } }, t3: { '@id': 'p:t3', '@container': '@list' } }] }],
])

/** Absent `absent` times for each time that it is there. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, absent = 3): fc.Arbitrary<T | undefined> => fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const present = (record: Record<string, unknown>): Record<string, Json> => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Record<string, Json>

function definition(name: string, depth: number): fc.Arbitrary<Json> {
  if (name === 'id' || name === 'value') return fc.constant(`@${name}`)
  if (name === 'type') return fc.constantFrom<Json>('@type', { '@id': '@type', '@container': '@set' })
  const long = fc.record({
    '@id': iri,
    '@type': maybe(fc.constantFrom('@id', '@vocab', '@json', '@none', 'https://example.com/date'), 6),
    '@container': maybe(fc.constantFrom<Json>('@list', '@set', '@language', '@index', '@id', '@type', '@graph', ['@graph', '@set'], ['@index', '@set']), 6),
    '@language': maybe(fc.constantFrom('nl', 'en', null), 5),
    '@protected': maybe(fc.boolean(), 12),
    '@nest': maybe(fc.constant('@nest'), 40),
    '@context': depth === 0 ? fc.constant(undefined) : maybe(anyContext(depth - 1), 1),
  }).map(present)
  return fc.oneof({ weight: 4, arbitrary: long }, { weight: 3, arbitrary: iri }, { weight: 1, arbitrary: fc.constant(null) })
}

function contextObject(depth: number): fc.Arbitrary<Record<string, Json>> {
  const defined = [...terms, ...types.slice(0, 3)].map((name) => [name, maybe(definition(name, depth), 2)] as const)
  return fc.record({
    '@version': maybe(fc.constant(1.1), 6),
    '@vocab': maybe(fc.constantFrom('https://example.com/vocab#', 'https://example.com/words/', null), 3),
    '@base': maybe(fc.constantFrom('https://example.com/base/', 'deeper/', null), 20),
    '@language': maybe(fc.constantFrom('nl', 'en-GB', null), 6),
    '@propagate': maybe(fc.boolean(), 2),
    '@protected': maybe(fc.boolean(), 12),
    p: fc.constant('https://example.com/p#'),
    ...Object.fromEntries(defined),
  }).map(present)
}

function anyContext(depth: number): fc.Arbitrary<Json> {
  const one = contextObject(depth)
  return fc.oneof(
    { weight: 8, arbitrary: one },
    { weight: 2, arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, [], 'https://example.com/whole/1', [null, { p: 'https://example.com/p#', t1: 'https://example.com/again' }]) },
  )
}

const scalar: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom('tekst', 'https://example.com/x', 'T1', '', '@odd', '_:b0', 'relative'), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))

const innerContext = fc.oneof({ weight: 4, arbitrary: contextObject(1).map((context) => ({ ...context, inner: 'https://example.com/inner' })) }, { weight: 1, arbitrary: fc.constant(null) })

function node(depth: number): fc.Arbitrary<Record<string, Json>> {
  const value: fc.Arbitrary<Json> = depth === 0 ? scalar : fc.oneof(
    { weight: 2, arbitrary: scalar },
    { weight: 4, arbitrary: node(depth - 1) },
    { weight: 2, arbitrary: fc.array(fc.oneof(scalar, node(depth - 1)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.record({ '@value': scalar, '@language': maybe(fc.constant('nl')) }).map(present) },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }).map((list) => ({ '@list': list })) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('nl', 'en', 'https://example.com/k', 'T0', '@none'), fc.oneof(scalar, node(depth - 1)), { maxKeys: 2 }) },
  )
  const type = fc.oneof(fc.constantFrom(...types), fc.array(fc.constantFrom(...types), { maxLength: 3 }))
  return fc.record({
    '@context': maybe(innerContext, 5),
    '@id': maybe(fc.constantFrom('https://example.com/1', '_:b1', 'relative/2', 'https://example.com/3'), 2),
    '@type': maybe(type, 1),
    type: maybe(type, 4),
    '@graph': depth === 0 ? fc.constant(undefined) : maybe(fc.array(node(depth - 1), { maxLength: 2 }), 20),
    '@included': depth === 0 ? fc.constant(undefined) : maybe(node(depth - 1), 40),
    ...Object.fromEntries([...terms.slice(0, 6), 'inner', 'unknown'].map((name) => [name, maybe(value, name === 'unknown' ? 30 : 2)])),
  }).map(present)
}

/**
 * The same, with one more word in each context, so that no two of them are the same text. jsonld keeps what it made of a context by its text, and takes
 * it where it does not hold: `jsonld.test.ts` has those faults one by one.
 */
function tellApart(document: Json, name: string): Json {
  let marks = 0
  const mark = (context: Json): Json => {
    if (Array.isArray(context)) return context.map(mark)
    if (context === null || typeof context !== 'object') return context
    marks += 1
    return { ...(walk(context) as Record<string, Json>), [`${name}-${marks}`]: 'https://example.com/unlike' }
  }
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, key === '@context' ? mark(child) : walk(child)]))
  }
  return walk(document)
}

const imported = maybe(fc.constantFrom('https://example.com/imported/1', 'https://example.com/imported/2'), 4)
const rootContext = fc.tuple(anyContext(2), imported)
  .map(([context, source]): Json => source === undefined ? context : [{ '@import': source, t2: 'https://example.com/beside' }, ...(Array.isArray(context) ? context : [context])])
const name = fc.integer({ min: 1 }).map((number) => `u${number}`)

/** A document whose context may import. */
export const anyJsonLd: fc.Arbitrary<Json> = fc.tuple(node(3), rootContext, name).map(([document, context, own]) => tellApart({ ...document, '@context': context }, own))

/** A context to write a document with. */
export const anyJsonLdContext: fc.Arbitrary<Json> = fc.tuple(anyContext(2), name).map(([context, own]) => (tellApart({ '@context': context }, own) as Record<string, Json>)['@context'] ?? null)
