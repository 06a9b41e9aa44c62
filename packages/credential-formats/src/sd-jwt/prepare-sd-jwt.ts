import { hash } from 'node:crypto'
import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import type { ClaimPath } from '../credential-format.ts'
import { encodeBase64url } from '../jws/base64url.ts'
import { SdJwtError } from './errors.ts'
import { limits, RESERVED_NAMES, type SdJwtKind } from './rules.ts'

export type SdJwtToSecure = {
  /** The whole content, the claims about the learner as well as those about the credential. Plain JSON. Not changed. */
  claims: Readonly<Record<string, unknown>>
  /** Which claims the holder may hide. Each must exist; children of a hidden claim may be hidden on their own. */
  selectivelyDisclosable: readonly ClaimPath[]
  header: { kid: string; x5c?: readonly string[] }
  /**
   * At least 16 unpredictable bytes for each name asked for: the JSON Pointer of a claim (`/given_name`), or `decoy/0`, `decoy/1` … and below
   * the top `decoy/outcomes/0` ….
   * The same bytes twice in one credential are refused.
   */
  saltFor: (path: string) => Uint8Array
  /** So many digests of nothing are added at the top level, and at every place below where something is hidden, so that nobody counts what is. Default 0. */
  decoys?: number
}

/** A credential that needs only its signature. Made once, so what was put on record is what gets signed. */
export type PreparedSdJwt = {
  /** What is signed, the digests in the place of what may be hidden. */
  readonly payload: JsonObject
  /** The bytes to sign: ASCII of `header.payload`. */
  readonly signingInput: Uint8Array
  /** SHA-256 of the payload JSON, base64url: names the content on record without containing it. */
  readonly payloadDigest: string
  /** The compact form, ending in `~`. `signature`: raw r||s, 64 bytes. Throws SdJwtError SDJWT_SIGNATURE_MALFORMED. */
  finish(signature: Uint8Array): string
}

type Mark = { hidden: boolean; children: Map<string | number, Mark> | undefined }
type Packing = { disclosures: string[]; saltFor: (path: string) => string; decoys: number }

const MIN_SALT_BYTES = 16

/**
 * Composes an SD-JWT up to its signature with ES256 (RFC 9901 #section-4): checks first, so that nothing is signed that cannot be read back: no reserved
 * names, nothing but JSON, claims about validity in plain sight. What the kind demands of its claims is checked by the caller. Throws SdJwtError.
 */
export function prepareSdJwt({ claims, selectivelyDisclosable, header, saltFor, decoys = 0 }: SdJwtToSecure, kind: SdJwtKind): PreparedSdJwt {
  const packing: Packing = { disclosures: [], saltFor: checkedSalts(saltFor), decoys }
  const payload = packObject(claims as JsonObject, markPaths(selectivelyDisclosable, kind.alwaysPlain), '', 1, packing)
  payload['_sd_alg'] = 'sha-256'
  const { disclosures } = packing
  if (disclosures.length > limits.disclosures) throw new SdJwtError('SDJWT_TOO_MANY_DISCLOSURES', 'too many selectively disclosable claims')

  const payloadJson = JSON.stringify(payload)
  const [encodedHeader, encodedPayload] = [encodeHeader(header, kind), encodeBase64url(payloadJson)]
  const signingText = `${encodedHeader}.${encodedPayload}`
  const tail = disclosures.length === 0 ? '~' : `~${disclosures.join('~')}~`
  if ([encodedHeader, encodedPayload, ...disclosures].some(isTooLong) || signingText.length + tail.length > limits.compactCharacters - 4096) {
    throw new SdJwtError('SDJWT_TOO_LARGE', 'credential is too large')
  }
  return {
    payload,
    signingInput: Buffer.from(signingText, 'latin1'),
    payloadDigest: digestOf(payloadJson),
    finish: (signature) => {
      if (signature.byteLength !== 64) throw new SdJwtError('SDJWT_SIGNATURE_MALFORMED', 'signature is not 64 bytes of r and s')
      return `${signingText}.${encodeBase64url(signature)}${tail}`
    },
  }
}

/** Whether a text has more octets than a JSON text may have, seen from its base64url. */
function isTooLong(encoded: string): boolean {
  return Math.floor(encoded.length * 3 / 4) > limits.jsonBytes
}

let lastHeader: { kind: SdJwtKind; kid: string; x5c: readonly string[]; encoded: string } | undefined

/** The protected header. A key signs many credentials with the same one, and its certificates are the longest text in it: the last one is kept. */
function encodeHeader({ kid, x5c = [] }: SdJwtToSecure['header'], kind: SdJwtKind): string {
  if (lastHeader?.kind === kind && lastHeader.kid === kid && lastHeader.x5c.length === x5c.length && lastHeader.x5c.every((certificate, index) => certificate === x5c[index])) return lastHeader.encoded
  const { typ, cty } = kind
  const encoded = encodeBase64url(JSON.stringify({ alg: 'ES256', typ, ...(cty === undefined ? {} : { cty }), kid, ...(x5c.length === 0 ? {} : { x5c }) }))
  lastHeader = { kind, kid, x5c: [...x5c], encoded }
  return encoded
}

function checkedSalts(saltFor: (path: string) => Uint8Array): (path: string) => string {
  const used = new Set<string>()
  return (path) => {
    const bytes = saltFor(path)
    if (bytes.byteLength < MIN_SALT_BYTES) throw new SdJwtError('SDJWT_SALT_WEAK', 'a salt is shorter than 16 bytes')
    const salt = encodeBase64url(bytes)
    if (used.has(salt)) throw new SdJwtError('SDJWT_SALT_REPEATED', 'two salts are the same')
    used.add(salt)
    return salt
  }
}

