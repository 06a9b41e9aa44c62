import { z } from 'zod'
import { stackingRuleSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import type { ShowingToEmployers } from '../../showing/index.ts'
import { stackCredentials } from '../../stacking/index.ts'
import { employerOf } from './authenticate.ts'
import { toProblem } from './problems.ts'

const text = z.string().min(1).max(2048)
const localizedText = z.object({ nl: z.string(), en: z.string() })

/** The rule is judged by the room, which names every fault; here it is only described. */
const ruleSchema = z.unknown().meta({ ...withoutDialect(z.toJSONSchema(stackingRuleSchema, { io: 'input', unrepresentable: 'any' })), description: 'What the programme asks' })

const bodySchema = z.strictObject({
  rule: ruleSchema,
  credentials: z.array(z.strictObject({
    requestId: z.string().min(1).max(64).meta({ description: 'A request of yours that was answered with a confirmed verdict' }),
    achievement: text.meta({ description: 'The achievement that you take it for, as the rule writes it' }),
    kind: z.enum(['microcredential', 'regular', 'extra_curricular', 'course', 'programme']),
    sector: z.enum(['mbo', 'hbo', 'wo']),
    learningOutcomes: z.array(text).max(100).optional().meta({ description: 'Learning outcomes of the rule that it proves, by id' }),
  })).min(1).max(50),
}).meta({ id: 'NewStacking' })

const stackingSchema = z.object({
  reached: z.boolean(),
  names: z.enum(['same', 'different', 'not_shown']).meta({ description: 'Whether the credentials name one and the same learner, as far as they were shown' }),
  summary: localizedText,
  credits: z.object({ unit: z.enum(['ects', 'sbu', 'hours']), needed: z.string(), counted: z.string(), missing: z.string() }),
  missing: z.object({ learningOutcomes: z.array(z.string()), mandatory: z.array(z.string()) }),
  awards: z.array(z.object({
    id: z.string().meta({ description: 'The request in which it was shown' }),
    counts: z.string(),
    reason: z.string(),
    message: localizedText,
    doubleWith: z.array(z.string()),
    learningOutcomes: z.array(z.string()),
    mandatory: z.array(z.string()),
  })),
}).meta({ id: 'Stacking' })

/** POST /api/v1/stackings: whether credentials that were shown together are what a programme asks. Nothing of it is kept. */
export function registerStackings(app: Shell, { showing }: { readonly showing: ShowingToEmployers }): void {
  app.post(
    '/api/v1/stackings',
    {
      schema: {
        operationId: 'stackCredentials', tags: ['employer'],
        summary: 'Say whether credentials that were shown to you together are what a programme asks: what counts, what is double, what is missing',
        body: bodySchema,
        response: { 200: stackingSchema },
      },
    },
    async (request) => {
      try {
        const { rule, credentials } = request.body
        const { stacking, names } = await stackCredentials(showing, employerOf(request).id, {
          rule,
          credentials: credentials.map(({ learningOutcomes, ...taken }) => ({ ...taken, ...(learningOutcomes === undefined ? {} : { learningOutcomes }) })),
        })
        return { ...stacking, names }
      } catch (error) {
        throw toProblem(error)
      }
    },
  )
}

function withoutDialect({ $schema: _dialect, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema
}
