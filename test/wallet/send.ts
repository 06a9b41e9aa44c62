import { WalletError } from './wallet-error.ts'

/** What a server answered: `body` is the parsed JSON when the answer said it was JSON, otherwise undefined. */
export type HttpAnswer = {
  url: string
  status: number
  headers: Headers
  contentType: string
  text: string
  bytes: Uint8Array
  body: unknown
}

/** What the wallet sends. `redirect` is never followed by itself: a wallet endpoint that redirects is a finding. */
export type HttpRequest = {
  method?: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Headers | Record<string, string>
  body?: string | URLSearchParams
}

/**
 * Sends one request and reads the whole answer, at most 30 seconds.
 *
 * @throws WalletError UNREACHABLE when there is no answer at all; every status is an answer.
 */
export async function send(fetchLike: typeof fetch, url: string, request: HttpRequest = {}): Promise<HttpAnswer> {
  let response: Response
  let bytes: Uint8Array
  try {
    response = await fetchLike(url, {
      method: request.method ?? 'GET',
      headers: request.headers ?? {},
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    bytes = new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new WalletError('UNREACHABLE', `no answer from ${new URL(url).origin}`, { cause })
  }
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  const text = new TextDecoder().decode(bytes)
  return { url, status: response.status, headers: response.headers, contentType, text, bytes, body: parseBody(contentType, text) }
}

function parseBody(contentType: string, text: string): unknown {
  if (contentType !== 'application/json' && !contentType.endsWith('+json')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
