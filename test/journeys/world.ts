/** Both services side by side on one database, as an institution and an employer would meet them. */
import { startService, type RunningService } from './start-services.ts'

/** The running pair. `stop` ends both and removes their folders. */
export type World = { issuer: RunningService; verifier: RunningService; stop: () => Promise<void> }

/** What the pair is started with. A short status list lifetime makes a revocation visible within seconds. */
export type WorldOptions = {
  databaseUrl?: string | undefined
  issuerEnv?: Record<string, string>
  verifierEnv?: Record<string, string>
  statusListSeconds?: number
  /** Folders that outlive the pair; without them each service gets one that is removed with it. */
  dataDirectories?: { issuer: string; verifier: string }
}

/** Starts issuer and verifier together. @throws Error when one of them does not become ready; the other is stopped */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const started = await Promise.allSettled([
    startService('issuer', {
      databaseUrl: options.databaseUrl,
      env: { ISSUER_STATUS_LIST_TTL_SECONDS: String(options.statusListSeconds ?? 2), ...options.issuerEnv },
      ...(options.dataDirectories === undefined ? {} : { dataDirectory: options.dataDirectories.issuer }),
    }),
    startService('verifier', {
      databaseUrl: options.databaseUrl,
      env: { ...options.verifierEnv },
      ...(options.dataDirectories === undefined ? {} : { dataDirectory: options.dataDirectories.verifier }),
    }),
  ])
  const running = started.flatMap((result) => result.status === 'fulfilled' ? [result.value] : [])
  const stop = async () => { await Promise.all(running.map((service) => service.stop())) }
  const failed = started.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return { issuer: running[0]!, verifier: running[1]!, stop }
}

/** The roots of both sandboxes, PEM: what a wallet that takes part in the sandbox believes. */
export async function sandboxRoots({ issuer, verifier }: { issuer: { url: string }; verifier: { url: string } }): Promise<string[]> {
  return Promise.all([issuer, verifier].map(async ({ url }) => {
    const answer = await fetch(`${url}/sandbox-ca.pem`)
    if (!answer.ok) throw new Error(`${url} does not show its sandbox root (${answer.status})`)
    return answer.text()
  }))
}
