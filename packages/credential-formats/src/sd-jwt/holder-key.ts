import { KeyError, keyOfMultikey, parsePublicJwk, type PublicJwk } from '@eduwallet/keys'
import { isJsonObject, JsonError, type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { decodeBase64url } from '../jws/base64url.ts'
import { SdJwtError } from './errors.ts'

/** A did:jwk of a P-256 key with everything a wallet adds to it. */
const MAX_KID_CHARACTERS = 2048

/**
 * The holder's key in `cnf` (RFC 7800 #section-3): `jwk`, of which `kty`, `crv`, `x` and `y` are enough; or a `kid` that is the DID URL of a key which the DID itself
 * spells out, did:jwk and did:key. A `kid` of another kind would have to be fetched, and names nothing here. Throws SdJwtError.
 */
export function readHolderKey(claims: JsonObject): PublicJwk {
  const cnf = claims['cnf']
  const { jwk, kid } = isJsonObject(cnf) ? cnf : {}
  if (jwk === undefined && kid === undefined) throw new SdJwtError('SDJWT_HOLDER_KEY_MISSING', 'the credential is bound to no key')
  try {
    return parsePublicJwk(jwk === undefined ? keyOfDidUrl(kid) : jwk)
  } catch (cause) {
    if (cause instanceof KeyError || cause instanceof JsonError) throw new SdJwtError('SDJWT_HOLDER_KEY_UNSUPPORTED', 'the holder key cannot be used', { cause })
    throw cause
  }
}

/** did:jwk #read: `did:jwk:<base64url of the JWK>#0`; did:key: `did:key:<multikey>#<multikey>`. Undefined for any other. */
function keyOfDidUrl(kid: unknown): unknown {
  if (typeof kid !== 'string' || kid.length > MAX_KID_CHARACTERS) return undefined
  const [did = '', fragment, ...more] = kid.split('#')
  if (more.length > 0) return undefined
  if (did.startsWith('did:jwk:') && fragment === '0') {
    const json = decodeBase64url(did.slice('did:jwk:'.length))
    return json === undefined ? undefined : parseJsonObject(json, { maxBytes: MAX_KID_CHARACTERS, maxDepth: 4 })
  }
  const multikey = did.startsWith('did:key:') ? did.slice('did:key:'.length) : undefined
  return multikey !== undefined && fragment === multikey ? keyOfMultikey(multikey) : undefined
}
