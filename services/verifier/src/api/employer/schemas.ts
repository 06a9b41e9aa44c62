import { z } from 'zod'
import { clientIdPrefixes, flows } from '../../asking/index.ts'
import { isPlainText } from '../../employers/index.ts'

const plain = (minimum: number, maximum: number) =>
  z
    .string()
    .min(minimum)
    .max(maximum)
    .refine(isPlainText, { error: 'must be one line of plain text, without control or direction characters and without white space at its ends' })

const localizedText = z.object({ nl: z.string(), en: z.string() })

/** What an employer may send to make a request. */
export const requestBodySchema = z
  .strictObject({
    question: z.string().min(1).max(64).meta({ description: 'Name of a question that this employer is registered for' }),
    claims: z.array(z.string().min(1).max(64)).min(1).max(50).optional().meta({ description: 'Fewer claims than the question has; never more' }),
    purpose: z
      .strictObject({ nl: plain(5, 300), en: plain(5, 300) })
      .meta({ description: 'Why this is asked, in words that the learner reads before answering' }),
    flow: z.enum(flows).meta({ description: 'Whether the wallet is on the device that shows the page (same_device) or on another one (cross_device)' }),
    clientIdPrefix: z.enum(clientIdPrefixes).optional().meta({ description: 'How the verifier names itself to the wallet; x509_hash where it has a certificate' }),
  })
  .meta({
    id: 'NewRequest',
    examples: [{ question: 'microcredential', purpose: { nl: 'Sollicitatie als dijkinspecteur', en: 'Application as a dike inspector' }, flow: 'cross_device' }],
  })

export const createdRequestSchema = z
  .object({
    id: z.string(),
    walletUrl: z.string().meta({ description: 'Opens a wallet with this request; what the QR code says' }),
    requestUri: z.string(),
    pageUrl: z.string().meta({ description: 'The page for the learner. Give it to nobody else' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'CreatedRequest' })

const checkSchema = z.object({
  name: z.string(),
  outcome: z.enum(['passed', 'failed', 'unknown']),
  code: z.string().optional(),
  sentence: localizedText,
})

export const verdictSchema = z
  .object({
    verdict: z.enum(['confirmed', 'rejected', 'undetermined']).meta({ description: 'confirmed only when every check was made and passed' }),
    judgedAt: z.iso.datetime(),
    checks: z.array(checkSchema),
    credentials: z
      .array(z.object({ type: z.string(), issuer: z.object({ identifier: z.string(), name: localizedText }), claims: z.record(z.string(), z.unknown()) }))
      .meta({ description: 'What was asked of the learner. Empty once the request has lived its life' }),
  })
  .meta({ id: 'Verdict' })

export const requestStateSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'answered', 'declined', 'expired']),
    expiresAt: z.iso.datetime().meta({ description: 'The end of the request\'s life: until then the wallet can answer and the claims can be read' }),
    declineReason: z.string().optional().meta({ description: 'The error the wallet gave, such as access_denied' }),
    verdict: verdictSchema.optional(),
    answerDigest: z.string().optional().meta({ description: 'SHA-256 over the decrypted answer, base64url' }),
  })
  .meta({ id: 'RequestState' })

export const requestParamsSchema = z.object({ id: z.string().max(64) })
export const requestQuerySchema = z.strictObject({ response_code: z.string().min(1).max(128).optional() })

export const questionsSchema = z.object({
  questions: z.array(
    z.object({ name: z.string(), title: localizedText, claims: z.array(z.object({ name: z.string(), label: localizedText })) }),
  ),
})

/** RFC 6749 #section-4.4.2; client credentials in the body are allowed beside the Authorization header. */
export const tokenBodySchema = z.object({
  grant_type: z.string().max(64),
  client_id: z.string().min(1).max(128).optional(),
  client_secret: z.string().min(1).max(128).optional(),
  scope: z.string().max(256).optional(),
})

export const tokenSchema = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number().int() })
  .meta({ id: 'AccessToken' })

export const oauthErrorSchema = z.object({ error: z.string(), error_description: z.string() }).meta({ id: 'OAuthError' })
