import type { JsonValue } from '@eduwallet/strict-json'
import { checkObjects, checkUrl } from './check-members.ts'
import { VcdmError } from './errors.ts'
import { mayBeDigests } from './known-resources.ts'

/** The grammar of hash-expression in Subresource Integrity #the-integrity-attribute: one or more, apart by white space. */
const DIGEST_SRI = /^(?:sha256|sha384|sha512)-[A-Za-z0-9+/_-]{43,88}={0,2}(?:\?[\x21-\x7e]{0,100})?$/
/** Multibase base64url or base58btc. VC Data Integrity #resource-integrity */
const DIGEST_MULTIBASE = /^(?:u[A-Za-z0-9_-]{16,200}|z[1-9A-HJ-NP-Za-km-z]{16,200})$/

/**
 * Checks the shape of `relatedResource`: objects with an `id` that no other has, and at least one digest. Whether a digest fits is looked at for what
 * is known here; for everything else that is for whoever uses the resource. VCDM 2.0 #integrity-of-related-resources. Throws VcdmError.
 */
export function checkRelatedResource(value: JsonValue, member: string): void {
  const seen = new Set<string>()
  checkObjects(value, member, (resource, place) => {
    const id = checkUrl(resource['id'], `${place}.id`)
    if (seen.has(id)) throw new VcdmError('VCDM_MEMBER_MALFORMED', `${place}.id`, 'stands in the list twice')
    seen.add(id)
    const { digestSRI, digestMultibase, mediaType } = resource
    if (digestSRI === undefined && digestMultibase === undefined) throw new VcdmError('VCDM_MEMBER_MISSING', `${place}.digestSRI`, 'or digestMultibase is missing')
    if (digestSRI !== undefined && !everyText(digestSRI, (text) => text.split(/\s+/).every((one) => DIGEST_SRI.test(one)))) {
      throw new VcdmError('VCDM_MEMBER_MALFORMED', `${place}.digestSRI`, 'is not a Subresource Integrity digest')
    }
    if (digestMultibase !== undefined && !everyText(digestMultibase, (text) => DIGEST_MULTIBASE.test(text))) {
      throw new VcdmError('VCDM_MEMBER_MALFORMED', `${place}.digestMultibase`, 'is not a multibase digest')
    }
    if (!mayBeDigests(id, { digestSRI: textsOf(digestSRI), digestMultibase: textsOf(digestMultibase) })) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'has the digest of another resource')
    if (mediaType !== undefined && typeof mediaType !== 'string') throw new VcdmError('VCDM_MEMBER_MALFORMED', `${place}.mediaType`, 'is not a text')
  })
}

function textsOf(value: JsonValue | undefined): string[] {
  return [value].flat().filter((text) => typeof text === 'string')
}

function everyText(value: JsonValue, holds: (text: string) => boolean): boolean {
  const texts = Array.isArray(value) ? value : [value]
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text.length <= 2048 && holds(text))
}
