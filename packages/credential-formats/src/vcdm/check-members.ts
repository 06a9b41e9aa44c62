/** The rules that many members of the data model have in common. Each throws a VcdmError that names the member. */
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { VcdmError } from './errors.ts'

/** A scheme and no white space or characters that no URL may hold. RFC 3986; others than ASCII are allowed, as in RFC 3987. */
const URL_SHAPE = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]+$/u
const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,15}$/

/** True for one absolute URL. VCDM 2.0 #identifiers */
export function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL_SHAPE.test(value) && URL.canParse(value)
}

/** The URL at `member`. */
export function checkUrl(value: JsonValue | undefined, member: string): string {
  if (value === undefined) throw new VcdmError('VCDM_MEMBER_MISSING', member, 'is missing')
  if (!isUrl(value)) throw new VcdmError('VCDM_URL', member, 'is not one URL')
  return value
}

/** The URL itself, or the `id` of an object: how issuer and holder are named. VCDM 2.0 #issuer, #verifiable-presentations */
export function checkUrlOrObject(value: JsonValue | undefined, member: string): string {
  return isJsonObject(value) ? checkUrl(value['id'], `${member}.id`) : checkUrl(value, member)
}

/** The names in a `type`: one text, or a list of at least one. VCDM 2.0 #types */
export function checkType(value: JsonValue | undefined, member: string): readonly string[] {
  if (value === undefined) throw new VcdmError('VCDM_MEMBER_MISSING', member, 'is missing')
  const types = Array.isArray(value) ? value : [value]
  if (types.length === 0 || !types.every((type): type is string => typeof type === 'string' && type !== '')) {
    throw new VcdmError('VCDM_MEMBER_MALFORMED', member, 'is not one or more names')
  }
  return types
}

/** One object, or a list of at least one; each with its place, as `check` wants to name it. */
export function checkObjects(value: JsonValue | undefined, member: string, check: (object: JsonObject, place: string) => void): void {
  if (value === undefined) throw new VcdmError('VCDM_MEMBER_MISSING', member, 'is missing')
  if (Array.isArray(value) && value.length === 0) throw new VcdmError('VCDM_MEMBER_MALFORMED', member, 'is an empty list')
  for (const [index, object] of (Array.isArray(value) ? value : [value]).entries()) {
    const place = Array.isArray(value) ? `${member}[${index}]` : member
    if (!isJsonObject(object)) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'is not an object')
    check(object, place)
  }
}

/** What status, schema, terms, evidence and refreshing have in common: objects that say their type and may, or must, have an `id`. */
export function checkTypedObjects(value: JsonValue | undefined, member: string, id: 'optional' | 'required'): void {
  checkObjects(value, member, (object, place) => {
    checkType(object['type'], `${place}.type`)
    if (object['id'] !== undefined || id === 'required') checkUrl(object['id'], `${place}.id`)
  })
}

/** A text, or one or more texts with their language and direction. VCDM 2.0 #language-and-base-direction */
export function checkLanguageText(value: JsonValue, member: string): void {
  if (typeof value === 'string') return
  checkObjects(value, member, (object, place) => {
    const { '@value': text, '@language': language, '@direction': direction, ...others } = object
    if (typeof text !== 'string') throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'has no text in @value')
    if (language !== undefined && !(typeof language === 'string' && LANGUAGE_TAG.test(language))) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'has an @language that is no language tag')
    if (direction !== undefined && direction !== null && direction !== 'ltr' && direction !== 'rtl') throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'has an @direction other than ltr and rtl')
    if (Object.keys(others).length > 0) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'has members that a text with a language may not have')
  })
}

/** The two versions of the data model, each known by the first entry of its `@context`. */
export const baseContexts = { '2.0': 'https://www.w3.org/ns/credentials/v2', '1.1': 'https://www.w3.org/2018/credentials/v1' } as const

export type VcdmVersion = keyof typeof baseContexts

/** The version that the first entry of `@context` names; the further entries are URLs or objects. VCDM 2.0 #contexts, VCDM 1.1 #contexts */
export function checkContext(value: JsonValue | undefined, member: string, versions: readonly VcdmVersion[]): VcdmVersion {
  if (!Array.isArray(value)) throw new VcdmError('VCDM_CONTEXT', member, value === undefined ? 'is missing' : 'is not a list')
  const version = versions.find((one) => baseContexts[one] === value[0])
  if (version === undefined) throw new VcdmError('VCDM_CONTEXT', member, `does not begin with ${versions.map((one) => baseContexts[one]).join(' or ')}`)
  for (const [index, entry] of value.entries()) {
    if (!isUrl(entry) && !isJsonObject(entry)) throw new VcdmError('VCDM_CONTEXT', `${member}[${index}]`, 'is neither a URL nor a context')
  }
  return version
}
