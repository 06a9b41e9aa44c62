/** For property tests: JSON of every kind, with a bias towards names and values the readers know. */
import fc from 'fast-check'

const knownNames = ['kind', 'sector', 'title', 'nl', 'en', 'description', 'learningOutcomes', 'text', 'workload', 'ects', 'sbu', 'level', 'eqf', 'assessmentTypes', 'participation',
  'qualityAssurance', 'name', 'gradeScale', 'minimum', 'reference', 'learner', 'givenName', 'familyName', 'passed', 'final', 'achievedOn', 'grade', 'associationId', 'associationType',
  'role', 'state', 'person', 'personId', 'primaryCode', 'otherCodes', 'codeType', 'code', 'surname', 'surnamePrefix', 'offering', 'offeringId', 'result', 'score', 'pass', 'resultDate',
  'consumers', 'consumerKey', 'orgAssociationId', 'nationalIdentityNumber', 'bsn', '__proto__', 'constructor', 'toString', 'type', 'items', 'length', 'valueOf', '', '~/']
const knownValues = ['microcredential', 'hbo', 'wo', 'mbo', '3', '2.5', '0.1', '1e400', '-1', 'written_exam', 'student', 'componentOfferingAssociation', 'completed', 'passed', 'unknown',
  '2026-06-30', '2026-02-30', '2025-11-28T08:30:00+01:00', 'nl-test-admin', 'nationalIdentityNumber', 'national_identity_number', 'studentNumber', '123456782', '111222333',
  'https://example.org', 'javascript:alert(1)', '\u0000', '\ud800', '\u202e', ' ', '']

/** Any JSON value, as `JSON.parse` can give it (own `__proto__` members too). */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...knownValues), fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...knownNames) }, { weight: 1, arbitrary: fc.string() }), tie('value')), { maxLength: 8 })
    .map((members) => JSON.parse(`{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`) as unknown),
}))['value']

/** Replaces or removes one thing somewhere in a good value: the mistakes real senders make. */
export function almost(good: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(good)
  return fc.tuple(fc.constantFrom(...paths), fc.oneof(anyJson, fc.constant(removed))).map(([path, replacement]) => replaceAt(structuredClone(good), path, replacement))
}

const removed = Symbol('removed')

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))]
}

function replaceAt(root: unknown, path: readonly string[], replacement: unknown): unknown {
  const last = path.at(-1)
  if (last === undefined) return replacement === removed ? null : replacement
  let parent = root as Record<string, unknown>
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>
  if (replacement !== removed) parent[last] = replacement
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
  return root
}
