import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseJson, type JsonValue } from '@eduwallet/strict-json'
import { z } from 'zod'
import { describeError, problemBody, type ProblemError } from '@eduwallet/service-shell'
import type { InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Register } from '../register/index.ts'
import { answerOnce, type Answer } from '../repeating/answer-once.ts'
import type { AnswerSeal } from '../repeating/answer-book.ts'
import { roomProblem } from './institution/problems.ts'
import { modelProblem } from './institution/model-problems.ts'

/** What it takes to answer a request once. */
export type Once = { register: Register; answerSeal: AnswerSeal }

const quoted = /^"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"$/
const bare = /^[A-Za-z0-9_.:~/+=-]{1,255}$/

/**
 * The headers of a route that is answered once. The key is a string of RFC 8941, as the draft has it; without its quotes, as most
 * clients send it, it is the same key.
 */
export const onceHeaders = z.looseObject({
  'idempotency-key': z.string().refine((value) => quoted.test(value) || bare.test(value), 'must be 1 to 255 printable ASCII characters, in double quotes or without spaces').optional().meta({
    description: 'A new name for each request, such as a UUID. Sent again with the same key within 24 hours, the request is not carried out again and gets the same answer',
    example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
  }),
})

/**
 * Does `work` and answers with what it gives; once only for one `Idempotency-Key` of one caller at one institution
 * (draft-ietf-httpapi-idempotency-key-header; step by step in repeating/answer-once.ts). `institution` is undefined for what is about none yet.
 * `work` uses the register it is given and no other.
 */
export async function sendOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  { register, answerSeal }: Once,
  { institution, act }: { institution: InstitutionId | undefined; act: Act },
  work: (register: Register) => Promise<{ status: number; body: unknown }>,
): Promise<void> {
  const header = request.headers['idempotency-key']
  if (typeof header !== 'string') {
    const { status, body } = await work(register)
    await reply.code(status).send(body)
    return
  }
  const { status, body } = await answerOnce(
    {
      scope: institution ?? 'operator', by: act.actor, key: quoted.exec(header)?.[1] ?? header, at: act.at,
      request: JSON.stringify([request.method, request.url, request.body ?? null]),
    },
    {
      record: register,
      answersOf: (record) => institution === undefined ? record.operator.answers : record.forInstitution(institution).answers,
      seal: answerSeal,
      refusalOf: (error) => refusalOf(error, request),
    },
    async (record) => {
      const answer = await work(record)
      return { status: answer.status, body: asSent(reply, answer) }
    },
  )
  // The text is the one that was sent the first time: it was made by the schema then.
  await reply.code(status).header('cache-control', 'no-store')
    .type(status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json').serializer((sent: unknown) => JSON.stringify(sent)).send(body)
}

/** What the schema of the route makes of an answer. */
function asSent(reply: FastifyReply, { status, body }: { status: number; body: unknown }): JsonValue {
  const text = String(reply.serializeInput(body as Record<string, unknown>, String(status)))
  return parseJson(text, { maxDepth: 64, maxBytes: Buffer.byteLength(text) })
}

/** 4xx, of rooms and doors: it was looked at and nothing was done. An answer that comes with headers of its own is none of these. */
function refusalOf(error: unknown, request: FastifyRequest): Answer | undefined {
  const problem: ProblemError = describeError(roomProblem(error) ?? modelProblem(error) ?? error)
  if (problem.statusCode < 400 || problem.statusCode > 499 || problem.extra.headers !== undefined) return undefined
  return { status: problem.statusCode, body: problemBody(problem, request.id) as JsonValue }
}
