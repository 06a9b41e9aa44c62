import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { checkCredential, type CheckedCredential } from './check-credential.ts'
import { checkContext, checkType, checkTypedObjects, checkUrl, checkUrlOrObject, type VcdmVersion } from './check-members.ts'
import { VcdmError } from './errors.ts'
import { type Envelope, isEnvelope, readEnvelope } from './read-envelope.ts'

/** One entry of `verifiableCredential`, in the form in which it stands there. */
export type CarriedCredential =
  | { readonly kind: 'embedded'; readonly credential: JsonObject; readonly checked: CheckedCredential }
  | { readonly kind: 'enveloped'; readonly envelope: Envelope }
  /** A text of its own (a JWT), as version 1.1 has it. */
  | { readonly kind: 'text'; readonly text: string }

export type CheckedPresentation = {
  readonly version: VcdmVersion
  /** The URL of the holder, also when `holder` is an object. */
  readonly holder: string | undefined
  readonly types: readonly string[]
  readonly credentials: readonly CarriedCredential[]
}

/** More than anyone shows at once. */
const MAX_CREDENTIALS = 64

/**
 * Checks the structure of a presentation of the W3C data model, 2.0 or 1.1, and of each credential in it (VCDM 2.0 #verifiable-presentations,
 * #enveloped-verifiable-credentials; VCDM 1.1 #presentations-0). Presentations inside presentations are refused.
 * Throws VcdmError and nothing else.
 */
export function checkPresentation(presentation: unknown, { versions = ['2.0', '1.1'] }: { versions?: readonly VcdmVersion[] } = {}): CheckedPresentation {
  if (!isJsonObject(presentation)) throw new VcdmError('VCDM_NOT_AN_OBJECT', '', 'a presentation is an object')
  const version = checkContext(presentation['@context'], '@context', versions)
  const types = checkType(presentation['type'], 'type')
  if (!types.includes('VerifiablePresentation')) throw new VcdmError('VCDM_TYPE', 'type', 'does not name VerifiablePresentation')
  // One that calls itself both is told apart differently by different readers.
  if (types.includes('VerifiableCredential')) throw new VcdmError('VCDM_TYPE', 'type', 'names VerifiableCredential as well')
  if (presentation['id'] !== undefined) checkUrl(presentation['id'], 'id')
  const holder = presentation['holder'] === undefined ? undefined : checkUrlOrObject(presentation['holder'], 'holder')
  for (const name of ['termsOfUse', 'proof']) {
    if (presentation[name] !== undefined) checkTypedObjects(presentation[name], name, 'optional')
  }
  return { version, holder, types, credentials: readCredentials(presentation['verifiableCredential'], version) }
}

function readCredentials(value: JsonValue | undefined, version: VcdmVersion): readonly CarriedCredential[] {
  if (value === undefined) return []
  const entries = Array.isArray(value) ? value : [value]
  if (entries.length > MAX_CREDENTIALS) throw new VcdmError('VCDM_MEMBER_MALFORMED', 'verifiableCredential', `holds more than ${MAX_CREDENTIALS} credentials`)
  return entries.map((entry, index) => readCredential(entry, Array.isArray(value) ? `verifiableCredential[${index}]` : 'verifiableCredential', version))
}

function readCredential(entry: JsonValue, place: string, version: VcdmVersion): CarriedCredential {
  if (typeof entry === 'string' && version === '1.1') return { kind: 'text', text: entry }
  if (!isJsonObject(entry)) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'is not a credential')
  if (version === '2.0' && isEnvelope(entry, 'EnvelopedVerifiableCredential')) {
    return { kind: 'enveloped', envelope: readEnvelope(entry, 'EnvelopedVerifiableCredential', place) }
  }
  return { kind: 'embedded', credential: entry, checked: checkCredential(entry, { at: place }) }
}
