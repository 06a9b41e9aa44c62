/** An institution's systems: they know the issuer only by its HTTP surface, their own client id and their own secret. */
import { send, type HttpAnswer } from '../wallet/index.ts'
import { expectStatus } from './expect-status.ts'

/** The issuer as the operator reaches it. */
export type IssuerAccess = { url: string; operatorToken: string }

/** An institution at the issuer with the credentials of its own systems. `base` is `{issuer}/{slug}`. */
export type School = { slug: string; base: string; credentialIssuer: string; did: string; name: { nl: string; en: string }; client: { id: string; secret: string }; token: { value: string; until: number } | undefined }

export const everyScope = ['catalogue:write', 'results:write', 'offers:write', 'credentials:issue', 'revocations:write', 'read'] as const

let counter = 0

/** Lets the operator create an institution and gives it one API client with the scopes named (all, unless said otherwise). */
export async function createSchool(issuer: IssuerAccess, options: { slug?: string; name?: { nl: string; en: string }; scopes?: readonly string[] } = {}): Promise<School> {
  const slug = options.slug ?? `school-${process.pid}-${++counter}`
  const name = options.name ?? { nl: `Hogeschool ${counter}`, en: `University of Applied Sciences ${counter}` }
  const created = expectStatus(await operatorCall(issuer, 'POST', '/operator/institutions', { slug, name, country: 'NL', identifiers: { brin: '21PB' } }), 201) as { credentialIssuer: string; did: string }
  const client = await createSchoolClient(issuer, slug, options.scopes ?? everyScope)
  return { slug, base: `${issuer.url}/${slug}`, credentialIssuer: created.credentialIssuer, did: created.did, name, client, token: undefined }
}

/** A further API client of an institution. */
export async function createSchoolClient(issuer: IssuerAccess, slug: string, scopes: readonly string[]): Promise<{ id: string; secret: string }> {
  const answer = await operatorCall(issuer, 'POST', `/operator/institutions/${slug}/clients`, { name: 'student administration', scopes: [...scopes] })
  const { clientId, clientSecret } = expectStatus(answer, 201) as { clientId: string; clientSecret: string }
  return { id: clientId, secret: clientSecret }
}

/** One call of the operator of the issuer or the verifier. */
export async function operatorCall(service: { url: string; operatorToken: string }, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<HttpAnswer> {
  return send(fetch, `${service.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${service.operatorToken}`, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** A client-credentials token of the institution, fetched again when it is about to run out. */
export async function schoolToken(school: School): Promise<string> {
  if (school.token !== undefined && school.token.until > Date.now() + 30_000) return school.token.value
  const { access_token: value, expires_in: seconds } = expectStatus(await requestSchoolToken(school), 200) as { access_token: string; expires_in: number }
  school.token = { value, until: Date.now() + seconds * 1000 }
  return value
}

/** Sends the client-credentials request (RFC 6749 section 4.4) with HTTP Basic and gives back whatever was answered. */
export async function requestSchoolToken(school: School, parameters: Record<string, string> = {}): Promise<HttpAnswer> {
  const basic = Buffer.from(`${encodeURIComponent(school.client.id)}:${encodeURIComponent(school.client.secret)}`).toString('base64')
  return send(fetch, `${school.base}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }).toString(),
  })
}

/**
 * One call of the institution's systems.
 *
 * @param path below `{issuer}/{slug}`, for instance `/api/v1/awards`
 * @param options `token` instead of the school's own; `base` to knock at another door; `contentType` of the body; more `headers`
 */
export async function schoolCall(
  school: School,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  options: { token?: string; base?: string; contentType?: string; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  return send(fetch, `${options.base ?? school.base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.token ?? await schoolToken(school)}`,
      accept: 'application/json',
      ...options.headers,
      ...(body === undefined ? {} : { 'content-type': options.contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json') }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}
