/** Everybody who may come to the door of an operation, and what is to be said to each. */
import { marker, type Ground, type Tenant } from './ground.ts'
import type { Operation } from './operations.ts'

/** Somebody at a door. `headers` is how the caller says who it is. */
export type Caller = { who: string; headers: Record<string, string> }

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** HTTP Basic, form-encoded first as RFC 6749 #section-2.3.1 wants it. */
function basic({ id, secret }: { id: string; secret: string }): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` }
}

/** How a tenant's own systems, its learner's wallet, or the operator come to an operation. Nobody is asked where none is needed. */
export function ownHeaders(operation: Operation, tenant: Tenant, { world }: Ground): Record<string, string> {
  switch (operation.security) {
    case 'none': return {}
    case 'operator': return bearer(world[operation.service].operatorToken)
    case 'client': return basic(tenant.school.client)
    case 'institution': return bearer(tenant.tokens.institution)
    case 'walletAccessToken': return bearer(tenant.tokens.wallet)
    case 'employer': return bearer(tenant.tokens.employer)
  }
}

/** Everybody who gets 401 at an operation of the victim, whatever exists there. */
export function strangersTo(operation: Operation, { world, victim, stranger, shutOut }: Ground): Caller[] {
  const everybody: (Caller & { may?: Operation['security'] })[] = [
    { who: 'nobody', headers: {} },
    {
      who: 'a browser that another site sends, with every cookie',
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', cookie: `lang=nl; eduwallet_request=${marker}; session=${marker}; access_token=${victim.tokens.institution}` },
    },
    { who: 'a made-up token', headers: bearer(`${marker}${'A'.repeat(43)}`) },
    { who: 'a token that says of itself for whom it is', headers: bearer(selfMade(victim)) },
    { who: 'the right token in another scheme', headers: { authorization: `Token ${victim.tokens.institution}` } },
    { who: 'the operator of the other service', headers: bearer(world[operation.service === 'issuer' ? 'verifier' : 'issuer'].operatorToken) },
    { who: 'the operator', headers: bearer(world[operation.service].operatorToken), may: 'operator' },
    { who: 'a client id and secret', headers: basic(victim.school.client), may: 'client' },
    { who: 'the system of an institution', headers: bearer(victim.tokens.institution), may: 'institution' },
    { who: 'the system of another institution', headers: bearer(stranger.tokens.institution) },
    { who: 'a disabled system of the institution', headers: bearer(victim.tokens.disabled) },
    { who: 'another institution with its own secret', headers: basic(stranger.school.client) },
    { who: 'a wallet', headers: bearer(victim.tokens.wallet), may: 'walletAccessToken' },
    { who: 'a wallet with a token of another institution', headers: bearer(stranger.tokens.wallet) },
    { who: 'an employer', headers: bearer(victim.tokens.employer), may: 'employer' },
    { who: 'an employer that was shut out', headers: bearer(shutOut) },
  ]
  return everybody.filter(({ may }) => may !== operation.security)
}

/** An unsigned JWT that claims to be the victim: tokens are opaque, so nobody reads it (TEN-02). */
function selfMade({ school, employer }: Tenant): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  return `${part({ alg: 'none', typ: 'at+jwt' })}.${part({ iss: school.credentialIssuer, sub: school.client.id, institution: school.slug, employer: employer.id, scope: 'read', iat: now, exp: now + 600, marker })}.`
}
