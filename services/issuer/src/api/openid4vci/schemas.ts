/** The messages as the OpenAPI document shows them. What they must be is judged by the readers: each fault has its own error word. */
import { z } from 'zod'

export const slugParams = z.object({ slug: z.string().meta({ description: 'The institution' }) })
export const offerParams = z.object({ slug: z.string(), secret: z.string().meta({ description: 'The secret of the offer link' }) })

export const errorResponse = z.object({ error: z.string(), error_description: z.string().optional() })
export const jsonDocument = z.record(z.string(), z.unknown())

export const tokenRequestBody = z.unknown().meta({
  type: 'object',
  properties: {
    grant_type: { type: 'string', const: 'urn:ietf:params:oauth:grant-type:pre-authorized_code' },
    'pre-authorized_code': { type: 'string' },
    tx_code: { type: 'string', description: 'The transaction code, if the offer asks for one' },
    client_id: { type: 'string', description: 'Not needed; if given, the iss of key proofs must be the same' },
    authorization_details: { type: 'string', description: 'JSON, OpenID4VCI 1.0 #authorization-details' },
  },
  required: ['grant_type', 'pre-authorized_code'],
})

export const tokenResponse = z.object({
  access_token: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']),
  expires_in: z.number().int(),
  scope: z.string().optional(),
  authorization_details: z.array(z.object({
    type: z.literal('openid_credential'), credential_configuration_id: z.string(), credential_identifiers: z.array(z.string()),
  })).optional(),
})

export const nonceResponse = z.object({ c_nonce: z.string() })

export const credentialRequestBody = z.unknown().meta({
  type: 'object',
  properties: {
    credential_configuration_id: { type: 'string' },
    credential_identifier: { type: 'string', description: 'Instead of credential_configuration_id, if the token response gave one' },
    proofs: { type: 'object', properties: { jwt: { type: 'array', items: { type: 'string' }, minItems: 1 } }, required: ['jwt'] },
  },
  required: ['proofs'],
})
export const credentialResponse = z.object({ credentials: z.array(z.object({ credential: z.union([z.string(), jsonDocument]) })), notification_id: z.string() })

export const notificationBody = z.unknown().meta({
  type: 'object',
  properties: {
    notification_id: { type: 'string' },
    event: { type: 'string', enum: ['credential_accepted', 'credential_failure', 'credential_deleted'] },
    event_description: { type: 'string' },
  },
  required: ['notification_id', 'event'],
})
