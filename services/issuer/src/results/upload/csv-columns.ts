import { ResultError } from '../errors.ts'

/** The columns that mean something, and where a row of JSON has the same. */
const places: Readonly<Record<string, readonly [string, string?]>> = {
  reference: ['reference'],
  learnerReference: ['learner', 'reference'],
  givenName: ['learner', 'givenName'],
  familyName: ['learner', 'familyName'],
  passed: ['passed'],
  final: ['final'],
  achievedOn: ['achievedOn'],
  grade: ['grade'],
}
/** In the order in which they are named to senders; `grade` may be left out. */
export const csvColumns = Object.keys(places)

const mostColumns = 200

/** The words in which spreadsheets write yes and no, in Dutch and English. */
const words = new Map<string, boolean | 'unknown'>([
  ...['true', 'yes', 'waar', 'ja'].map((word) => [word, true] as const),
  ...['false', 'no', 'onwaar', 'nee'].map((word) => [word, false] as const),
  ...['unknown', 'onbekend'].map((word) => [word, 'unknown'] as const),
])

/** The first line of a file. `names` as they are there; `columnOf`: the column of a JSON pointer into the row. */
export type CsvHeader = { names: readonly string[]; columnOf: (pointer: string) => string }

/**
 * Reads the names of the columns, in whatever order. Unknown ones are read too, so that what they hold can be dropped and counted.
 * Throws ResultError BATCH_UNREADABLE, which names what is missing or wrong.
 */
export function readHeader(record: readonly string[]): CsvHeader {
  const names = record.map((name) => name.trim())
  const missing = csvColumns.filter((column) => column !== 'grade' && !names.includes(column))
  if (missing.length > 0) throw unusable(`The first line lacks the columns ${missing.join(', ')}. It must name, separated by commas or semicolons: ${csvColumns.join(', ')}.`)
  if (names.length > mostColumns) throw unusable(`There are more than ${mostColumns} columns. Leave out what is not needed.`)
  if (new Set(names).size !== names.length) throw unusable('Two columns have the same name, or none. Give each column its own.')
  if (names.some((name) => name === '__proto__' || name === 'constructor' || name === 'prototype')) throw unusable('A column has a name that is not allowed. Leave it out.')
  return {
    names,
    columnOf: (pointer) => {
      const column = csvColumns.find((name) => `/${(places[name] ?? []).join('/')}` === pointer)
      return column === undefined ? pointer : `/${column}`
    },
  }
}

/** A record as a row of JSON. An empty field is one that is absent. */
export function rowOf({ names }: CsvHeader, record: readonly string[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  const learner: Record<string, unknown> = {}
  for (const [index, name] of names.entries()) {
    const text = record[index]?.trim() ?? ''
    if (text === '') continue
    const place = Object.hasOwn(places, name) ? places[name] : undefined
    const value = name === 'passed' || name === 'final' ? words.get(text.toLowerCase()) ?? text : text
    if (place?.[1] !== undefined) learner[place[1]] = value
    else row[name] = value
  }
  return { ...row, learner }
}

function unusable(sentence: string): ResultError {
  return new ResultError('BATCH_UNREADABLE', sentence)
}
