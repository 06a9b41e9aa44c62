import { composeMicrocredentialClaims, MICROCREDENTIAL_TYPE_PATH } from '@eduwallet/microcredential'
import { statusListUri } from '../institutions/identifiers.ts'
import { confirmationOf, type ComposedCredential, type CredentialToCompose } from './credential-to-compose.ts'

/** The type (`vct`) of the microcredentials of every institution here. */
export function microcredentialType(publicUrl: string): string {
  return `${publicUrl}${MICROCREDENTIAL_TYPE_PATH}`
}

/** The microcredential in claims of our own (SD-JWT VC draft 13 #section-3.2.2). */
export function composeMicrocredential({ institution, award, achievement, holder, publicUrl, record }: CredentialToCompose): ComposedCredential {
  const { claims, selectivelyDisclosable } = composeMicrocredentialClaims({
    achievement,
    learner: award.learner,
    awardedOn: award.awardedOn,
    ...(award.grade === undefined ? {} : { grade: award.grade }),
    institution,
  })
  return {
    claims: {
      iss: institution.did,
      vct: microcredentialType(publicUrl),
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
