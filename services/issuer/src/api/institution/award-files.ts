import { z } from 'zod'
import { languages } from '@eduwallet/microcredential'
import { admitAtMost, type Shell } from '@eduwallet/service-shell'
import { fileFormNames, makeAwardFile, type AwardFileNeeds } from '../../downloading/index.ts'
import type { AwardId, InstitutionId } from '../../institutions/types.ts'
import { sendFile } from '../send-file.ts'
import { actOf, visitOf } from '../visit.ts'
import { idParams, problemSchema } from './schemas.ts'

/** Of one institution: so that one that wants a certificate for everybody leaves the others their turn. */
const MOST_AT_ONCE = 8

const fileRequest = z.strictObject({
  form: z.enum(fileFormNames).meta({ description: 'png, svg: a picture with the badge in it (Open Badges 3.0 #baking). pdf: a certificate with a QR code and the badge attached. open-badge: the badge with an eddsa-rdfc-2022 proof; open-badge-jwt: as JWT. elm: a European Digital Credential, sealed with JAdES' }),
  language: z.enum(languages).default('nl').meta({ description: 'Of the words on picture and certificate. What the credential says is in both, where its standard can' }),
}).meta({ examples: [{ form: 'pdf', language: 'en' }] })

const mediaTypes = ['image/png', 'image/svg+xml', 'application/pdf', 'application/vc', 'application/vc+jwt', 'application/jose+json']

/** What the files of awards need besides the visit. */
export type AwardFilesDoor = Pick<AwardFileNeeds, 'mechanisms' | 'publicUrl' | 'statusListSize' | 'checkUrl' | 'draw' | 'randomBytes' | 'newId'> & { now: () => Date }

/**
 * POST /api/v1/awards/{id}/files: the award as a file, bound to no key. It issues what is not there yet, so it is no GET; sent again it gives the very same
 * credential, so it needs no idempotency key.
 */
export function registerAwardFiles(app: Shell, { now, ...needs }: AwardFilesDoor): void {
  const gates = new Map<InstitutionId, ReturnType<typeof admitAtMost>>()
  const gateOf = (institution: InstitutionId): ReturnType<typeof admitAtMost> => {
    const gate = gates.get(institution) ?? admitAtMost(MOST_AT_ONCE)
    gates.set(institution, gate)
    return gate
  }
  app.post(
    '/api/v1/awards/:id/files',
    {
      bodyLimit: 16_384,
      config: { apiScope: 'offers:write' },
      schema: {
        operationId: 'makeAwardFile',
        tags: ['credentials'],
        summary: 'Give an award out as a file that is bound to no key; asked again, with the very same credential in it',
        params: idParams,
        body: fileRequest,
        produces: mediaTypes,
        response: { 200: z.string().meta({ format: 'binary' }), 404: problemSchema, 409: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      const { institution, books } = visitOf(request)
      const { form, language } = request.body
      const file = await gateOf(institution.id)(() => makeAwardFile({ award: request.params.id as AwardId, form, language }, {
        ...needs, institution, files: books.files, issuance: books.issuance, images: books.images, act: actOf(request, now),
      }))
      return sendFile(reply, file)
    },
  )
}
