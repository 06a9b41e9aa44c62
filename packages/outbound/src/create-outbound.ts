/**
 * The only way to the network. What it fetches was named by somebody else (a credential, a DID), so it is bounded in size,
 * time and redirects, never leaves https, and connects only to public addresses that it has itself resolved and judged.
 * SD-JWT VC #section-ssrf; OWASP ASVS 5.0 #v15.3.2.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { Agent, fetch, type Headers, type Response } from 'undici'
import { isLoopbackAddress, isPublicAddress } from './allowed-address.ts'
import { checkUrl, type UrlRules } from './check-url.ts'
import { OutboundError, toOutboundError } from './errors.ts'
import { readBody } from './read-body.ts'

/** All addresses of a host name. */
export type Lookup = (hostname: string) => Promise<readonly { address: string; family: number }[]>

/** Limits. Times in seconds, sizes in bytes after decoding. */
export type OutboundOptions = {
  /** Sandbox and tests: this machine may be contacted, over http too. Default false */
  allowLoopback?: boolean
  /** Closed egress: only these hosts (`host` or `host:port`) may be contacted */
  allowedHosts?: readonly string[]
  /** Certificates (PEM) to trust in place of the system's */
  ca?: string
  /** Default 5 */
  connectTimeoutSeconds?: number
  /** For everything together, redirects included; default 10 */
  totalTimeoutSeconds?: number
  /** Default 200 KiB */
  maxBytes?: number
  /** Default: the system's resolver */
  lookup?: Lookup
}

/** A document from outside. `url` is where it came from in the end. */
export type Fetched = { status: 200; body: Uint8Array; contentType: string; headers: Headers; url: string }

export type Outbound = {
  /**
   * Fetches a document. At most two redirects are followed, each judged like the first address.
   * @param options.maxBytes instead of the limit of this instance
   * @throws OutboundError; the content of an error answer is never used
   */
  get(url: string, options: { accept: string; maxBytes?: number }): Promise<Fetched>
  /** Ends open connections. */
  close(): Promise<void>
}

const MAX_REDIRECTS = 2

/** Makes a client with these limits. */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const rules: UrlRules = { allowLoopback: options.allowLoopback ?? false, allowedHosts: options.allowedHosts }
  const totalSeconds = options.totalTimeoutSeconds ?? 10
  const defaultMaxBytes = options.maxBytes ?? 200 * 1024
  const agent = new Agent({
    connections: 16,
    keepAliveTimeout: 1000,
    maxHeaderSize: 16_384,
    headersTimeout: totalSeconds * 1000,
    bodyTimeout: totalSeconds * 1000,
    connect: {
      timeout: (options.connectTimeoutSeconds ?? 5) * 1000,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      lookup: judgedLookup(options.lookup ?? ((hostname) => systemLookup(hostname, { all: true })), rules.allowLoopback),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    },
  })

  return {
    async get(address, { accept, maxBytes = defaultMaxBytes }) {
      const signal = AbortSignal.timeout(totalSeconds * 1000)
      let url = checkUrl(address, rules)
      for (let hops = 0; ; hops += 1) {
        const response = await ask(agent, url, accept, signal)
        if (isRedirect(response.status)) {
          void response.body?.cancel().catch(() => {})
          if (hops === MAX_REDIRECTS) throw new OutboundError('OUTBOUND_REDIRECT', `${url.origin} redirects too often`, { retryable: false })
          url = redirectTarget(url, response, rules)
          continue
        }
        if (response.status !== 200) {
          void response.body?.cancel().catch(() => {})
          const retryable = response.status >= 500 || response.status === 429 || response.status === 408
          throw new OutboundError('OUTBOUND_STATUS', `${url.origin} answered with status ${response.status}`, { retryable })
        }
        const body = await readBody(response, url.origin, maxBytes)
        return { status: 200, body, contentType: response.headers.get('content-type') ?? '', headers: response.headers, url: url.href }
      }
    },
    close: () => agent.destroy(),
  }
}

/** The connection is made to exactly the addresses that were judged: no second look-up in between (NET-03). */
function judgedLookup(lookup: Lookup, allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then((addresses) => {
      const refused = addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address) && !(allowLoopback && isLoopbackAddress(address)))
      if (refused) throw new OutboundError('OUTBOUND_FORBIDDEN_ADDRESS', `${hostname} does not have public addresses only`, { retryable: false })
      if (options.all === true) callback(null, addresses.map(({ address, family }) => ({ address, family })))
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4)
    }).catch((error: unknown) => { callback(error as NodeJS.ErrnoException, '', 0) })
  }
}

async function ask(agent: Agent, url: URL, accept: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { dispatcher: agent, redirect: 'manual', signal, headers: { accept, 'user-agent': 'eduwallet' } })
  } catch (error) {
    throw toOutboundError(error, url.origin)
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

function redirectTarget(from: URL, response: Response, rules: UrlRules): URL {
  const location = response.headers.get('location') ?? ''
  if (!URL.canParse(location, from.href)) throw new OutboundError('OUTBOUND_REDIRECT', `${from.origin} redirects to nowhere`, { retryable: false })
  return checkUrl(new URL(location, from).href, rules)
}
