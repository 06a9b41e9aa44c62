import { z } from 'zod'
import { isPlainText } from '../../employers/index.ts'

const text = z.string().min(1).max(200).refine(isPlainText, { error: 'must be one line of plain text' })

/** An issuer as it is put into and shown from the registry. */
export const issuerSchema = z
  .strictObject({
    identifier: z.string().min(1).max(1024).meta({ description: 'The `iss` of its credentials, or the `id` of their `issuer`: a DID, or an https URL, exactly as it stands in them' }),
    name: z.strictObject({ nl: text, en: text }),
    country: z.string().regex(/^[A-Z]{2}$/).meta({ description: 'ISO 3166-1 alpha-2' }),
    types: z.array(z.string().min(1).max(1024)).min(1).max(100).meta({ description: 'Credential types it is recognised for: `vct` values, and names of types of the W3C data model, such as `OpenBadgeCredential`. A credential may have no other types than these and `VerifiableCredential`' }),
    keys: z
      .discriminatedUnion('method', [
        z.strictObject({ method: z.literal('did') }),
        z.strictObject({ method: z.literal('x509'), anchors: z.array(z.string().min(1).max(16_384)).min(1).max(20) }),
        z.strictObject({ method: z.literal('issuer_metadata') }),
        z.strictObject({ method: z.literal('jwks'), uris: z.array(z.string().min(1).max(1024)).min(1).max(10) }),
      ])
      .meta({ description: 'How its keys are found: in its DID document; by a certificate (PEM) of an authority that it must descend from; in the JWT VC Issuer Metadata of its https identifier; or at https addresses of a JWK or a JWK set, for badges that name their key by such an address, by its `kid`, or carry it along' }),
    mayOmitStatus: z.boolean().optional().meta({ description: 'Whether its credentials are taken also when they refer to no status list, and so can never be revoked. Not when absent' }),
  })
  .meta({
    id: 'TrustedIssuer',
    examples: [{
      identifier: 'did:web:issuer.example.nl:hogeschool-delta', name: { nl: 'Hogeschool Delta', en: 'Delta University of Applied Sciences' }, country: 'NL',
      types: ['https://issuer.example.nl/vct/microcredential/1'], keys: { method: 'did' },
    }],
  })

export const issuerListSchema = z.object({ issuers: z.array(issuerSchema) })

export const issuerQuerySchema = z.strictObject({ identifier: z.string().min(1).max(1024) })
