import type { Shell } from '@eduwallet/service-shell'
import { z } from 'zod'
import { EmployerError, isPlainText, registerEmployer, type EmployerBook, type RegisteringEmployers } from '../../employers/index.ts'
import { toProblem } from '../employer/problems.ts'

export type EmployerRegistryRoutes = {
  readonly registering: RegisteringEmployers
  readonly employers: Pick<EmployerBook, 'list' | 'disable'>
}

const newEmployerSchema = z
  .strictObject({
    name: z.string().min(1).max(200).refine(isPlainText, { error: 'must be one line of plain text' }).meta({ description: 'As learners will read it' }),
    questions: z.array(z.string().min(1).max(64)).min(1).max(20),
  })
  .meta({ id: 'NewEmployer', examples: [{ name: 'Waterbouw BV', questions: ['microcredential'] }] })

const registeredEmployerSchema = z
  .object({ id: z.string(), clientId: z.string(), clientSecret: z.string().meta({ description: 'Shown once' }) })
  .meta({ id: 'RegisteredEmployer' })

const employersSchema = z.object({
  employers: z.array(z.object({ id: z.string(), name: z.string(), questions: z.array(z.string()), createdAt: z.iso.datetime() })),
})

/** POST and GET /operator/employers, DELETE /operator/employers/{id}. */
export function registerEmployers(app: Shell, { registering, employers }: EmployerRegistryRoutes): void {
  app.post(
    '/operator/employers',
    {
      schema: {
        operationId: 'createEmployer',
        summary: 'Register an employer for the questions it may ask, and make its client credentials',
        tags: ['operator'],
        body: newEmployerSchema,
        response: { 201: registeredEmployerSchema },
      },
    },
    async ({ body }, reply) => {
      try {
        const { employer, clientId, clientSecret } = await registerEmployer(registering, body)
        return await reply.code(201).header('cache-control', 'no-store').send({ id: employer.id, clientId, clientSecret })
      } catch (error) {
        throw toProblem(error)
      }
    },
  )

  app.get(
    '/operator/employers',
    { schema: { operationId: 'listEmployers', summary: 'List the employers', tags: ['operator'], response: { 200: employersSchema } } },
    async () => ({
      employers: (await employers.list()).map(({ id, name, questions, createdAt }) => ({ id, name, questions: [...questions], createdAt: createdAt.toISOString() })),
    }),
  )

  app.delete(
    '/operator/employers/:id',
    {
      schema: {
        operationId: 'disableEmployer',
        summary: 'Shut an employer out: its tokens and credentials end at once; what it asked stays on record',
        tags: ['operator'],
        params: z.object({ id: z.string().max(64) }),
        response: { 204: z.null().meta({ description: 'Shut out' }) },
      },
    },
    async ({ params }, reply) => {
      if (!(await employers.disable(params.id, registering.now()))) throw toProblem(new EmployerError('EMPLOYER_UNKNOWN', 'there is no such employer'))
      return await reply.code(204).send(null)
    },
  )
}
