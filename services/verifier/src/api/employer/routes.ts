import type { Shell } from '@eduwallet/service-shell'
import { findQuestion } from '../../asking/index.ts'
import type { GivingAccess } from '../../employers/index.ts'
import { documentScope } from '../document-scope.ts'
import { problemSchema } from '../problem-schema.ts'
import { employerOf, requireEmployer } from './authenticate.ts'
import { registerInspections } from './inspections.ts'
import type { Inspecting } from '../../inspecting/index.ts'
import { registerRequests, type RequestRoutes } from './requests.ts'
import { questionsSchema } from './schemas.ts'
import { registerStackings } from './stackings.ts'
import { registerToken } from './token.ts'

export type EmployerRoutes = RequestRoutes & { readonly access: GivingAccess; readonly inspecting: Inspecting }

/**
 * The door for employers' systems:
 *
 *     POST /oauth/token               client credentials for an access token
 *     GET  /api/v1/questions          what this employer may ask
 *     POST /api/v1/requests           ask
 *     GET  /api/v1/requests/{id}      what became of it
 *     POST /api/v1/inspections        judge a credential that was handed in as a file
 *     POST /api/v1/stackings          whether what was shown together is what a programme asks
 */
export async function employerDoor(app: Shell, routes: EmployerRoutes): Promise<void> {
  registerToken(app, routes.access)
  await app.register(async (api: Shell) => {
    requireEmployer(api, routes.access)
    documentScope(api, { security: 'employer', refusal: { mediaType: 'application/problem+json', schema: problemSchema } })
    api.addHook('onSend', async (_request, reply) => {
      void reply.header('cache-control', 'no-store')
    })
    api.get(
      '/api/v1/questions',
      {
        schema: {
          operationId: 'listQuestions',
          summary: 'List the questions this employer may ask, with what each asks of the learner',
          tags: ['employer'],
          response: { 200: questionsSchema },
        },
      },
      async (request) => ({
        questions: employerOf(request).questions.flatMap((name) => {
          const question = findQuestion(name)
          return question ? [{ name, title: { ...question.title }, claims: Object.entries(question.claims).map(([claim, label]) => ({ name: claim, label: { ...label } })) }] : []
        }),
      }),
    )
    registerRequests(api, routes)
    registerStackings(api, routes)
    registerInspections(api, routes)
  })
}
