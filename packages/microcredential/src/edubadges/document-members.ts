/** The members of a document of edubadges, each of the kind that was asked for; what is of another kind is left out with a warning. */
import { isDecimal } from '../decimal.ts'
import { pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import { valueAt } from '../schema-findings.ts'
import { unescapeMarkdown } from '../text/markdown-escapes.ts'
import { isBlank } from '../text/plain-text.ts'

/** A member: its value, undefined when it is absent or null as the API writes it, and where it stands. */
export type Member = { value: unknown; path: readonly string[] }

export type DocumentMembers = {
  /** The first of these that the document has, a name or a path each. */
  member: (...names: (string | readonly string[])[]) => Member
  text: (member: Member) => string | undefined
  /** The text of a member that edubadges calls Markdown. */
  markdown: (member: Member) => string | undefined
  flag: (member: Member) => boolean | undefined
  /** A number as an exact decimal. */
  amount: (member: Member) => string | undefined
  /** A list with commas, of the words of a table. */
  words: <Value extends string>(member: Member, table: Readonly<Record<string, Value>>) => Value[] | undefined
  /** A value, or each of a list. */
  each: (member: Member) => unknown[]
  leaveOut: (member: Member, nl: string, en: string) => undefined
  findings: Finding[]
}

/** Readers of the members of `document`, which stands at `base` in what was sent. They note in `findings` what they leave out. */
export function membersOf(document: object, base: readonly string[]): DocumentMembers {
  const findings: Finding[] = []
  const leaveOut = ({ path }: Member, nl: string, en: string): undefined => { findings.push(notTakenOver(pointer(path), nl, en)) }

  function member(...names: (string | readonly string[])[]): Member {
    const paths = names.map((name) => (typeof name === 'string' ? [name] : name))
    const path = paths.find((candidate) => (valueAt(document, candidate) ?? undefined) !== undefined) ?? paths[0] ?? []
    return { value: valueAt(document, path) ?? undefined, path: [...base, ...path] }
  }

  function text(from: Member): string | undefined {
    if (from.value === undefined) return undefined
    if (typeof from.value !== 'string') return leaveOut(from, 'Hier hoort tekst.', 'This must be text.')
    return isBlank(from.value) ? undefined : from.value
  }

  function markdown(from: Member): string | undefined {
    const written = text(from)
    return written === undefined ? undefined : unescapeMarkdown(written)
  }

  function flag(from: Member): boolean | undefined {
    return from.value === undefined || typeof from.value === 'boolean' ? from.value : leaveOut(from, 'Hier hoort waar of onwaar.', 'This must be true or false.')
  }

  function amount(from: Member): string | undefined {
    if (from.value === undefined) return undefined
    const decimal = typeof from.value === 'number' ? String(from.value) : undefined
    return isDecimal(decimal) ? decimal : leaveOut(from, 'Hier hoort een getal met hoogstens vier cijfers achter de komma.', 'This must be a number with at most four digits after the point.')
  }

  function words<Value extends string>(from: Member, table: Readonly<Record<string, Value>>): Value[] | undefined {
    const given = text(from)?.split(',').map((word) => word.trim())
    if (given === undefined) return undefined
    const known = given.flatMap((word) => (Object.hasOwn(table, word) ? [table[word] as Value] : []))
    if (known.length < given.length) leaveOut(from, 'Er staat een woord in dat edubadges niet kent.', 'It holds a word that edubadges does not know.')
    return known.length > 0 ? [...new Set(known)] : undefined
  }

  const each = ({ value }: Member): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
  return { member, text, markdown, flag, amount, words, each, leaveOut, findings }
}

/** Only what is there; undefined when nothing is. */
export function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const filled = Object.entries(members).filter(([, value]) => value !== undefined)
  return filled.length > 0 ? Object.fromEntries(filled) : undefined
}
