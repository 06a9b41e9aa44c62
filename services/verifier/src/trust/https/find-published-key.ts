import { samePublicKey } from '@eduwallet/keys'
import { type Outbound, OutboundError } from '@eduwallet/outbound'
import { isJsonObject, JsonError, type JsonLimits, parseJson, type JsonValue } from '@eduwallet/strict-json'
import type { KeyHint, TrustSource } from '../../judging/index.ts'
import { createFetchMemory } from '../fetch-memory.ts'
import { fitsAlgorithm } from '../fits-algorithm.ts'
import { KeySetError, type PublishedKey, readKeySet } from './read-key-set.ts'

/** As for DID documents: a key that is withdrawn is no longer believed after a minute. */
const FRESH_SECONDS = 60
const LOOK_AGAIN_SECONDS = 10
const FAILURE_SECONDS = 5
const CAPACITY = 1000
const LIMITS: JsonLimits = { maxBytes: 100 * 1024, maxDepth: 16 }

type Found = Awaited<ReturnType<TrustSource['findKey']>>
/** The keys at one address, of which a signature may name one by that address alone. */
type KeysAt = { readonly address: string; readonly keys: readonly PublishedKey[] }

/** Finds keys that issuers publish on the web: one fetch under way per address, kept for a minute, a failure for a moment. */
export type PublishedKeys = {
  /** By the metadata of an https issuer */
  findByMetadata(issuer: string, hint: KeyHint): Promise<Found>
  /** In JWKs and JWK sets at addresses that the registry names */
  findAt(uris: readonly string[], hint: KeyHint): Promise<Found>
}

/**
 * JWT VC Issuer Metadata (SD-JWT VC draft 13 #section-5) stands where `/.well-known/jwt-vc-issuer` is put between host and path, must be of exactly this issuer, and
 * holds its keys or says where they are, at the same origin. Open Badges 3.0 (#jwt-proof) lets a signature name its key by an address or carry it along: both
 * count only for what the issuer publishes at the addresses that the registry names, whatever else the credential points to. No redirect to another
 * origin is followed by trust: what stands there is somebody else's.
 */
export function createPublishedKeys({ outbound, now }: { outbound: Outbound; now: () => Date }): PublishedKeys {
  const memory = createFetchMemory<readonly PublishedKey[]>({ now, capacity: CAPACITY, failureSeconds: FAILURE_SECONDS })

  async function fetchJson(address: string): Promise<JsonValue> {
    const { body, url } = await outbound.get(address, { accept: 'application/json, application/jwk-set+json;q=0.9, application/jwk+json;q=0.9', maxBytes: LIMITS.maxBytes })
    if (new URL(url).origin !== new URL(address).origin) throw new KeySetError('what was asked for stands at another origin')
    try {
      return parseJson(body, LIMITS)
    } catch (error) {
      throw error instanceof JsonError ? new KeySetError('what stands at the address is not strict JSON') : error
    }
  }

  async function loadByMetadata(issuer: string): Promise<readonly PublishedKey[]> {
    const metadata = await fetchJson(metadataUrlOf(issuer))
    if (!isJsonObject(metadata) || metadata['issuer'] !== issuer) throw new KeySetError('the metadata is not of this issuer')
    const { jwks, jwks_uri: uri } = metadata
    if ((jwks === undefined) === (uri === undefined)) throw new KeySetError('the metadata must have either jwks or jwks_uri')
    if (jwks !== undefined) return readKeySet(jwks)
    if (typeof uri !== 'string' || !URL.canParse(uri) || new URL(uri).origin !== new URL(issuer).origin) throw new KeySetError('jwks_uri is not at the origin of the issuer')
    return readKeySet(await fetchJson(uri))
  }

  /** Looks once more when the key is not among keys that have been here for a while: it may have been added since. */
  async function findIn(load: (maxAgeSeconds: number) => Promise<readonly KeysAt[]>, hint: KeyHint): Promise<Found> {
    try {
      const found = pick(await load(FRESH_SECONDS), hint)
      return found.outcome === 'failed' && found.code === 'key_not_found' ? pick(await load(LOOK_AGAIN_SECONDS), hint) : found
    } catch (error) {
      if (error instanceof OutboundError) return { outcome: 'unknown', code: 'issuer_unreachable' }
      if (error instanceof KeySetError) return { outcome: 'failed', code: 'issuer_keys_invalid' }
      throw error
    }
  }

  const remember = async (key: string, load: () => Promise<readonly PublishedKey[]>, maxAgeSeconds: number) =>
    await memory.get(key, async () => ({ value: await load(), freshSeconds: FRESH_SECONDS }), { maxAgeSeconds })

  return {
    async findByMetadata(issuer, hint) {
      return await findIn(async (age) => [{ address: issuer, keys: await remember(`metadata ${issuer}`, async () => await loadByMetadata(issuer), age) }], hint)
    },
    async findAt(uris, hint) {
      const named = hint.kid === undefined ? undefined : addressIn(hint.kid)
      if (named !== undefined && !uris.includes(named)) return { outcome: 'failed', code: 'key_of_another' }
      const asked = named === undefined ? uris : [named]
      return await findIn(async (age) => await Promise.all(asked.map(async (address) => ({ address, keys: await remember(`keys ${address}`, async () => readKeySet(await fetchJson(address)), age) }))), hint)
    },
  }
}

/** Between host and path; a path that is only a slash goes (draft 13 #section-5.1). */
function metadataUrlOf(issuer: string): string {
  const url = new URL(issuer)
  url.pathname = `/.well-known/jwt-vc-issuer${url.pathname.replace(/\/$/, '')}`
  return url.href
}

/** The address in a kid that is one, without its fragment. */
function addressIn(kid: string): string | undefined {
  return /^https?:\/\//i.test(kid) ? kid.split('#', 1)[0] : undefined
}

/** A carried key must be published; else the kid names exactly one; without a kid, exactly one of them fits the signature. */
function pick(sets: readonly KeysAt[], { kid, jwk, algorithm }: KeyHint): Found {
  const published = sets.flatMap(({ address, keys }) => keys.map((each) => ({ ...each, address, alone: keys.length === 1 })))
  if (jwk !== undefined) return published.some(({ key }) => samePublicKey(key, jwk)) ? checked({ key: jwk, alg: undefined }, algorithm) : { outcome: 'failed', code: 'key_not_found' }
  const candidates = kid === undefined ? published.filter(({ key, alg }) => fits({ key, alg }, algorithm))
    : published.filter((each) => each.kid === kid || (each.address === addressIn(kid) && (each.alone || each.kid === kid.split('#', 2)[1])))
  const [one, ...others] = candidates
  if (one === undefined) return { outcome: 'failed', code: 'key_not_found' }
  return others.length > 0 ? { outcome: 'failed', code: 'key_reference_missing' } : checked(one, algorithm)
}

function checked(found: Pick<PublishedKey, 'key' | 'alg'>, algorithm: string | undefined): Found {
  return fits(found, algorithm) ? { outcome: 'passed', key: found.key } : { outcome: 'failed', code: 'key_other_kind' }
}

function fits({ key, alg }: Pick<PublishedKey, 'key' | 'alg'>, algorithm: string | undefined): boolean {
  return fitsAlgorithm(key, algorithm) && (alg === undefined || algorithm === undefined || alg === algorithm)
}
