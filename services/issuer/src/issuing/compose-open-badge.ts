import { openBadgeContexts, openBadgeInVcdm11, openBadgeWithoutLists, projectOpenBadge, type BadgeSubject, type OpenBadgeCredential } from '@eduwallet/microcredential'
import { composeBitstringEntry } from '@eduwallet/status-list'
import type { HolderKey } from '../claiming/holder-key.ts'
import { badgeContextUrl, isEmbedded } from '../configurations/index.ts'
import { bitstringListUri, drawnImageUrl, statusListUri } from '../institutions/identifiers.ts'
import { confirmationOf, type ComposedCredential, type CredentialToCompose } from './credential-to-compose.ts'
import { saltsFrom } from './salts.ts'

/** The contexts of every badge of this issuer that is VCDM 2.0, in their order; the last one explains our Dutch terms. */
export function badgeContexts(publicUrl: string): readonly string[] {
  return [...openBadgeContexts, badgeContextUrl(publicUrl)]
}

/** The award as Open Badge 3.0 in VCDM 2.0. The holder may hide the grade and the evidence, where the mechanism can hide anything. */
export function composeOpenBadge(parts: CredentialToCompose): ComposedCredential {
  return composed(badgeOf(parts), parts)
}

/** The same in VCDM 1.1. */
export function composeOpenBadge11(parts: CredentialToCompose): ComposedCredential {
  return composed(openBadgeInVcdm11(badgeOf(parts)), parts)
}

/** The same in VCDM 2.0 without ordered lists. */
export function composeOpenBadgeInPart(parts: CredentialToCompose): ComposedCredential {
  return composed(openBadgeWithoutLists(badgeOf(parts)), parts)
}

function badgeOf({ institution, award, achievement, holder, publicUrl, record }: CredentialToCompose): OpenBadgeCredential {
  const { learner, awardedOn, grade, achievementId } = award
  const drawn = drawnImageUrl(institution.credentialIssuer, achievementId)
  // Credentials carry https addresses only.
  const pictured = achievement.image !== undefined || !drawn.startsWith('https:') ? achievement : { ...achievement, image: { url: drawn } }
  return projectOpenBadge({
    award: { achievement: pictured, learner, awardedOn, institution, ...(grade === undefined ? {} : { grade }) },
    id: `urn:uuid:${record.id}`,
    issuerId: institution.did,
    achievementId: `urn:uuid:${achievementId}`,
    contextUrl: badgeContextUrl(publicUrl),
    validFrom: record.issuedAt,
    subject: holder === undefined ? namedSubject(learner, record.saltSeed) : { id: didOf(holder) },
    language: 'nl',
  }).document
}

function composed(badge: { readonly [member: string]: unknown; credentialSubject: { result?: unknown }; evidence?: unknown }, { institution: { credentialIssuer }, holder, mechanism, record }: CredentialToCompose): ComposedCredential {
  return {
    claims: {
      ...badge,
      credentialStatus: statusEntries(credentialIssuer, record),
      // For readers of JWTs the same place in the same list again (draft-ietf-oauth-status-list-15 #section-6.1); JSON-LD has no words for these.
      ...(isEmbedded(mechanism) ? {} : {
        ...(holder === undefined ? {} : { cnf: confirmationOf(holder) }),
        status: { status_list: { idx: record.statusIndex, uri: statusListUri(credentialIssuer, record.listId) } },
      }),
    },
    selectivelyDisclosable: [
      ...(badge.credentialSubject.result === undefined ? [] : [['credentialSubject', 'result']]),
      ...(badge.evidence === undefined ? [] : [['evidence']]),
    ],
  }
}

/** The place of a credential in the lists, for both purposes. Bitstring Status List v1.0 #bitstringstatuslistentry */
export function statusEntries(credentialIssuer: string, { listId, statusIndex }: Pick<CredentialToCompose['record'], 'listId' | 'statusIndex'>) {
  return (['revocation', 'suspension'] as const).map((purpose) => composeBitstringEntry({ url: bitstringListUri(credentialIssuer, listId, purpose), purpose, index: statusIndex }))
}

/** The DID that a wallet named, or the one that its key is (did:jwk method specification). */
function didOf({ publicJwk: { kty, crv, x, y }, didUrl }: HolderKey): string {
  return didUrl?.split('#', 1)[0] ?? `did:jwk:${Buffer.from(JSON.stringify({ kty, crv, x, y })).toString('base64url')}`
}

/** Whose badge a file is: name and student reference, hashed, so that only who is told them can tell. Open Badges 3.0 #identityobject */
function namedSubject({ givenName, familyName, reference }: { givenName: string; familyName: string; reference: string }, seed: Uint8Array): BadgeSubject {
  const saltFor = saltsFrom(seed)
  const salt = (of: string) => Buffer.from(saltFor(`identity/${of}`)).toString('hex')
  return {
    identities: [
      { type: 'name', value: `${givenName} ${familyName}`, salt: salt('name') },
      { type: 'identifier', value: reference, salt: salt('reference') },
    ],
  }
}
