import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { SdJwtError } from './errors.ts'
import type { Disclosure, SdJwt } from './read-sd-jwt.ts'
import type { ClaimPath } from '../credential-format.ts'
import { limits, RESERVED_NAMES } from './rules.ts'

/** The claims with every disclosed value in its place, and where those values are. */
export type ProcessedClaims = { claims: JsonObject; disclosedPaths: ClaimPath[] }

type Processing = {
  readonly byDigest: ReadonlyMap<string, Disclosure>
  readonly seenDigests: Set<string>
  readonly used: Set<string>
  readonly disclosedPaths: ClaimPath[]
  readonly alwaysPlain: ReadonlySet<string>
}

/** Where the walk is. `plain`: inside a claim about validity, where nothing may be hidden. */
type Place = { path: ClaimPath; depth: number; plain: boolean }

/**
 * Puts the disclosures back where their digests stand (RFC 9901 #section-7.1, steps 3 to 5). Refuses what the RFC refuses (digests
 * or disclosures that occur twice, disclosures nobody refers to, the wrong kind at a place, reserved names, a name already there) and
 * what would make the result ambiguous (an array placeholder with further members, a nested `_sd_alg`). Recursion is bounded
 * by the depth of the result. Throws SdJwtError.
 */
export function processDisclosures({ payload, disclosures }: Pick<SdJwt, 'payload' | 'disclosures'>, alwaysPlain: ReadonlySet<string>): ProcessedClaims {
  const byDigest = new Map<string, Disclosure>()
  for (const disclosure of disclosures) {
    if (byDigest.has(disclosure.digest)) throw new SdJwtError('SDJWT_DISCLOSURE_REPEATED', 'a disclosure occurs twice')
    byDigest.set(disclosure.digest, disclosure)
  }
  const processing: Processing = { byDigest, seenDigests: new Set(), used: new Set(), disclosedPaths: [], alwaysPlain }
  const { _sd_alg: _, ...signed } = payload
  const claims = processObject(signed, { path: [], depth: 1, plain: false }, processing)
  if (processing.used.size !== byDigest.size) throw new SdJwtError('SDJWT_DISCLOSURE_UNREFERENCED', 'a disclosure belongs to no digest')
  return { claims, disclosedPaths: processing.disclosedPaths }
}

function process(value: JsonValue, place: Place, processing: Processing): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (place.depth > limits.depth) throw new SdJwtError('SDJWT_TOO_DEEP', 'claims are nested too deeply')
  return Array.isArray(value) ? processArray(value, place, processing) : processObject(value, place, processing)
}

function processArray(elements: readonly JsonValue[], place: Place, processing: Processing): JsonValue[] {
  const result: JsonValue[] = []
  for (const element of elements) {
    const inside = { ...place, path: [...place.path, result.length], depth: place.depth + 1 }
    if (!isJsonObject(element) || !Object.hasOwn(element, '...')) {
      result.push(process(element, inside, processing))
      continue
    }
    if (Object.keys(element).length !== 1) throw new SdJwtError('SDJWT_PLACEHOLDER_MALFORMED', 'an array placeholder has further members')
    const disclosure = take(element['...'], place, processing)
    if (disclosure === undefined) continue
    if (disclosure.name !== undefined) throw new SdJwtError('SDJWT_DISCLOSURE_KIND', 'an object member is disclosed in an array')
    processing.disclosedPaths.push(inside.path)
    result.push(process(disclosure.value, inside, processing))
  }
  return result
}

function processObject(members: JsonObject, place: Place, processing: Processing): JsonObject {
  const result: JsonObject = {}
  const inside = (name: string): Place => ({
    path: [...place.path, name],
    depth: place.depth + 1,
    plain: place.plain || (place.depth === 1 && processing.alwaysPlain.has(name)),
  })
  for (const [name, value] of Object.entries(members)) {
    if (name === '_sd') continue
    if (RESERVED_NAMES.has(name)) {
      throw name === '_sd_alg'
        ? new SdJwtError('SDJWT_HASH_ALGORITHM', '_sd_alg occurs below the top level')
        : new SdJwtError('SDJWT_CLAIM_NAME_RESERVED', 'a claim has a reserved name')
    }
    result[name] = process(value, inside(name), processing)
  }
  if (!Object.hasOwn(members, '_sd')) return result
  const digests = members['_sd']
  if (!Array.isArray(digests)) throw new SdJwtError('SDJWT_DIGEST_MALFORMED', '_sd is not a list')
  for (const digest of digests) {
    const disclosure = take(digest, place, processing)
    if (disclosure === undefined) continue
    const { name, value } = disclosure
    if (name === undefined) throw new SdJwtError('SDJWT_DISCLOSURE_KIND', 'an array element is disclosed in an object')
    if (RESERVED_NAMES.has(name)) throw new SdJwtError('SDJWT_CLAIM_NAME_RESERVED', 'a disclosed claim has a reserved name')
    if (Object.hasOwn(result, name)) throw new SdJwtError('SDJWT_CLAIM_COLLISION', 'a disclosed claim is already there')
    const there = inside(name)
    if (there.plain) throw new SdJwtError('SDJWT_CLAIM_MUST_BE_PLAIN', 'a claim about validity is selectively disclosed')
    processing.disclosedPaths.push(there.path)
    result[name] = process(value, there, processing)
  }
  return result
}

/** The disclosure behind a digest, if it was sent. Every digest counts, also that of a claim kept hidden or a decoy. */
function take(digest: JsonValue | undefined, { plain }: Place, { byDigest, seenDigests, used }: Processing): Disclosure | undefined {
  if (plain) throw new SdJwtError('SDJWT_CLAIM_MUST_BE_PLAIN', 'something is hidden inside a claim about validity')
  if (typeof digest !== 'string') throw new SdJwtError('SDJWT_DIGEST_MALFORMED', 'a digest is not a string')
  if (seenDigests.has(digest)) throw new SdJwtError('SDJWT_DIGEST_REPEATED', 'a digest occurs twice')
  seenDigests.add(digest)
  const disclosure = byDigest.get(digest)
  if (disclosure !== undefined) used.add(digest)
  return disclosure
}
