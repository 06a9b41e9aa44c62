import { deriveCredential } from '@eduwallet/credential-formats'
import type { Shell } from '@eduwallet/service-shell'
import { parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { knownContexts, knownInSandbox } from '../../judging/index.ts'
import type { VcApiNeeds, VcApiPlace } from './index.ts'
import { deriveBody, derivedAnswer, refusedSchema } from './schemas.ts'

/**
 * POST /credentials/derive (VCALM #derive-credential): what a holder shows of a credential with a base proof of ecdsa-sd-2023. Nothing is verified here, and
 * nothing is kept. 201 with the derived credential itself.
 */
export function registerDerive(app: Shell, { admit }: VcApiNeeds, { recognise, schema }: VcApiPlace): void {
  const contexts = recognise ? knownContexts : knownInSandbox
  app.post(
    '/credentials/derive',
    {
      schema: {
        ...schema,
        operationId: 'deriveCredential',
        summary: 'Derive a credential that shows a part of another (W3C CCG VC-API)',
        tags: ['vc-api'],
        body: deriveBody,
        response: { 201: derivedAnswer, 400: { description: 'Cannot be derived', content: { 'application/problem+json': { schema: refusedSchema } } } },
      },
    },
    async ({ body: { verifiableCredential, options } }, reply) => {
      const derived = await admit(async () => await deriveCredential(JSON.stringify(verifiableCredential), { selectivePointers: options?.selectivePointers ?? [], contexts }))
      const credential: JsonObject = parseJsonObject(derived, { maxDepth: 64, maxBytes: Buffer.byteLength(derived) })
      return await reply.code(201).send(credential)
    },
  )
}
