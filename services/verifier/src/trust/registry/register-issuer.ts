import { X509Certificate } from 'node:crypto'
import { didWebUrl } from '@eduwallet/outbound'
import type { KeyMethod, RecognisedIssuer } from '../../judging/index.ts'
import { RegistryError } from './errors.ts'
import type { TrustedIssuerBook } from './trusted-issuer-book.ts'

/** DID 1.0 #did-syntax, in ASCII: a name that only looks like another one cannot be written here. */
const DID = /^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$/
const RESOLVABLE_DID = /^did:(?:web|key|jwk):/
const COUNTRY = /^[A-Z]{2}$/
/**
 * A URI in ASCII, without spaces: vct is compared character by character (SD-JWT VC draft 13 #section-3.2.2.1.1). Or a name of the W3C data model, which means
 * what the shipped contexts say (VCDM 2.0 #types), but for the one that every credential has.
 */
const TYPE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+|(?!VerifiableCredential$)[A-Z][A-Za-z0-9]*)$/
const MAX_LENGTH = 1024
const MAX_TYPES = 100
const MAX_ANCHORS = 20
const MAX_KEY_URIS = 10

/**
 * Takes an issuer into the registry, or replaces what was registered under its identifier.
 * Throws RegistryError when an identifier, type or anchor is not one that could ever match.
 */
export async function registerIssuer(
  { book, now }: { book: Pick<TrustedIssuerBook, 'put'>; now: () => Date },
  issuer: RecognisedIssuer,
): Promise<RecognisedIssuer> {
  const { identifier, country } = issuer
  checkIdentifier(identifier)
  for (const text of [issuer.name.nl, issuer.name.en]) {
    if (text.trim() === '' || text.length > 200) throw new RegistryError('ISSUER_NAME_INVALID', 'the name must be given in nl and en, in at most 200 characters')
  }
  if (!COUNTRY.test(country)) throw new RegistryError('ISSUER_COUNTRY_INVALID', 'the country must be two capitals (ISO 3166-1)')
  const types = [...new Set(issuer.types)]
  if (types.length === 0 || types.length > MAX_TYPES) throw new RegistryError('ISSUER_TYPE_INVALID', `between 1 and ${MAX_TYPES} types must be named`)
  for (const type of types) {
    if (!TYPE.test(type) || type.length > MAX_LENGTH) throw new RegistryError('ISSUER_TYPE_INVALID', 'a type must be a URI, or the name of a type other than VerifiableCredential')
  }
  const registered: RecognisedIssuer = {
    identifier,
    name: { nl: issuer.name.nl, en: issuer.name.en },
    country,
    types,
    keys: checkKeys(identifier, issuer.keys),
    ...(issuer.mayOmitStatus === true ? { mayOmitStatus: true } : {}),
  }
  await book.put(registered, now())
  return registered
}

/** Takes an issuer out of the registry: from now on nothing of it is confirmed. Throws RegistryError ISSUER_UNKNOWN. */
export async function removeIssuer({ book }: { book: Pick<TrustedIssuerBook, 'remove'> }, identifier: string): Promise<void> {
  if (!(await book.remove(identifier))) throw new RegistryError('ISSUER_UNKNOWN', 'this issuer is not in the registry')
}

/**
 * An identifier must be written in the one form in which it can stand in a credential: a DID in ASCII, or an https
 * URL as a browser writes it, so that a look-alike in another script is only accepted as punycode (did:web #security).
 */
function checkIdentifier(identifier: string): void {
  const refuse = (reason: string, cause?: unknown) => new RegistryError('ISSUER_IDENTIFIER_INVALID', reason, { cause })
  if (identifier.length > MAX_LENGTH) throw refuse('the identifier is too long')
  if (identifier.startsWith('did:')) {
    if (!DID.test(identifier)) throw refuse('the identifier is not a DID')
    if (!identifier.startsWith('did:web:')) return
    try {
      didWebUrl(identifier)
    } catch (cause) {
      throw refuse('the identifier is not a did:web', cause)
    }
    return
  }
  const fault = faultOfAddress(identifier)
  if (fault !== undefined) throw refuse(fault)
}

/** What is wrong with an address that is to be compared character by character; undefined when nothing is. */
function faultOfAddress(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'https:') return 'it must be a DID or an https URL'
  if (url.href !== address && url.href !== `${address}/`) return 'the URL is not written in its normal form (host in lower case and punycode, no default port)'
  return url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' ? 'the URL must not have a user, query or fragment' : undefined
}

function checkKeys(identifier: string, keys: KeyMethod): KeyMethod {
  switch (keys.method) {
    case 'did':
      if (!RESOLVABLE_DID.test(identifier)) throw new RegistryError('ISSUER_KEY_METHOD_MISFIT', 'keys can be found by DID only for did:web, did:key and did:jwk')
      return { method: 'did' }
    case 'x509':
      if (keys.anchors.length === 0 || keys.anchors.length > MAX_ANCHORS) throw new RegistryError('ISSUER_ANCHOR_INVALID', `between 1 and ${MAX_ANCHORS} anchors must be given`)
      return { method: 'x509', anchors: keys.anchors.map(checkAnchor) }
    case 'issuer_metadata':
      if (!identifier.startsWith('https:')) throw new RegistryError('ISSUER_KEY_METHOD_MISFIT', 'metadata with keys is found only for an issuer with an https URL')
      return { method: 'issuer_metadata' }
    case 'jwks':
      if (keys.uris.length === 0 || keys.uris.length > MAX_KEY_URIS) throw new RegistryError('ISSUER_KEY_URI_INVALID', `between 1 and ${MAX_KEY_URIS} addresses of keys must be given`)
      return { method: 'jwks', uris: keys.uris.map(checkKeyUri) }
  }
}

/** A signature may name its key by this very text, so that it has one way to be written. */
function checkKeyUri(uri: string): string {
  const fault = uri.length > MAX_LENGTH || !URL.canParse(uri) || new URL(uri).href !== uri ? 'it is too long or not written in its normal form' : faultOfAddress(uri)
  if (fault !== undefined) throw new RegistryError('ISSUER_KEY_URI_INVALID', `an address of keys cannot be used: ${fault}`)
  return uri
}

/** One PEM file is one certificate of a CA; a bundle would have all but its first certificate ignored, and a key does not belong here. */
function checkAnchor(pem: string): string {
  const blocks = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1])
  if (blocks.length !== 1 || blocks[0] !== 'CERTIFICATE') throw new RegistryError('ISSUER_ANCHOR_INVALID', 'an anchor must be exactly one certificate in PEM form')
  try {
    const certificate = new X509Certificate(pem)
    if (certificate.ca) return certificate.toString()
  } catch (cause) {
    throw new RegistryError('ISSUER_ANCHOR_INVALID', 'an anchor is not a certificate', { cause })
  }
  throw new RegistryError('ISSUER_ANCHOR_INVALID', 'an anchor must be the certificate of a certification authority')
}