function markPaths(paths: readonly ClaimPath[], alwaysPlain: ReadonlySet<string>): Mark {
  const root: Mark = { hidden: false, children: undefined }
  for (const path of paths) {
    if (path.length === 0) throw new SdJwtError('SDJWT_PATH_UNKNOWN', 'the whole payload cannot be selectively disclosable')
    if (alwaysPlain.has(String(path[0]))) throw new SdJwtError('SDJWT_CLAIM_MUST_BE_PLAIN', 'a claim about validity cannot be selectively disclosable')
    let mark = root
    for (const step of path) {
      const children = mark.children ??= new Map<string | number, Mark>()
      const next = children.get(step) ?? { hidden: false, children: undefined }
      children.set(step, next)
      mark = next
    }
    mark.hidden = true
  }
  return root
}

/** Copies what has something hidden in it; the rest is checked and used as it is. `depth` counts from 1, the payload itself. */
function pack(value: unknown, mark: Mark | undefined, pointer: string, depth: number, packing: Packing): JsonValue {
  if (mark?.children === undefined) return checkJson(value, depth)
  if (Array.isArray(value)) return packArray(value, mark, pointer, depth, packing)
  if (typeof value !== 'object' || value === null) throw new SdJwtError('SDJWT_PATH_UNKNOWN', 'a selectively disclosable path leads to no claim')
  return packObject(value as JsonObject, mark, pointer, depth, packing)
}

/** Whatever JSON.stringify would quietly change, drop or spell out, is refused before it is signed. */
function checkJson(value: unknown, depth: number): JsonValue {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string' && value.isWellFormed()) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw new SdJwtError('SDJWT_CLAIM_NOT_JSON', 'a claim is not a JSON value')
  checkContainer(value, depth)
  if (Array.isArray(value)) for (const element of value) checkJson(element, depth + 1)
  else {
    for (const name of Object.keys(value)) {
      checkName(name)
      checkJson((value as Record<string, unknown>)[name], depth + 1)
    }
  }
  return value as JsonValue
}

function checkContainer(value: object, depth: number): void {
  if (depth > limits.depth) throw new SdJwtError('SDJWT_TOO_DEEP', 'claims are nested too deeply')
  if (Array.isArray(value)) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new SdJwtError('SDJWT_CLAIM_NOT_JSON', 'a claim is not a plain object')
}

function checkName(name: string): void {
  if (RESERVED_NAMES.has(name) || !name.isWellFormed()) throw new SdJwtError('SDJWT_CLAIM_NAME_RESERVED', 'a claim has a reserved name')
}

function packArray(elements: readonly unknown[], mark: Mark, pointer: string, depth: number, packing: Packing): JsonValue[] {
  checkContainer(elements, depth)
  for (const index of mark.children?.keys() ?? []) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= elements.length) {
      throw new SdJwtError('SDJWT_PATH_UNKNOWN', 'a selectively disclosable path leads to no claim')
    }
  }
  const packedElements: JsonValue[] = elements.map((element, index) => {
    const elementMark = mark.children?.get(index)
    if (elementMark === undefined) return checkJson(element, depth + 1)
    const elementPointer = `${pointer}/${index}`
    const packed = pack(element, elementMark, elementPointer, depth + 1, packing)
    return elementMark.hidden ? { '...': hide([packing.saltFor(elementPointer), packed], packing) } : packed
  })
  // Where a decoy stands follows from its digest, and says nothing about where an element is hidden. RFC 9901 #section-4.2.5
  for (const digest of packing.decoys > 0 && hidesSomething(mark) ? decoyDigests(pointer, packing) : []) {
    packedElements.splice(Buffer.from(digest.slice(0, 4), 'base64url').readUInt16BE() % (packedElements.length + 1), 0, { '...': digest })
  }
  return packedElements
}

function packObject(members: JsonObject, mark: Mark, pointer: string, depth: number, packing: Packing): JsonObject {
  checkContainer(members, depth)
  for (const name of mark.children?.keys() ?? []) {
    if (typeof name !== 'string' || !Object.hasOwn(members, name)) throw new SdJwtError('SDJWT_PATH_UNKNOWN', 'a selectively disclosable path leads to no claim')
  }
  const digests = packing.decoys > 0 && (pointer === '' || hidesSomething(mark)) ? decoyDigests(pointer, packing) : []
  const packed: JsonObject = {}
  for (const name of Object.keys(members)) {
    checkName(name)
    const value = members[name]
    const memberMark = mark.children?.get(name)
    if (memberMark === undefined) {
      packed[name] = checkJson(value, depth + 1)
      continue
    }
    const memberPointer = `${pointer}/${/[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name}`
    const packedValue = pack(value, memberMark, memberPointer, depth + 1, packing)
    if (memberMark.hidden) digests.push(hide([packing.saltFor(memberPointer), name, packedValue], packing))
    else packed[name] = packedValue
  }
  // Sorted, so that the order of the digests says nothing about the order of the claims. RFC 9901 #section-4.2.4.1
  if (digests.length > 0) packed['_sd'] = digests.sort()
  return packed
}

function hidesSomething(mark: Mark): boolean {
  for (const child of mark.children?.values() ?? []) if (child.hidden) return true
  return false
}

/** Digests of nothing, for the place that `pointer` names. RFC 9901 #section-4.2.7 */
function decoyDigests(pointer: string, { decoys, saltFor }: Packing): string[] {
  return Array.from({ length: decoys }, (_, count) => digestOf(saltFor(`decoy${pointer}/${count}`)))
}

/** Adds a disclosure and gives its digest. RFC 9901 #section-4.2.3 */
function hide(disclosure: JsonValue[], { disclosures }: Packing): string {
  const encoded = encodeBase64url(JSON.stringify(disclosure))
  disclosures.push(encoded)
  return digestOf(encoded)
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url')
}
