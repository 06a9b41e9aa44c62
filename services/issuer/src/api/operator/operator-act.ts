import type { FastifyRequest } from 'fastify'
import type { Act } from '../../journal/types.ts'

/** What the operator does in this request, for the journal. */
export function operatorAct(request: FastifyRequest, now: () => Date): Act {
  return { at: now(), actor: 'operator', correlationId: request.id }
}
