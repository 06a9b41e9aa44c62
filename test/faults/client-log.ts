/** What the world outside the services sent and was answered: the one account that no fault inside them can change. */
import { decodeJwt } from 'jose'

/** One exchange. `status` is undefined when no answer came. Times are milliseconds since 1970. */
export type Exchange = { method: string; url: string; requestHeaders: Headers; requestBody: string; status: number | undefined; responseBody: string; retryAfter: string | null; sentAt: number; answeredAt: number }

/** A running log. `stop` puts the network back as it was. */
export type ClientLog = { exchanges: Exchange[]; stop(): void }

/** Records every exchange that this process makes with the global `fetch`, to these origins. */
export function startClientLog(origins: () => readonly string[]): ClientLog {
  const original = globalThis.fetch
  const exchanges: Exchange[] = []
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!origins().some((origin) => url.startsWith(origin))) return original(input, init)
    const exchange: Exchange = {
      method: init?.method ?? 'GET', url, requestHeaders: new Headers(init?.headers), requestBody: typeof init?.body === 'string' ? init.body : '',
      status: undefined, responseBody: '', retryAfter: null, sentAt: Date.now(), answeredAt: 0,
    }
    exchanges.push(exchange)
    try {
      const response = await original(input, init)
      exchange.responseBody = await response.clone().text()
      exchange.status = response.status
      exchange.retryAfter = response.headers.get('retry-after')
      return response
    } finally {
      exchange.answeredAt = Date.now()
    }
  }
  return { exchanges, stop: () => { globalThis.fetch = original } }
}

/** The JSON that was answered, or an empty object. */
export function answerOf(exchange: Exchange): Record<string, unknown> {
  try {
    return JSON.parse(exchange.responseBody) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Credentials that were handed over, with when. */
export function credentialsIn(exchanges: readonly Exchange[]): { compact: string; answeredAt: number }[] {
  return exchanges.filter(({ url, status }) => status === 200 && url.endsWith('/credential')).flatMap((exchange) => {
    const { credentials } = answerOf(exchange) as { credentials?: { credential: string }[] }
    return (credentials ?? []).map(({ credential }) => ({ compact: credential, answeredAt: exchange.answeredAt }))
  })
}

/** Credentials whose revocation was answered with 200. */
export function revocationsIn(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap((exchange) => exchange.method === 'PUT' && exchange.status === 200 && /\/credentials\/[^/]+\/status$/.test(exchange.url) && answerOf(exchange)['status'] === 'revoked'
    ? [String(answerOf(exchange)['id'])] : [])
}

/** Every one-time value with which something was got, as often as it was: codes, nonces, DPoP proofs, answers to a request. */
export function oneTimeValuesIn(exchanges: readonly Exchange[]): string[] {
  return exchanges.filter(({ status }) => status === 200).flatMap((exchange) => {
    const { url, requestBody, requestHeaders } = exchange
    const values: string[] = []
    const proof = requestHeaders.get('dpop')
    if (proof !== null) values.push(`dpop ${String(decodeJwt(proof).jti)}`)
    if (url.endsWith('/token') && !url.endsWith('/oauth/token')) values.push(`code ${new URLSearchParams(requestBody).get('pre-authorized_code')}`)
    if (url.endsWith('/credential')) {
      const { proofs } = JSON.parse(requestBody) as { proofs?: { jwt?: string[] } }
      values.push(...new Set((proofs?.jwt ?? []).map((jwt) => `nonce ${String(decodeJwt(jwt)['nonce'])}`)))
    }
    if (url.includes('/openid4vp/responses/')) values.push(`request ${url}`)
    return values
  })
}

/** Awards that were answered: institution and reference of the result, and the award it became. */
export function awardsIn(exchanges: readonly Exchange[]): { key: string; awardId: string }[] {
  return exchanges.filter(({ url, status }) => status === 200 && url.endsWith('/results')).flatMap((exchange) => {
    const { rows } = answerOf(exchange) as { rows?: { reference?: string; awardId?: string }[] }
    return (rows ?? []).flatMap(({ reference, awardId }) => reference === undefined || awardId === undefined ? [] : [{ key: `${exchange.url} ${reference}`, awardId }])
  })
}

/** Everything that went over the wire and may stand in no log: codes, tokens, proofs, nonces, link secrets, credentials, names of learners. */
export function secretsIn(exchanges: readonly Exchange[]): Set<string> {
  const secrets = new Set<string>()
  // Anything shorter stands in a log by chance.
  const add = (value: unknown): void => { if (typeof value === 'string' && value.length >= 6) secrets.add(value) }
  for (const exchange of exchanges) {
    const { url, requestHeaders, requestBody } = exchange
    add(requestHeaders.get('authorization')?.split(' ')[1])
    add(requestHeaders.get('dpop'))
    const answer = answerOf(exchange)
    for (const name of ['access_token', 'clientSecret', 'c_nonce']) add(answer[name])
    for (const name of ['claimUrl', 'credentialOfferUri', 'pageUrl', 'requestUri']) if (typeof answer[name] === 'string') add(decodeURIComponent(answer[name]).split('/').pop())
    const form = new URLSearchParams(requestBody.startsWith('{') ? '' : requestBody)
    for (const name of ['pre-authorized_code', 'client_secret', 'response']) add(form.get(name))
    if (url.endsWith('/results')) for (const [, name] of requestBody.matchAll(/"(?:givenName|familyName)":"([^"]+)"/g)) add(name)
    for (const { compact } of credentialsIn([exchange])) for (const part of compact.split(/[~.]/)) if (part.length > 40) add(part)
  }
  return secrets
}
