import { KeyError, parseVerificationKey, type VerificationKey } from '@eduwallet/keys'
import { isJsonObject, JsonError, type JsonObject, parseJsonObject } from '@eduwallet/strict-json'

/** Why the key document of an https issuer cannot be used. Closed: callers switch on it. */
export type IssuerMetadataErrorCode = 'ISSUER_METADATA_URL' | 'ISSUER_METADATA_MALFORMED' | 'ISSUER_METADATA_OTHER_ISSUER'

export class IssuerMetadataError extends Error {
  readonly code: IssuerMetadataErrorCode
  constructor(code: IssuerMetadataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'IssuerMetadataError'
    this.code = code
  }
}

/** One key of an issuer, and the name it has in the set. */
export type IssuerKey = { readonly kid: string | undefined; readonly key: VerificationKey }

/** Where the keys are: in the document itself, or at another address of which nothing is known yet. */
export type IssuerMetadata = { readonly issuer: string } & ({ readonly keys: readonly IssuerKey[] } | { readonly jwksUri: string })

const LIMITS = { maxBytes: 65_536, maxDepth: 8 }
const MAX_KEYS = 64

/**
 * Where an https issuer publishes its keys: `/.well-known/jwt-vc-issuer` put before the path (SD-JWT VC draft 13 #section-5.1). Throws IssuerMetadataError for an issuer that is no https URL, or
 * has a query or a fragment.
 */
export function issuerMetadataUrl(issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || /[?#]/.test(issuer)) throw new IssuerMetadataError('ISSUER_METADATA_URL', 'the issuer is not an https URL without query and fragment')
  return `${url.origin}/.well-known/jwt-vc-issuer${url.pathname === '/' ? '' : url.pathname.replace(/\/$/, '')}`
}

/** Reads JWT VC Issuer Metadata (SD-JWT VC draft 13 #section-5.2): of exactly this issuer, with either `jwks` or `jwks_uri`. Throws IssuerMetadataError. */
export function readIssuerMetadata(bytes: Uint8Array, issuer: string): IssuerMetadata {
  const document = parse(bytes)
  const { jwks, jwks_uri: jwksUri } = document
  if (document['issuer'] !== issuer) throw new IssuerMetadataError('ISSUER_METADATA_OTHER_ISSUER', 'the document is of another issuer')
  if ((jwks === undefined) === (jwksUri === undefined)) throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'there is not exactly one of jwks and jwks_uri')
  if (jwksUri === undefined) return { issuer, keys: keysOf(jwks) }
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri) || new URL(jwksUri).protocol !== 'https:') throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'jwks_uri is not an https URL')
  return { issuer, jwksUri }
}

/** Reads a JWK Set (RFC 7517 #section-5). Keys of other kinds, and for encryption, are passed over. Throws IssuerMetadataError. */
export function readJwks(bytes: Uint8Array): readonly IssuerKey[] {
  return keysOf(parse(bytes))
}

/** The one key that `kid` names; without `kid` the only key there is. Undefined when there is none, or more than one. */
export function findIssuerKey(keys: readonly IssuerKey[], kid: string | undefined): VerificationKey | undefined {
  const [found, ...more] = kid === undefined ? keys : keys.filter((key) => key.kid === kid)
  return more.length === 0 ? found?.key : undefined
}

function keysOf(jwks: unknown): IssuerKey[] {
  const keys = isJsonObject(jwks) ? jwks['keys'] : undefined
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'the keys are not a JWK Set')
  return keys.flatMap((jwk) => {
    if (!isJsonObject(jwk)) throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'a key is not an object')
    const { kid, use } = jwk
    if (kid !== undefined && typeof kid !== 'string') throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'a kid is not a text')
    if (use !== undefined && use !== 'sig') return []
    try {
      return [{ kid, key: parseVerificationKey(jwk) }]
    } catch (cause) {
      // A private key that is published belongs to everybody.
      if (cause instanceof KeyError && cause.code === 'KEY_JWK_UNSUPPORTED') return []
      throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', 'a key is no public key', { cause })
    }
  })
}

function parse(bytes: Uint8Array): JsonObject {
  try {
    return parseJsonObject(bytes, LIMITS)
  } catch (cause) {
    if (cause instanceof JsonError) throw new IssuerMetadataError('ISSUER_METADATA_MALFORMED', `the document is not strict JSON: ${cause.code}`, { cause })
    throw cause
  }
}
