import { createHash, timingSafeEqual } from 'node:crypto'
import type { Act } from '../journal/types.ts'
import type { ApiGrant, ClientBook } from './client-book.ts'
import { InstitutionError } from './errors.ts'
import { apiScopes, type ApiScope } from './types.ts'

type RandomBytes = (n: number) => Uint8Array

/** How long an access token of an institution's system lives. */
export const apiTokenSeconds = 600

/** Makes a client. Its secret (256 bits, base64url) is given here once; the record keeps its SHA-256. */
export async function createClient(
  { name, scopes }: { name: string; scopes: readonly ApiScope[] },
  act: Act,
  { clients, randomBytes }: { clients: ClientBook; randomBytes: RandomBytes },
): Promise<{ clientId: string; clientSecret: string; scopes: ApiScope[] }> {
  const clientId = `client-${Buffer.from(randomBytes(9)).toString('base64url')}`
  const clientSecret = newSecret(randomBytes)
  const granted = apiScopes.filter((scope) => scopes.includes(scope))
  await clients.add({ clientId, name, secretHash: hashSecret(clientSecret), scopes: granted, createdAt: act.at }, act)
  return { clientId, clientSecret, scopes: granted }
}

/** Disables a client: its tokens are refused from the next request on. Throws CLIENT_UNKNOWN. */
export async function disableClient(clientId: string, act: Act, { clients }: { clients: ClientBook }): Promise<void> {
  if (!(await clients.disable(clientId, act))) throw new InstitutionError('CLIENT_UNKNOWN', 'this institution has no such client')
}

/**
 * Gives a client an access token for `scope` (space-separated; left out: everything it may do). RFC 6749 #section-4.4
 * Throws CLIENT_AUTHENTICATION_FAILED (the same for an unknown, a disabled and a mistaken client), CLIENT_SCOPE_NOT_GRANTED.
 */
export async function issueApiToken(
  request: { clientId: string; clientSecret: string; scope: string | undefined },
  { clients, now, randomBytes }: { clients: ClientBook; now: () => Date; randomBytes: RandomBytes },
): Promise<{ accessToken: string; expiresInSeconds: number; scopes: ApiScope[] }> {
  const client = await clients.find(request.clientId)
  const secretMatches = timingSafeEqual(hashSecret(request.clientSecret), client?.secretHash ?? new Uint8Array(32))
  if (client === undefined || !secretMatches || client.disabledAt !== undefined) throw authenticationFailed()
  const scopes = request.scope === undefined ? client.scopes : grantedScopes(request.scope, client.scopes)
  const accessToken = newSecret(randomBytes)
  const grant: ApiGrant = { clientId: client.clientId, scopes, expiresAt: new Date(now().getTime() + apiTokenSeconds * 1000) }
  if (!(await clients.recordToken(hashSecret(accessToken), grant))) throw authenticationFailed()
  return { accessToken, expiresInSeconds: apiTokenSeconds, scopes }
}

/** What the bearer of this token may do, asked of the record at every request. Throws TOKEN_INVALID. */
export async function checkApiToken(accessToken: string, { clients, now }: { clients: ClientBook; now: () => Date }): Promise<ApiGrant> {
  const grant = /^[A-Za-z0-9_-]{43}$/.test(accessToken) ? await clients.findGrant(hashSecret(accessToken)) : undefined
  if (grant === undefined || grant.expiresAt <= now()) throw new InstitutionError('TOKEN_INVALID', 'the access token is unknown or has expired')
  return grant
}

function grantedScopes(scope: string, allowed: readonly ApiScope[]): ApiScope[] {
  const words = new Set(scope.split(' ').filter((word) => word !== ''))
  const granted = allowed.filter((word) => words.has(word))
  if (granted.length === 0 || granted.length !== words.size) {
    throw new InstitutionError('CLIENT_SCOPE_NOT_GRANTED', 'the client may not have this scope')
  }
  return granted
}

function authenticationFailed(): InstitutionError {
  return new InstitutionError('CLIENT_AUTHENTICATION_FAILED', 'client authentication failed')
}

function newSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('base64url')
}

/** SHA-256 is enough for 256 random bits; a slow hash is for what people choose. */
function hashSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(secret).digest())
}
