import { envelope, type SecuringMechanism } from '@eduwallet/credential-formats'
import { admitAtMost, problem, type Shell } from '@eduwallet/service-shell'
import { parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import type { Mechanisms } from '../../configurations/index.ts'
import { issueReadyMade } from '../../issuing/index.ts'
import { problemSchema } from '../institution/schemas.ts'
import { actOf, visitOf } from '../visit.ts'
import { malformedOption } from './problems.ts'
import { issueAnswer, issueBody } from './schemas.ts'
import type { VcApiNeeds, VcApiPlace } from './index.ts'

/** Composing JSON-LD takes the processor, not the wait: more at once would only make each of them slower. */
const MOST_AT_ONCE = 32

/** POST …/credentials/issue (VCALM #issue-credential): 201 with the credential, on record before it was signed. */
export function registerIssue(app: Shell, needs: VcApiNeeds, { schema, openSandbox }: VcApiPlace): void {
  const admit = admitAtMost(MOST_AT_ONCE)
  app.post(
    '/credentials/issue',
    {
      config: { apiScope: 'credentials:issue' },
      schema: {
        ...schema,
        operationId: 'issueCredential',
        tags: ['vc-api'],
        summary: 'Issue a credential that the institution composed itself (W3C CCG VC-API)',
        body: issueBody,
        response: { 201: issueAnswer, 400: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const { credential, options = { format: 'ldp_vc' } } = request.body
      const mechanism = mechanismFor(needs.mechanisms, options)
      const given = credential as JsonObject
      const id = given['id']
      const secured = await admit(async () => await issueReadyMade({
        credential: given,
        mechanism,
        reference: options.credentialId ?? (typeof id === 'string' ? id : undefined),
        statusPurposes: options.statusPurposes,
        mandatoryPointers: options.mandatoryPointers,
      }, { institution, readyMade: books.readyMade, issuance: books.issuance, didKeys: openSandbox, versions: openSandbox ? ['2.0', '1.1'] : ['2.0'], act: actOf(request, needs.now), randomBytes: needs.randomBytes, newId: needs.newId, statusListSize: needs.statusListSize }))
      return reply.code(201).header('cache-control', 'no-store').send({ verifiableCredential: answerOf(mechanism, secured) })
    },
  )
}

/** The mechanism that the options mean. Throws the problem that names the option. */
function mechanismFor(mechanisms: Mechanisms, { format, cryptosuite, mandatoryPointers }: { format: string; cryptosuite?: string | undefined; mandatoryPointers?: readonly string[] | undefined }): SecuringMechanism {
  if (format !== 'ldp_vc' && cryptosuite !== undefined) throw malformedOption('cryptosuite', 'is only for the format ldp_vc')
  const name = format === 'ldp_vc' ? cryptosuite ?? 'eddsa-rdfc-2022' : format
  const found = [...mechanisms.values()].find((mechanism) => mechanism.format === format && mechanism.name === name)
  if (found === undefined) throw malformedOption(format === 'ldp_vc' ? 'cryptosuite' : 'format', 'is not one that credentials are secured with here')
  if (mandatoryPointers !== undefined && name !== 'ecdsa-sd-2023') throw malformedOption('mandatoryPointers', 'is only for ecdsa-sd-2023')
  return found
}

/** A document with its proof as it is; a compact text in an envelope (VCDM 2.0 #enveloped-verifiable-credentials). */
function answerOf({ format }: SecuringMechanism, secured: string): JsonObject {
  if (format === 'ldp_vc') return parseJsonObject(secured, { maxDepth: 64, maxBytes: Buffer.byteLength(secured) })
  if (format === 'vc+jwt' || format === 'vc+sd-jwt') return envelope({ format, text: secured })
  throw problem(500, 'internal', 'Something went wrong on our side')
}
