import { z } from 'zod'

const address = z.string().max(64)

export const requestParamsSchema = z.object({ requestId: address })
export const responseParamsSchema = z.object({ responseId: address })

/** OpenID4VP 1.0 #request_uri_method_post. Other parameters must be ignored. */
export const requestObjectFormSchema = z
  .object({
    wallet_nonce: z
      .string()
      .min(1)
      .max(512)
      .regex(/^[\x21-\x7e]+$/)
      .optional()
      .meta({ description: 'Comes back in the request object' }),
    wallet_metadata: z.string().min(2).max(65_536).optional().meta({ description: 'JSON object. Read and checked, but nothing depends on it' }),
  })
  .nullish()

/** OpenID4VP 1.0 #response_mode_post, #response_encryption, #error-response: an encrypted answer, or an error that may be plain. */
export const responseFormSchema = z.object({
  response: z.string().max(400_000).optional().meta({ description: 'The encrypted answer: a compact JWE' }),
  error: z.string().max(128).optional(),
  error_description: z.string().max(4_096).optional(),
  state: z.string().max(256).optional(),
  vp_token: z.unknown().optional().meta({ description: 'Refused: answers are encrypted here' }),
})

export const acceptedSchema = z.object({ redirect_uri: z.string().optional().meta({ description: 'Where the wallet sends its user next (same device only)' }) })

export const walletErrorSchema = z.object({ error: z.string(), error_description: z.string() }).meta({ id: 'WalletError' })
