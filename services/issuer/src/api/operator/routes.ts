import type { Shell } from '@eduwallet/service-shell'
import { answerRoomErrors } from '../institution/problems.ts'
import { authenticateOperator } from './authentication.ts'
import { registerClients } from './clients.ts'
import { registerInstitutions, type InstitutionsDoor } from './institutions.ts'

export type OperatorDoor = InstitutionsDoor & { operatorToken: string; randomBytes: (n: number) => Uint8Array }

/** The door of whoever runs this issuer, at /operator: which institutions there are, and who may act for them. */
export function operatorDoor(app: Shell, door: OperatorDoor): void {
  authenticateOperator(app, door)
  answerRoomErrors(app)
  registerInstitutions(app, door)
  registerClients(app, door)
}
