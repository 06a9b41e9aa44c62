/**
 * The two names an institution has outside: its credential issuer identifier (`{publicUrl}/{slug}`, OpenID4VCI 1.0
 * #credential-issuer-identifier) and its did:web (a port in the host is percent-encoded, the path becomes colons).
 * `publicUrl` is an origin, without a path or a final slash.
 */
export function identifiersOf(publicUrl: string, slug: string): { credentialIssuer: string; did: string } {
  const { host } = new URL(publicUrl)
  return { credentialIssuer: `${publicUrl}/${slug}`, did: `did:web:${encodeURIComponent(host)}:${slug}` }
}

/** Where an image of the institution is served; `digest` is its SHA-256 in base64url. */
export function imageUrl(credentialIssuer: string, digest: string): string {
  return `${credentialIssuer}/images/${digest}`
}

/** Where an image of an achievement is served that was drawn from its data. */
export function drawnImageUrl(credentialIssuer: string, achievementId: string): string {
  return `${credentialIssuer}/achievements/${achievementId}/image`
}

/** Where the same list is, for one purpose, as BitstringStatusListCredential: `statusListCredential` of every entry in it. */
export function bitstringListUri(credentialIssuer: string, listId: string, purpose: 'revocation' | 'suspension'): string {
  return `${statusListUri(credentialIssuer, listId)}/${purpose}`
}

/** The uri of a status list: `sub` of its token and `status.status_list.uri` of every credential in it. */
export function statusListUri(credentialIssuer: string, listId: string): string {
  return `${credentialIssuer}/status-lists/${listId}`
}
