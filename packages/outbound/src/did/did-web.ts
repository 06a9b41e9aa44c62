/** did:web (W3C CCG did-method-web): between a DID and the address of its document. */
import { isLoopbackHost } from '../check-url.ts'
import { DidError } from './did-error.ts'

/**
 * The address of the document: `did:web:host` at `/.well-known/did.json`, `did:web:host:a:b` at `/a/b/did.json`, a port as
 * `%3A`. https, except for this machine itself (a sandbox); createOutbound refuses that where it is not allowed.
 * @throws DidError DID_MALFORMED; nothing but letters, digits, `.`, `-` and `_` may stand in a part, so no encoded slash or dot segment
 */
export function didWebUrl(did: string): string {
  const [scheme, method, authority = '', ...path] = did.split(':')
  if (scheme !== 'did' || method !== 'web' || did.length > 1024) throw malformed()
  const parts = /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?:%3[Aa](\d{1,5}))?$/.exec(authority)
  const host = parts?.[1]
  if (host === undefined || host.includes('..')) throw malformed()
  if (path.some((part) => !/^[A-Za-z0-9._-]+$/.test(part) || part === '.' || part === '..')) throw malformed()
  const text = `${isLoopbackHost(host) ? 'http' : 'https'}://${host}${parts?.[2] === undefined ? '' : `:${parts[2]}`}`
  if (!URL.canParse(text)) throw malformed()
  const url = new URL(text)
  url.pathname = path.length === 0 ? '/.well-known/did.json' : `/${path.join('/')}/did.json`
  return url.href
}

/**
 * The did:web whose document stands at (or under) an address: the inverse of {@link didWebUrl}.
 * @param httpsUrl origin with optional path, without query; http only for this machine
 * @throws DidError DID_MALFORMED when there is no such DID
 */
export function didWebOf(httpsUrl: string): string {
  if (!URL.canParse(httpsUrl)) throw malformed()
  const url = new URL(httpsUrl)
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (!secure || url.search !== '' || url.hash !== '' || url.username !== '') throw malformed()
  const did = ['did', 'web', url.host.replace(':', '%3A'), ...url.pathname.split('/').filter((part) => part !== '')].join(':')
  didWebUrl(did)
  return did
}

function malformed(): DidError {
  return new DidError('DID_MALFORMED', 'that is not a did:web that can be resolved')
}
