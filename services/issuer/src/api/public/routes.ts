import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { publicCors, type Shell } from '@eduwallet/service-shell'
import type { DrawingTurn } from '../../downloading/index.ts'
import type { BitstringLists } from '../../publishing/bitstring-lists.ts'
import type { PublishedLists } from '../../publishing/published-lists.ts'
import type { Publisher } from '../../publishing/publisher.ts'
import { resolveInstitution, type Institutions } from '../visit.ts'
import { registerDrawnImages } from './drawn-images.ts'
import { registerImages } from './images.ts'
import { registerInstitutionDocuments } from './institution-documents.ts'
import { registerIssuerPage } from './issuer-page.ts'
import { registerModelSchemas } from './model-schemas.ts'
import { registerServiceDocuments } from './service-documents.ts'
import { registerStatusLists } from './status-lists.ts'

export type PublicDoor = Institutions & {
  draw: DrawingTurn
  lists: PublishedLists
  bitstringLists: BitstringLists
  publisher: Pick<Publisher, 'publishFirst'>
  publicUrl: string
  mode: 'sandbox' | 'production'
  sandboxCaPem: string | undefined
  statusListTtlSeconds: number
  now: () => Date
}

/** What anyone may read: documents without a person in them, from any origin, and a page for people. */
export function publicDoor(app: Shell, door: PublicDoor): void {
  void app.register(async (scope: FastifyInstance) => {
    const documents: Shell = scope.withTypeProvider<ZodTypeProvider>()
    publicCors(documents)
    registerServiceDocuments(documents, door)
    registerModelSchemas(documents, door)
    void documents.register(async (inner: FastifyInstance) => {
      const ofInstitutions: Shell = inner.withTypeProvider<ZodTypeProvider>()
      resolveInstitution(ofInstitutions, door)
      registerInstitutionDocuments(ofInstitutions)
      registerImages(ofInstitutions)
      registerDrawnImages(ofInstitutions, door)
      registerStatusLists(ofInstitutions, { lists: door.lists, bitstringLists: door.bitstringLists, publisher: door.publisher, now: door.now, ttlSeconds: door.statusListTtlSeconds })
    })
  })
  void app.register(async (scope: FastifyInstance) => {
    const pages: Shell = scope.withTypeProvider<ZodTypeProvider>()
    resolveInstitution(pages, door)
    registerIssuerPage(pages, door)
  })
}
