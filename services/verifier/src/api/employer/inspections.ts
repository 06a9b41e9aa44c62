import { fileLimits } from '@eduwallet/credential-files'
import { admitAtMost, type Shell } from '@eduwallet/service-shell'
import { z } from 'zod'
import { inspect, type Inspecting, type Inspection } from '../../inspecting/index.ts'
import { toInspectionProblem } from './inspection-problems.ts'

const localizedText = z.object({ nl: z.string(), en: z.string() })
const outcome = z.enum(['passed', 'failed', 'unknown', 'not_asked'])
const checkSchema = z.object({ name: z.string(), outcome, code: z.string().optional(), sentence: localizedText })

const inspectionSchema = z.object({
  verdict: z.enum(['genuine', 'rejected', 'undetermined']).meta({ description: 'genuine only when every check that can be made of a file was made and passed. That it belongs to somebody is never said: ask for it with a request' }),
  judgedAt: z.iso.datetime(),
  container: z.enum(['png', 'svg', 'pdf', 'json', 'text']),
  checks: z.array(checkSchema).meta({ description: 'not_asked: holder_binding, because nobody presents a file' }),
  proofs: z.array(z.object({ algorithm: z.string(), key: checkSchema, signature: z.enum(['passed', 'failed', 'unknown']) })).meta({ description: 'Each signature or proof with its own result; all must hold' }),
  credential: z.object({
    format: z.string(),
    type: z.string(),
    standard: z.string().optional(),
    issuer: z.object({ identifier: z.string(), name: localizedText }),
    says: z.record(z.string(), z.unknown()).meta({ description: 'Who, what and when, in the names of the claims of a microcredential, whatever the standard. Empty when it is rejected or of no standard that is read here' }),
  }).optional().meta({ description: 'Present once the signature of a recognised issuer holds' }),
}).meta({ id: 'Inspection' })

/** How many files are taken apart at once in one process: each may take 10 MiB, and wait for an issuer's host. */
const INSPECTIONS_AT_ONCE = 16

/** POST /api/v1/inspections: a file with a credential, told by its content, judged without its holder. Nothing of it is kept. */
export function registerInspections(app: Shell, { inspecting }: { readonly inspecting: Inspecting }): void {
  const admit = admitAtMost(INSPECTIONS_AT_ONCE)
  void app.register(async (scope: Shell) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: fileLimits.octets }, (_request, body, done) => { done(null, body) })
    scope.post(
      '/api/v1/inspections',
      {
        bodyLimit: fileLimits.octets,
        schema: {
          operationId: 'inspectFile', tags: ['employer'],
          summary: 'Have a credential judged that was handed in as a file (PNG, SVG, PDF, JSON, text) or as a link to one; nothing is kept',
          description: 'What the body is, is told by its content and not by its Content-Type. A text that is one address is fetched once. The verdict says nothing about whose credential it is.',
          consumes: ['application/octet-stream'],
          body: z.unknown().meta({ type: 'string', format: 'binary', description: 'The octets of the file, whatever the content type says; at most 10 MiB' }),
          response: { 200: inspectionSchema },
        },
      },
      async (request) => {
        const { body } = request
        try {
          return toShape(await admit(async () => await inspect(inspecting, body instanceof Uint8Array ? body : new Uint8Array(), { links: 'followed' })))
        } catch (error) {
          throw toInspectionProblem(error)
        }
      },
    )
  })
}

function toShape({ judgedAt, checks, proofs, verdict, container, credential }: Inspection): z.infer<typeof inspectionSchema> {
  return {
    verdict, container,
    judgedAt: judgedAt.toISOString(),
    checks: checks.map((check) => ({ ...check })),
    proofs: proofs.map((proof) => ({ ...proof })),
    ...(credential === undefined ? {} : { credential: { format: credential.format, type: credential.type, issuer: credential.issuer, says: credential.says, ...(credential.standard === undefined ? {} : { standard: credential.standard }) } }),
  }
}
