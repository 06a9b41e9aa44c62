/** Several processes of one service on one database, known to the outside under one address. */
import { randomBytes } from 'node:crypto'
import { startService, type RunningService, type StartOptions } from '../journeys/start-services.ts'
import { startBalancer, type Balancer } from './start-balancer.ts'

/** `url` and `operatorToken` are the installation's; `processes` are reached by their own `port` too. */
export type Replicas = { url: string; operatorToken: string; processes: RunningService[]; balancer: Balancer; stop(): Promise<void> }

/** How many processes, and what each is started with. */
export type ReplicaOptions = Pick<StartOptions, 'databaseUrl' | 'env' | 'entry'> & {
  count?: number
  /** Puts something in front of the balancer, and gives the address that it is reached by then. */
  inFront?: (balancerUrl: string) => Promise<string>
}

/**
 * Starts the processes at the same moment: they share database, address, key-encryption key and operator token, and each has
 * a data directory of its own.
 * @throws Error when one does not become ready; the others are stopped
 */
export async function startReplicas(name: 'issuer' | 'verifier', options: ReplicaOptions): Promise<Replicas> {
  const balancer = await startBalancer()
  const url = await options.inFront?.(balancer.url) ?? balancer.url
  const prefix = name.toUpperCase()
  const operatorToken = randomBytes(32).toString('base64url')
  const env = {
    [`${prefix}_PUBLIC_URL`]: url,
    [`${prefix}_KEY_ENCRYPTION_KEY`]: randomBytes(32).toString('base64'),
    [`${prefix}_OPERATOR_TOKEN`]: operatorToken,
    ...options.env,
  }
  const started = await Promise.allSettled(Array.from({ length: options.count ?? 2 }, () => startService(name, { ...options, env })))
  const processes = started.flatMap((result) => result.status === 'fulfilled' ? [result.value] : [])
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((service) => service.stop()))
    await balancer.stop()
  }
  const failed = started.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  balancer.ports.push(...processes.map(({ port }) => port))
  return { url, operatorToken, processes, balancer, stop }
}
