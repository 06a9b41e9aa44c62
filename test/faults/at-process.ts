import type { Replicas } from './start-replicas.ts'

/** Does something while only this process of an installation is asked. */
export async function atProcess<T>({ balancer, processes }: Replicas, at: 0 | 1, doing: () => Promise<T>): Promise<T> {
  balancer.ports.splice(0, Infinity, processes[at]!.port)
  try {
    return await doing()
  } finally {
    balancer.ports.splice(0, Infinity, ...processes.map(({ port }) => port))
  }
}
