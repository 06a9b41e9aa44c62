/**
 * Machines that speak the W3C CCG VC-API (now VCALM). For employers' systems, with their access token: the issuer must be one that this
 * verifier recognises. In an open sandbox the same endpoints are for everybody, and the registry of issuers is not asked.
 *
 *     POST /credentials/verify       a credential
 *     POST /presentations/verify     a presentation, for a challenge and a domain
 *     POST /credentials/derive       what a holder shows of a credential
 *
 * Nothing of what is handed in is kept.
 */
import { admitAtMost, type Shell } from '@eduwallet/service-shell'
import type { GivingAccess } from '../../employers/index.ts'
import type { JudgingAnything } from '../../judging/index.ts'
import { documentScope } from '../document-scope.ts'
import { requireEmployer } from '../employer/authenticate.ts'
import { problemSchema } from '../problem-schema.ts'
import { registerDerive } from './derive.ts'
import { answerVcApiErrors } from './problems.ts'
import { registerVerifyCredential } from './verify-credential.ts'
import { registerVerifyPresentation } from './verify-presentation.ts'

/** Verifying waits for strangers' hosts: so many at once, that the rest of the service is not kept from its work. */
const MOST_AT_ONCE = 64

export type VcApiNeeds = { readonly judging: JudgingAnything; readonly admit: ReturnType<typeof admitAtMost> }

/** Whether the registry of issuers is asked, and what the schemas say beside. */
export type VcApiPlace = { readonly recognise: boolean; readonly schema: { hide?: boolean } }

/** The door, for a scope of its own: with the access token of an employer, or with `openDoors` for everybody and in no document. */
export async function vcApiDoor(app: Shell, { access, judgingAnything, openDoors }: { readonly access: GivingAccess; readonly judgingAnything: JudgingAnything; readonly openDoors: boolean }): Promise<void> {
  answerVcApiErrors(app)
  if (!openDoors) {
    requireEmployer(app, access)
    documentScope(app, { security: 'employer', refusal: { mediaType: 'application/problem+json', schema: problemSchema } })
  }
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store')
  })
  const needs: VcApiNeeds = { judging: judgingAnything, admit: admitAtMost(MOST_AT_ONCE) }
  const place: VcApiPlace = { recognise: !openDoors, schema: openDoors ? { hide: true } : {} }
  registerVerifyCredential(app, needs, place)
  registerVerifyPresentation(app, needs, place)
  registerDerive(app, needs, place)
}
