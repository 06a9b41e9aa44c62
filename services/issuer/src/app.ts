import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { createShell, showSandboxBanner, registerAssets, registerHealth, registerOpenApi, type Shell, type ShellOptions } from '@eduwallet/service-shell'
import { institutionDoor } from './api/institution/routes.ts'
import { openVcApiDoor, vcApiDoor } from './api/vc-api/index.ts'
import { registerOpenid4vciDoor, type WalletSecrets } from './api/openid4vci/index.ts'
import { registerClaimPages } from './api/pages/routes.ts'
import { openApiInfo } from './api/openapi-info.ts'
import { operatorDoor } from './api/operator/routes.ts'
import { publicDoor } from './api/public/routes.ts'
import type { Mechanisms } from './configurations/index.ts'
import type { IssuerConfig } from './config.ts'
import { takeTurns } from './downloading/index.ts'
import { checkInstitutions, type CreatedInstitution, type InstitutionBook, type InstitutionDirectory, type InstitutionProfile, type SandboxCa } from './institutions/index.ts'
import type { Act } from './journal/index.ts'
import type { BitstringLists, PublishedLists, Publisher } from './publishing/index.ts'
import type { Register } from './register/index.ts'
import type { AnswerSeal } from './repeating/index.ts'

/** Everything the doors are given. The same for the running service and for tests; nothing in it is read from outside. */
export type IssuerRooms = {
  config: Pick<IssuerConfig, 'publicUrl' | 'mode' | 'logLevel' | 'statusListTtlSeconds' | 'statusListSize' | 'draft15Wallets'> & Partial<Pick<IssuerConfig, 'trustedProxies' | 'openDoors' | 'checkUrl'>>
  operatorToken: string
  register: Register
  institutions: InstitutionDirectory
  /** Makes an institution whole: see institutions/create-institution.ts. */
  found: (profile: InstitutionProfile, act: Act, book: InstitutionBook) => Promise<CreatedInstitution>
  sandboxCa: SandboxCa | undefined
  lists: PublishedLists
  bitstringLists: BitstringLists
  publisher: Publisher
  /** Everything that secures a credential. */
  mechanisms: Mechanisms
  /** Keys of nonces and transaction codes. */
  secrets: WalletSecrets
  /** For answers that are kept for who asks again. */
  answerSeal: AnswerSeal
  now: () => Date
  randomBytes: (n: number) => Uint8Array
  newId: () => string
  /** What else must be well for `/readyz`, by name; each throws when it is not. */
  checks?: Readonly<Record<string, () => Promise<void>>>
}

/** The issuer as a Fastify instance that does not listen yet. Its doors, with where they stand: */
export function buildIssuer(rooms: IssuerRooms, { logStream }: Pick<ShellOptions, 'logStream'> = {}): Shell {
  const { config, register, institutions, publisher } = rooms
  const app = createShell({
    name: 'issuer',
    version,
    logLevel: config.logLevel,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies ?? [],
    ...(logStream === undefined ? {} : { logStream }),
  })
  if (config.openDoors !== undefined) showSandboxBanner(app)
  registerOpenApi(app, openApiInfo(config.publicUrl))
  // A document that says of every operation who may use it: nobody in particular, unless its door says otherwise.
  app.addHook('onRoute', (route) => {
    if (route.schema !== undefined) route.schema.security ??= []
  })
  const { signingKeys, certificates } = checkInstitutions({ book: register.institutions, directory: institutions, now: rooms.now })
  registerHealth(app, { database: register.check, 'status-lists': publisher.check, 'signing-keys': signingKeys, certificates, ...rooms.checks })
  registerAssets(app)

  const nudge = publisher.nudge
  const { publicUrl, mode, statusListTtlSeconds, statusListSize, draft15Wallets, checkUrl } = config
  const shared = { ...rooms, publicUrl, mode, statusListTtlSeconds, statusListSize, draft15Wallets, checkUrl, draw: takeTurns() }
  // whoever runs this issuer
  door(app, '/operator', (scope) => operatorDoor(scope, { ...shared, directory: institutions, create: rooms.found, created: nudge }))
  // an institution's own systems
  door(app, '/:slug', (scope) => institutionDoor(scope, { ...shared, revoked: nudge, transactionCodePepper: rooms.secrets.transactionCode }))
  // machines that speak the VC-API
  door(app, '/:slug', (scope) => vcApiDoor(scope, { ...shared, changed: nudge }))
  if (config.openDoors !== undefined) door(app, '', (scope) => openVcApiDoor(scope, { ...shared, changed: nudge }))
  // learners' wallets
  door(app, '', (scope) => registerOpenid4vciDoor(scope, shared))
  // learners
  door(app, '', (scope) => registerClaimPages(scope, shared))
  // anyone
  door(app, '', (scope) => publicDoor(scope, { ...shared, sandboxCaPem: rooms.sandboxCa?.certificatePem }))
  return app
}

/** What goes into log lines and the OpenAPI document. */
const version = '0.1.0'

/** Every door is a scope of its own: its hooks, its authentication and its way to answer errors hold nowhere else. */
function door(app: Shell, prefix: string, open: (scope: Shell) => void): void {
  void app.register(async (scope: FastifyInstance) => open(scope.withTypeProvider<ZodTypeProvider>()), { prefix })
}
