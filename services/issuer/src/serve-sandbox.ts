import { makeThrowawayTls } from '@eduwallet/keys'
import { listenOverTls, type Shell, type TlsListener } from '@eduwallet/service-shell'
import type { IssuerRooms } from './app.ts'
import type { IssuerConfig } from './config.ts'
import { didKeysOf, openSandboxInstitution } from './institutions/index.ts'

/**
 * Opens the sandbox to everybody: its institution, and the listener for programs that only speak https. What it has, and under which
 * names it issues, goes into the log as `openDoors`; `services/start.ts` shows that.
 */
export async function serveSandbox(app: Shell, { institutions, found, register, publisher, now }: IssuerRooms, { host, publicUrl, openDoors }: Pick<IssuerConfig, 'host' | 'publicUrl' | 'openDoors'>): Promise<TlsListener | undefined> {
  if (openDoors === undefined) return undefined
  const institution = await openSandboxInstitution({ directory: institutions, found: (profile, act) => found(profile, act, register.institutions), now })
  publisher.nudge(institution)
  const listener = await listenOverTls(app, { host, port: openDoors.tlsPort, ...await makeThrowawayTls({ now }), setting: 'ISSUER_OPEN_DOORS_TLS_PORT' })
  const names = Object.fromEntries([institution.did, ...didKeysOf(institution)].map((did, at) => [at === 0 ? 'issued in the name of' : `or of (${at})`, did]))
  app.log.warn({ openDoors: { issue: `${publicUrl}/credentials/issue`, 'change a status': `${publicUrl}/credentials/status`, 'the same over https': listener.url, ...names } }, 'the VC-API is open to everybody')
  return listener
}
