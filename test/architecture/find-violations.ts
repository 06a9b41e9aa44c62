/** The whole import table, applied to a list of files. */
import { borderRules } from './border-rules.ts'
import { houseRules } from './house-rules.ts'
import { roomRules } from './room-rules.ts'
import { readSourceFile, type RepositoryFile } from './source-file.ts'

/** A rule that a file breaks. */
export type Violation = { rule: string; path: string; detail: string }

const rules = [...roomRules, ...borderRules, ...houseRules]

/** Names of all rules. */
export const ruleNames: readonly string[] = rules.map(({ name }) => name)

/** Every rule that a file of the list breaks. Looks at nothing but the list. */
export function findViolations(files: readonly RepositoryFile[]): Violation[] {
  return files.map(readSourceFile).flatMap((file) => rules.flatMap(({ name, check }) => check(file).map((detail) => ({ rule: name, path: file.path, detail }))))
}
