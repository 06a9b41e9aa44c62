/** An employer's systems: own client credentials at the verifier, a question, and a verdict. */
import { send, type HttpAnswer } from '../wallet/index.ts'
import { expectStatus } from './expect-status.ts'
import { operatorCall, type School } from './school.ts'

/** The verifier as the operator reaches it. */
export type VerifierAccess = { url: string; operatorToken: string }

/** An employer at the verifier with its own credentials. */
export type Employer = { url: string; id: string; client: { id: string; secret: string }; token: { value: string; until: number } | undefined }

/** A request the employer made. */
export type Asked = { id: string; walletUrl: string; requestUri: string; pageUrl: string; expiresAt: string }

export type Prefix = 'x509_san_dns' | 'x509_hash' | 'decentralized_identifier'

/** One named check of a verdict. */
export type Check = { name: string; outcome: 'passed' | 'failed' | 'unknown'; code?: string; sentence: { nl: string; en: string } }

export type Verdict = {
  verdict: 'confirmed' | 'rejected' | 'undetermined'
  judgedAt: string
  checks: Check[]
  credentials: { type: string; issuer: { identifier: string; name: { nl: string; en: string } }; claims: Record<string, unknown> }[]
}

/** What the employer reads back. */
export type CaseReading = { id: string; state: 'waiting' | 'answered' | 'declined' | 'expired'; verdict?: Verdict }

/** Lets the operator register an employer that may ask about microcredentials. */
export async function createEmployer(verifier: VerifierAccess, name = 'Waterbouw BV'): Promise<Employer> {
  const { id, clientId, clientSecret } = expectStatus(await operatorCall(verifier, 'POST', '/operator/employers', { name, questions: ['microcredential'] }), 201) as { id: string; clientId: string; clientSecret: string }
  return { url: verifier.url, id, client: { id: clientId, secret: clientSecret }, token: undefined }
}

/** Lets the operator of the verifier trust an institution, by its DID or by a certificate root. */
export async function trustSchool(verifier: VerifierAccess, school: School, types: string[], keys: { method: 'did' } | { method: 'x509'; anchors: string[] } = { method: 'did' }): Promise<void> {
  expectStatus(await operatorCall(verifier, 'PUT', '/operator/issuers', { identifier: school.did, name: school.name, country: 'NL', types, keys }), 200)
}

/** One call of the employer's systems. @param options `token` instead of the employer's own */
export async function employerCall(employer: Employer, method: 'GET' | 'POST', path: string, body?: unknown, options: { token?: string } = {}): Promise<HttpAnswer> {
  return send(fetch, `${employer.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${options.token ?? await employerToken(employer)}`, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function employerToken(employer: Employer): Promise<string> {
  if (employer.token !== undefined && employer.token.until > Date.now() + 30_000) return employer.token.value
  const basic = Buffer.from(`${encodeURIComponent(employer.client.id)}:${encodeURIComponent(employer.client.secret)}`).toString('base64')
  const answer = await send(fetch, `${employer.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: 'grant_type=client_credentials',
  })
  const { access_token: value, expires_in: seconds } = expectStatus(answer, 200) as { access_token: string; expires_in: number }
  employer.token = { value, until: Date.now() + seconds * 1000 }
  return value
}

/** Asks a learner to show a microcredential. */
export async function ask(employer: Employer, options: { flow?: 'cross_device' | 'same_device'; clientIdPrefix?: Prefix; purpose?: { nl: string; en: string } } = {}): Promise<Asked> {
  const body = {
    question: 'microcredential',
    purpose: options.purpose ?? { nl: 'Sollicitatie als dijkinspecteur', en: 'Application as a dike inspector' },
    flow: options.flow ?? 'cross_device',
    ...(options.clientIdPrefix === undefined ? {} : { clientIdPrefix: options.clientIdPrefix }),
  }
  return expectStatus(await employerCall(employer, 'POST', '/api/v1/requests', body), 201) as Asked
}

/** Reads the state of a request, with the response code of a same-device return when there is one. */
export async function readCase(employer: Employer, id: string, responseCode?: string): Promise<CaseReading> {
  const query = responseCode === undefined ? '' : `?response_code=${encodeURIComponent(responseCode)}`
  return expectStatus(await employerCall(employer, 'GET', `/api/v1/requests/${id}${query}`), 200) as CaseReading
}
