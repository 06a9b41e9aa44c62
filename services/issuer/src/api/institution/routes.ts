import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Shell } from '@eduwallet/service-shell'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { resolveInstitution, type Institutions } from '../visit.ts'
import { registerAchievementImports } from './achievement-imports.ts'
import { registerAchievementImage } from './achievement-image.ts'
import { registerAchievementLife } from './achievement-life.ts'
import { registerAchievementStandards } from './achievement-standards.ts'
import { registerAchievements } from './achievements.ts'
import { authenticateClients } from './authentication.ts'
import { registerAwardFiles, type AwardFilesDoor } from './award-files.ts'
import { registerAwards } from './awards.ts'
import { registerCredentialStatus } from './credential-status.ts'
import { registerCredentials } from './credentials.ts'
import { registerJournal } from './journal.ts'
import { registerOAuthToken } from './oauth-token.ts'
import { registerOffers, type OffersDoor } from './offers.ts'
import { registerOoapiAssociations } from './ooapi-associations.ts'
import { answerRoomErrors } from './problems.ts'
import { registerResultBatches } from './result-batches.ts'
import { registerResults } from './results.ts'
import { registerSharedAchievements } from './shared-achievements.ts'

export type InstitutionDoor = Institutions & OffersDoor & AwardFilesDoor & {
  /** Told of every change of a status, to publish it. */
  revoked: (institution: IssuingInstitution) => void
}

/** The door of an institution's own systems, at /{slug}: a token first, then catalogue, results, offers, credentials, journal. */
export function institutionDoor(app: Shell, door: InstitutionDoor): void {
  resolveInstitution(app, door)
  answerRoomErrors(app)
  registerOAuthToken(app, door)
  void app.register(async (scope: FastifyInstance) => {
    const api: Shell = scope.withTypeProvider<ZodTypeProvider>()
    authenticateClients(api, door)
    registerAchievements(api, door)
    registerAchievementImports(api, door)
    registerAchievementLife(api, door)
    registerAchievementImage(api, door)
    registerSharedAchievements(api, door)
    registerAchievementStandards(api, door)
    registerResults(api, door)
    registerResultBatches(api, door)
    registerOoapiAssociations(api, door)
    registerAwards(api)
    registerAwardFiles(api, door)
    registerOffers(api, door)
    registerCredentials(api)
    registerCredentialStatus(api, door)
    registerJournal(api)
  })
}
