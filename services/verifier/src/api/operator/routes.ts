import { requireOperator, type Shell } from '@eduwallet/service-shell'
import { documentScope } from '../document-scope.ts'
import { problemSchema } from '../problem-schema.ts'
import { registerEmployers, type EmployerRegistryRoutes } from './employers.ts'
import { registerIssuerRoutes, type IssuerRoutes } from './issuers.ts'

export type OperatorRoutes = EmployerRegistryRoutes & IssuerRoutes & { readonly operatorToken: string }

/**
 * The door for whoever runs the verifier:
 *
 *     POST, GET /operator/employers          who may ask
 *     DELETE    /operator/employers/{id}
 *     PUT, GET, DELETE /operator/issuers     who is believed
 */
export async function operatorDoor(app: Shell, routes: OperatorRoutes): Promise<void> {
  requireOperator(app, routes.operatorToken)
  documentScope(app, { security: 'operator', refusal: { mediaType: 'application/problem+json', schema: problemSchema } })
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store')
  })
  registerEmployers(app, routes)
  registerIssuerRoutes(app, routes)
}
