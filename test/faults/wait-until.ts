/**
 * Waits until something is so, asking every 100 milliseconds; what throws is not so yet.
 * @throws Error after `seconds`, with `what` was waited for
 */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, seconds = 15): Promise<void> {
  const until = Date.now() + seconds * 1000
  while (!await isSo().catch(() => false)) {
    if (Date.now() > until) throw new Error(`not within ${seconds} seconds: ${what}`)
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
}
