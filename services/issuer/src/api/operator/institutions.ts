import { z } from 'zod'
import { awardingInstitutionSchema } from '@eduwallet/microcredential'
import { problem, type Shell } from '@eduwallet/service-shell'
import type { InstitutionDirectory } from '../../institutions/institution-directory.ts'
import type { CreatedInstitution, InstitutionProfile } from '../../institutions/create-institution.ts'
import type { InstitutionBook } from '../../institutions/institution-book.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { replaceCertificateChain } from '../../institutions/replace-certificate-chain.ts'
import type { Act } from '../../journal/types.ts'
import { instant, problemSchema, slugParams } from '../institution/schemas.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { operatorAct } from './operator-act.ts'

const profileSchema = z.strictObject({
  slug: z.string().min(2).max(63),
  name: awardingInstitutionSchema.shape.name,
  country: awardingInstitutionSchema.shape.country,
  identifiers: awardingInstitutionSchema.shape.identifiers.default({}),
}).meta({ examples: [{ slug: 'hogeschool-delta', name: { nl: 'Hogeschool Delta', en: 'Delta University of Applied Sciences' }, country: 'NL', identifiers: { brin: '21PB' } }] })

const institutionSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.object({ nl: z.string(), en: z.string() }),
  country: z.string(),
  identifiers: z.record(z.string(), z.string()),
  credentialIssuer: z.url(),
  did: z.string(),
  kid: z.string().meta({ description: 'RFC 7638 thumbprint of the signing key' }),
  createdAt: instant,
}).meta({ id: 'Institution' })

/** What the operator's door needs to know of institutions. */
export type InstitutionsDoor = Once & {
  directory: InstitutionDirectory
  /** Makes an institution whole in this book (see institutions/create-institution.ts). */
  create: (profile: InstitutionProfile, act: Act, book: InstitutionBook) => Promise<CreatedInstitution>
  /** Told of every new institution, to publish its first status list. */
  created: (institution: IssuingInstitution) => void
  now: () => Date
}

/** POST and GET /operator/institutions, PUT /operator/institutions/{slug}/certificate-chain. */
export function registerInstitutions(app: Shell, door: InstitutionsDoor): void {
  const { directory, register, create, created, now } = door
  app.post(
    '/institutions',
    {
      schema: {
        operationId: 'createInstitution',
        tags: ['operator'],
        summary: 'Make an institution, with its key, certificate and first status list',
        headers: onceHeaders,
        body: profileSchema,
        response: { 201: institutionSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const act = operatorAct(request, now)
      await sendOnce(request, reply, door, { institution: undefined, act }, async ({ institutions }) => (
        { status: 201, body: toBody(await create(request.body as InstitutionProfile, act, institutions)) }
      ))
      const institution = await directory.bySlug(request.body.slug)
      if (institution !== undefined) created(institution)
      return reply
    },
  )

  app.get(
    '/institutions',
    {
      schema: {
        operationId: 'listInstitutions',
        tags: ['operator'],
        summary: 'List the institutions',
        response: { 200: z.object({ institutions: z.array(institutionSchema) }) },
      },
    },
    async () => ({ institutions: (await directory.all()).map(({ signers, ...institution }) => toBody({ ...institution, kid: signers.ES256.kid })) }),
  )

  app.put(
    '/institutions/:slug/certificate-chain',
    {
      schema: {
        operationId: 'replaceCertificateChain',
        tags: ['operator'],
        summary: 'Put another certificate chain beside the institution’s key',
        params: slugParams,
        body: z.strictObject({ pem: z.string().min(1).max(100_000).meta({ description: 'PEM, leaf first; the leaf carries the institution’s key' }) }),
        response: { 200: z.object({ subject: z.record(z.string(), z.string()), notAfter: instant }), 404: problemSchema, 422: problemSchema },
      },
    },
    async (request) => {
      const institution = await findInstitution(directory, request.params.slug)
      const { subject, notAfter } = await replaceCertificateChain(institution, request.body.pem, operatorAct(request, now), {
        signingKeys: register.forInstitution(institution.id).signingKeys,
        forget: directory.forget,
      })
      return { subject: { ...subject }, notAfter: notAfter.toISOString() }
    },
  )
}

/** The institution in the path. Throws 404. */
export async function findInstitution(directory: InstitutionDirectory, slug: string): Promise<IssuingInstitution> {
  const institution = await directory.bySlug(slug)
  if (institution === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
  return institution
}

function toBody({ id, slug, name, country, identifiers, credentialIssuer, did, kid, createdAt }: CreatedInstitution): z.infer<typeof institutionSchema> {
  return { id, slug, name, country, identifiers: { ...identifiers }, credentialIssuer, did, kid, createdAt: createdAt.toISOString() }
}
