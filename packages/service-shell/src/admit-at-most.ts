import { busy } from './shed-load.ts'

/**
 * Makes a gate for work that waits on others (a fetch from a stranger's host, say), so that it cannot take every place of the
 * service: while so many are inside, the next is refused with 503 and `Retry-After`, before anything was done for it.
 */
export function admitAtMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0
  return async (work) => {
    if (inside >= most) throw busy
    inside += 1
    try {
      return await work()
    } finally {
      inside -= 1
    }
  }
}
