import { composeMicrocredentialClaims } from '@eduwallet/microcredential'
import { statusListUri } from '../institutions/identifiers.ts'
import { confirmationOf, type ComposedCredential, type CredentialToCompose } from './credential-to-compose.ts'
import { microcredentialTypeDocument } from './microcredential-type.ts'

/** The microcredential in claims of our own (SD-JWT VC draft 13 #section-3.2.2), with the promise that its type metadata stays as it is (`vct#integrity`). */
export function composeMicrocredential({ institution, award, achievement, holder, publicUrl, record, withoutTypeIntegrity = false }: CredentialToCompose): ComposedCredential {
  const { claims, selectivelyDisclosable } = composeMicrocredentialClaims({
    achievement,
    learner: award.learner,
    awardedOn: award.awardedOn,
    ...(award.grade === undefined ? {} : { grade: award.grade }),
    institution,
  })
  const type = microcredentialTypeDocument(publicUrl)
  return {
    claims: {
      iss: institution.did,
      vct: type.vct,
      ...(withoutTypeIntegrity ? {} : { 'vct#integrity': type.integrity }),
      iat: record.issuedAt.getTime() / 1000,
      ...(record.expiresAt === undefined ? {} : { exp: record.expiresAt.getTime() / 1000 }),
      ...(holder === undefined ? {} : { cnf: confirmationOf(holder) }),
      // draft-ietf-oauth-status-list-15 #section-6.1
      status: { status_list: { idx: record.statusIndex, uri: statusListUri(institution.credentialIssuer, record.listId) } },
      ...claims,
    },
    selectivelyDisclosable,
  }
}
