/**
 * Remembers what tables hold, and gives what puts that back. Rows are replaced and never changed, so remembering which there are is
 * enough. Who writes meanwhile loses it: in memory there is one transaction at a time that fails.
 */
export function keepTables(tables: readonly (Map<unknown, unknown> | unknown[])[]): () => void {
  const before = tables.map((table) => ({ table, rows: [...table] }))
  return () => {
    for (const { table, rows } of before) {
      if (Array.isArray(table)) table.splice(0, Infinity, ...rows)
      else {
        table.clear()
        for (const [key, row] of rows as [unknown, unknown][]) table.set(key, row)
      }
    }
  }
}
