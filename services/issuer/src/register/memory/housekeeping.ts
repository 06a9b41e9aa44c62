import type { MemoryScope } from './scope.ts'

/** Deletes what has expired; gives how many rows. */
export function forgetExpired(scope: MemoryScope, at: Date): number {
  const { apiTokens, accessTokens, usedValues, answers, resultBatchRows } = scope.tables
  let forgotten = 0
  for (const table of [apiTokens, accessTokens, usedValues, answers, resultBatchRows] as Map<string, { expiresAt: Date }>[]) {
    for (const [key, { expiresAt }] of table) {
      if (expiresAt >= at) continue
      table.delete(key)
      forgotten += 1
    }
  }
  return forgotten
}
