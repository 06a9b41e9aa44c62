import { projectElm } from '@eduwallet/microcredential'
import { statusEntries } from './compose-open-badge.ts'
import type { ComposedCredential, CredentialToCompose } from './credential-to-compose.ts'

/**
 * The award as European Digital Credential (European Learning Model 3), with the learner's name in it: to be sealed. Its status entries are those of every
 * other form; the schema of the EDC knows no members of a status but `id` and `type`.
 */
export function composeElm({ institution, award, achievement, record }: CredentialToCompose): ComposedCredential {
  const { learner, awardedOn, grade } = award
  const { document } = projectElm(
    { achievement, learner, awardedOn, institution, ...(grade === undefined ? {} : { grade }) },
    { id: `urn:credential:${record.id}`, issuer: institution.did, issuedAt: record.issuedAt.toISOString().replace(/\.\d{3}Z$/, 'Z') },
  )
  return { claims: { ...document, credentialStatus: statusEntries(institution.credentialIssuer, record) }, selectivelyDisclosable: [] }
}
