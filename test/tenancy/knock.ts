/** Requests that fetch would not send (TRACE, any Host, any octets in a path), and what must hold for every answer to them. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'

/** What is sent. `chunked` sends the body without saying how long it is. */
export type Knock = { method?: string; headers?: Record<string, string>; body?: string; chunked?: boolean }

/** What came back. `body` is the parsed JSON, if it is JSON. */
export type Answer = { method: string; url: string; status: number; headers: IncomingHttpHeaders; type: string; text: string; body: Record<string, unknown> | undefined }

const agent = new Agent({ keepAlive: true, maxSockets: 6 })

/** Everything that was found wrong with an answer, and how many were looked at. Read at the end of the family. */
export const answersSeen = { count: 0, faults: [] as string[] }

/** Answers of 2xx with what was sent for them: what secrets the services gave away is in there. */
export const successes: { url: string; headers: Record<string, string>; requestBody: string; answer: Answer }[] = []

/**
 * Sends one request, with its path to the octet as given, and looks at the answer.
 * @param options `mayFail`: 5xx is part of the test
 */
export async function knock(base: string, path: string, { method = 'GET', headers = {}, body, chunked = false }: Knock = {}, { mayFail = false } = {}): Promise<Answer> {
  const { hostname, port } = new URL(base)
  // The octets of an image are written as the characters of their numbers.
  const encoding = headers['content-type']?.startsWith('image/') === true ? 'latin1' : 'utf8'
  const sent: Record<string, string> = { accept: 'application/json', ...headers, ...(body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body, encoding)) }) }
  const answer = await new Promise<Answer>((resolve, reject) => {
    let answered = false
    const request = httpRequest({ hostname, port, path, method, headers: sent, agent, timeout: 20_000 }, (response) => {
      answered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
        resolve({ method, url: `${base}${path}`, status: response.statusCode ?? 0, headers: response.headers, type, text, body: parsed(type, text) })
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 20 seconds')))
    // A server that refuses a body may close while it is still being sent.
    request.on('error', (error) => { if (!answered) reject(new Error(`${method} ${path.slice(0, 200)}: ${error.message}`, { cause: error })) })
    request.end(body, encoding)
  })
  answersSeen.count += 1
  answersSeen.faults.push(...faultsOf(answer, mayFail).map((fault) => `${method} ${path.slice(0, 120)} (${answer.status}): ${fault}`))
  if (answer.status >= 200 && answer.status < 300 && answer.type === 'application/json') successes.push({ url: answer.url, headers: sent, requestBody: body ?? '', answer })
  return answer
}

/** Words of the inside (`<select>` is none): stack frames, places on disk, SQL and its errors. */
const inside = /\bat (?:async )?[\w.<>]+ \(|\bnode:internal|node_modules|\.(?:ts|js):\d|file:\/\/|\/(?:work|home|usr|tmp|root)\/|(?<!<\/?)\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b|\brelation "|\bcolumn "|duplicate key|violates |syntax error at|invalid input syntax|ECONN|TypeError|RangeError|ZodError|fastify|postgres/i

function faultsOf(answer: Answer, mayFail: boolean): string[] {
  const { status, headers, type, text, body } = answer
  const faults: string[] = []
  if (status >= 500 && status !== 501 && !mayFail) faults.push(`a server error: ${text.slice(0, 200)}`)
  if (headers['content-security-policy']?.includes("frame-ancestors 'none'") !== true || !headers['content-security-policy'].includes("default-src 'none'")) faults.push('no strict Content-Security-Policy')
  if (headers['x-content-type-options'] !== 'nosniff') faults.push('no X-Content-Type-Options')
  if (headers['referrer-policy'] !== 'no-referrer') faults.push('no Referrer-Policy')
  if (headers['access-control-allow-credentials'] !== undefined) faults.push('credentials are allowed across origins')
  if (headers.server !== undefined || headers['x-powered-by'] !== undefined) faults.push('it names its software')
  if (headers.location !== undefined && !/^\/(?!\/)[^\\]*$/.test(headers.location)) faults.push(`it leads away, to ${headers.location}`)
  for (const cookie of headers['set-cookie'] ?? []) {
    if (!/; HttpOnly/i.test(cookie) || !/; SameSite=(?:Lax|Strict)/i.test(cookie)) faults.push('a cookie without HttpOnly and SameSite')
    if (headers['access-control-allow-origin'] !== undefined) faults.push('a cookie on an answer that any site may read')
  }
  if (type === 'text/html' && !/no-store/.test(headers['cache-control'] ?? '') ) faults.push('a page that caches may keep')
  if (status < 400) return faults
  if (inside.test(text)) faults.push(`it tells of the inside: ${inside.exec(text)?.[0]}`)
  if (text !== '' && !isRefusal(type, body)) faults.push(`neither a problem, nor an OAuth error, nor a page: ${type} ${text.slice(0, 120)}`)
  return faults
}

function isRefusal(type: string, body: Record<string, unknown> | undefined): boolean {
  if (type === 'application/problem+json') return typeof body?.['traceId'] === 'string' && typeof body['code'] === 'string' && typeof body['title'] === 'string'
  // readyz says what is not ready
  if (type === 'application/json') return typeof body?.['error'] === 'string' || Array.isArray(body?.['failing'])
  return type === 'text/html'
}

function parsed(type: string, text: string): Record<string, unknown> | undefined {
  if (!type.endsWith('json')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
