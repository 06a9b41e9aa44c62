/** Each waits for the record: all at once they would take every connection, and the queue for one, from those who claim. */
const FEW = 4

/** Does the same for each of a list, a few at a time; the results are in the order of the list. Ends with the first that fails. */
export async function fewAtATime<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const left = items.entries()
  await Promise.all(Array.from({ length: FEW }, async () => {
    // One iterator: each takes what the others have not taken.
    for (const [at, item] of left) results[at] = await work(item)
  }))
  return results
}
