import { makeThrowawayTls } from '@eduwallet/keys'
import { listenOverTls, type Shell, type TlsListener } from '@eduwallet/service-shell'
import type { VerifierConfig } from './config.ts'

/** Opens the sandbox to everybody: the listener for programs that only speak https. Where it is goes into the log as `openDoors`. */
export async function serveSandbox(app: Shell, { host, publicUrl, openDoors }: Pick<VerifierConfig, 'host' | 'publicUrl' | 'openDoors'>): Promise<TlsListener | undefined> {
  if (openDoors === undefined) return undefined
  const listener = await listenOverTls(app, { host, port: openDoors.tlsPort, ...await makeThrowawayTls({ now: () => new Date() }), setting: 'VERIFIER_OPEN_DOORS_TLS_PORT' })
  app.log.warn({
    openDoors: { 'verify a credential': `${publicUrl}/credentials/verify`, 'verify a presentation': `${publicUrl}/presentations/verify`, 'derive a credential': `${publicUrl}/credentials/derive`, 'the same over https': listener.url },
  }, 'the VC-API is open to everybody')
  return listener
}
