import { warning } from './findings.ts'
import type { Finding } from './findings.ts'

/** The warning that a reader left something out, with why; the rest of the document was read. */
export function notTakenOver(path: string, nl: string, en: string): Finding {
  return warning(path, 'NOT_TAKEN_OVER', `${nl} Niet overgenomen.`, `${en} Not taken over.`)
}

/** What a part of a document gave: a value, or none, and what was left out. */
export type Taken<Value> = { value?: Value | undefined; findings: Finding[] }
