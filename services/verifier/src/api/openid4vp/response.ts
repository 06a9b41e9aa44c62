import { admitAtMost, type Shell } from '@eduwallet/service-shell'
import { pageUrlOf } from '../../asking/index.ts'
import { AnswerError, receiveAnswer, type PostedAnswer, type Receiving } from '../../receiving/index.ts'
import { acceptedSchema, responseFormSchema, responseParamsSchema } from './schemas.ts'

export type ResponseRoutes = { readonly receiving: Receiving; readonly publicUrl: string }

/** The largest answer that is read (`responseFormSchema`), and what goes with it; anybody may send it, and it is held in memory. */
const RESPONSE_BODY_BYTES = 410_000

/** Answers that are judged at the same time. Each may wait for hosts of strangers, and shall not keep employers and pages waiting. */
const ANSWERS_AT_ONCE = 64

/** POST /openid4vp/responses/{responseId}: the wallet's answer. OpenID4VP 1.0 #response_mode_post */
export function registerResponse(app: Shell, { receiving, publicUrl }: ResponseRoutes): void {
  const admit = admitAtMost(ANSWERS_AT_ONCE)
  app.post(
    '/openid4vp/responses/:responseId',
    {
      bodyLimit: RESPONSE_BODY_BYTES,
      schema: {
        operationId: 'postAuthorizationResponse',
        summary: 'Answer a request (direct_post.jwt), or decline it',
        description: 'Accepted once. The answer says nothing about the verdict: that is for the one who asked.',
        tags: ['wallet'],
        security: [],
        consumes: ['application/x-www-form-urlencoded'],
        params: responseParamsSchema,
        body: responseFormSchema,
        response: { 200: acceptedSchema },
      },
    },
    async ({ params, body }, reply) => {
      const wayBack = await admit(async () => await receiveAnswer(receiving, params.responseId, readPosted(body)))
      void reply.header('cache-control', 'no-store')
      if (!wayBack) return {}
      // At least 128 fresh bits, so that only the browser the wallet opens can follow (OpenID4VP 1.0 #response_mode_post).
      return { redirect_uri: `${pageUrlOf(publicUrl, wayBack.pageSecret)}/return?response_code=${wayBack.responseCode}` }
    },
  )
}

/** An error may come in the clear; an answer may not. */
function readPosted({ response, error, state, vp_token }: { response?: string | undefined; error?: string | undefined; state?: string | undefined; vp_token?: unknown }): PostedAnswer {
  if (vp_token !== undefined) throw new AnswerError('ANSWER_NOT_ENCRYPTED', 'the answer is not encrypted')
  if (response !== undefined && error === undefined) return { response }
  if (error !== undefined && response === undefined) return { error, state }
  throw new AnswerError('ANSWER_MALFORMED', 'either response or error must be sent')
}
