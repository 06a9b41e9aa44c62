/** Finding one's way in a document that others wrote, with the way there at hand for findings. */
import type { z } from 'zod'
import type { Finding } from './findings.ts'
import { pointer, warning } from './findings.ts'
import { safeParse } from './safe-parse.ts'
import { findingsOf, valueAt } from './schema-findings.ts'

/** A value in a document, and where it stands. */
export type Place = { readonly root: unknown; readonly path: readonly string[] }

/** What stands there; undefined when nothing does. */
export function valueOf({ root, path }: Place): unknown {
  return valueAt(root, path)
}

/** The place of an own member, whether or not it is there. */
export function member(place: Place, ...names: readonly string[]): Place {
  return { root: place.root, path: [...place.path, ...names] }
}

/** The places in a JSON-LD set: of a list its items, of a single value that value, of nothing none. */
export function items(place: Place): Place[] {
  const value = valueOf(place)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map((_item, at) => member(place, String(at))) : [place]
}

/** The texts in a JSON-LD set, such as `type`. */
export function textsIn(place: Place): string[] {
  return items(place).map(valueOf).filter((value) => typeof value === 'string')
}

/**
 * What stands there, when it has this form. Otherwise nothing, and warnings that say what is the matter: one malformed field is no
 * reason not to read the rest. Absent and null are nothing, without a warning.
 */
export function take<Schema extends z.ZodType>(schema: Schema, place: Place, findings: Finding[]): z.output<Schema> | undefined {
  const value = valueOf(place)
  if (value === undefined || value === null) return undefined
  const parsed = safeParse(schema, value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...place.path, ...issue.path] }))
  findings.push(...findingsOf(issues, place.root, 20).map((finding) => ({ ...finding, severity: 'warning' as const })))
  return undefined
}

/** A warning about what stands at a place. */
export function warnAt(place: Place, code: Finding['code'], nl: string, en: string): Finding {
  return warning(pointer(place.path), code, nl, en)
}
