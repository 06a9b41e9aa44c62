import type { JsonObject } from '@eduwallet/strict-json'
import { baseContexts, checkType } from './check-members.ts'
import { VcdmError } from './errors.ts'

/** What an envelope holds: the format that its media type names, and the text of it. VC-JOSE-COSE #iana-considerations */
export type Envelope = { readonly format: 'vc+jwt' | 'vc+sd-jwt' | 'vp+jwt'; readonly text: string }

/** A data: URL as RFC 2397 has it, with a compact JWS or SD-JWT in it: letters that need no escape, so other spellings are refused. */
const DATA_URL = /^data:application\/(vc\+jwt|vc\+sd-jwt|vp\+jwt),([A-Za-z0-9._~-]+)$/

/** True for an object that calls itself an envelope. */
export function isEnvelope(document: JsonObject, type: 'EnvelopedVerifiableCredential' | 'EnvelopedVerifiablePresentation'): boolean {
  const types = document['type']
  return types === type || (Array.isArray(types) && types.includes(type))
}

/**
 * Opens an EnvelopedVerifiableCredential or EnvelopedVerifiablePresentation: the base context, this `type` alone, and a `data:` URL as `id`
 * (VCDM 2.0 #enveloped-verifiable-credentials, #enveloped-verifiable-presentations). Throws VcdmError.
 */
export function readEnvelope(document: JsonObject, type: 'EnvelopedVerifiableCredential' | 'EnvelopedVerifiablePresentation', at = ''): Envelope {
  const place = (member: string): string => at === '' ? member : `${at}.${member}`
  const context = document['@context']
  if (context !== baseContexts['2.0'] && !(Array.isArray(context) && context[0] === baseContexts['2.0'])) {
    throw new VcdmError('VCDM_CONTEXT', place('@context'), `does not begin with ${baseContexts['2.0']}`)
  }
  const types = checkType(document['type'], place('type'))
  if (types.length !== 1 || types[0] !== type) throw new VcdmError('VCDM_TYPE', place('type'), `is not ${type}`)
  const id = document['id']
  const parts = typeof id === 'string' ? DATA_URL.exec(id) : null
  const format = parts?.[1] as Envelope['format'] | undefined
  if (format === undefined || (format === 'vp+jwt') !== (type === 'EnvelopedVerifiablePresentation')) {
    throw new VcdmError('VCDM_ENVELOPE', place('id'), 'is not a data: URL of a secured document')
  }
  return { format, text: parts?.[2] ?? '' }
}

/** Puts a secured credential into its envelope, to be carried in a presentation. VCDM 2.0 #enveloped-verifiable-credentials */
export function envelope({ format, text }: Envelope): JsonObject {
  const type = format === 'vp+jwt' ? 'EnvelopedVerifiablePresentation' : 'EnvelopedVerifiableCredential'
  return { '@context': [baseContexts['2.0']], id: `data:application/${format},${text}`, type }
}
