import { chainExpiry } from '@eduwallet/keys'
import { createShell, showSandboxBanner, registerAssets, registerHealth, registerOpenApi, type Shell, type ShellOptions } from '@eduwallet/service-shell'
import { employerDoor } from './api/employer/index.ts'
import { openApiInfo } from './api/openapi-info.ts'
import { walletDoor } from './api/openid4vp/index.ts'
import { operatorDoor } from './api/operator/index.ts'
import { pagesDoor } from './api/pages/index.ts'
import { vcApiDoor } from './api/vc-api/index.ts'
import { publicDoor } from './api/public/index.ts'
import type { Asking, Identity, ServingRequests } from './asking/index.ts'
import type { EmployerBook, GivingAccess, RegisteringEmployers } from './employers/index.ts'
import type { Inspecting } from './inspecting/index.ts'
import type { JudgingAnything } from './judging/index.ts'
import type { Receiving } from './receiving/index.ts'
import type { ShowingPages, ShowingToEmployers } from './showing/index.ts'
import type { TrustedIssuerBook } from './trust/index.ts'

/** Everything the doors are given. The same for the running service and for tests; nothing in it is read from outside. */
export type VerifierRooms = {
  readonly publicUrl: string
  /** Whether the VC-API is for everybody */
  readonly openDoors: boolean
  readonly identity: Identity
  readonly operatorToken: string
  readonly registering: RegisteringEmployers
  readonly employers: Pick<EmployerBook, 'list' | 'disable'>
  readonly issuers: TrustedIssuerBook
  readonly access: GivingAccess
  readonly asking: Asking
  readonly serving: ServingRequests
  readonly receiving: Receiving
  /** For what is handed in without a question of ours: files, and the VC-API */
  readonly inspecting: Inspecting
  readonly judgingAnything: JudgingAnything
  readonly showing: ShowingToEmployers & ShowingPages
  readonly now: () => Date
  /** By name; each throws when the thing it names cannot be used */
  readonly checks: Readonly<Record<string, () => Promise<void>>>
}

const version = '0.1.0'

/** The verifier as a Fastify instance that does not listen yet. Its doors: */
export function buildVerifier(rooms: VerifierRooms, options: Pick<ShellOptions, 'logLevel'> & Partial<ShellOptions>): Shell {
  const app = createShell({ name: 'verifier', version, publicUrl: rooms.publicUrl, ...options })
  if (rooms.openDoors) showSandboxBanner(app)
  registerOpenApi(app, openApiInfo({ version, publicUrl: rooms.publicUrl }))
  const checkCertificate = async (): Promise<void> => {
    const expiresAt = chainExpiry(rooms.identity.signer.x5c)
    if (expiresAt !== undefined && expiresAt <= rooms.now()) throw new Error('the certificate that requests are signed with has expired')
  }
  registerHealth(app, { certificate: checkCertificate, ...rooms.checks })
  registerAssets(app)

  // whoever runs this verifier: /operator
  void app.register(async (door: Shell) => operatorDoor(door, rooms))
  // employers' systems: /oauth/token, /api/v1
  void app.register(async (door: Shell) => employerDoor(door, rooms))
  // machines that speak the VC-API: /credentials, /presentations
  void app.register(async (door: Shell) => vcApiDoor(door, rooms))
  // wallets: /openid4vp
  void app.register(async (door: Shell) => walletDoor(door, rooms))
  // anyone: /.well-known/did.json, /sandbox-ca.pem
  void app.register(async (door: Shell) => publicDoor(door, rooms))
  // people: /requests, /inspect
  void app.register(async (door: Shell) => pagesDoor(door, rooms))
  return app
}
