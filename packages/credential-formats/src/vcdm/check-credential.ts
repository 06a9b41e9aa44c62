import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { checkContext, checkLanguageText, checkObjects, checkType, checkTypedObjects, checkUrl, checkUrlOrObject, type VcdmVersion } from './check-members.ts'
import { checkRelatedResource } from './check-related-resource.ts'
import { parseDateTimeStamp } from './date-time-stamp.ts'
import { VcdmError } from './errors.ts'

/** What a credential of the data model says about itself, once its structure is right. Nobody vouches for it yet. */
export type CheckedCredential = {
  readonly version: VcdmVersion
  /** The URL of the issuer, also when `issuer` is an object. */
  readonly issuer: string
  readonly types: readonly string[]
  /** `validFrom`, or `issuanceDate` of version 1.1; the later one of both. */
  readonly validFrom: Date | undefined
  /** `validUntil`, or `expirationDate` of version 1.1; the earlier one of both. */
  readonly validUntil: Date | undefined
}

export type CredentialDemands = { readonly versions?: readonly VcdmVersion[]; readonly at?: string; readonly disclosed?: 'all' | 'some' }

/**
 * Checks the structure of a credential of the W3C data model, 2.0 or 1.1 (both when `versions` is not said): VCDM 2.0 #contexts, #identifiers, #types,
 * #names-and-descriptions, #issuer, #credential-subject, #validity-period, #status, #data-schemas, #integrity-of-related-resources, #refreshing,
 * #terms-of-use, #evidence, and the same sections of VCDM 1.1. Holds for every way of securing. `at` goes before the members named in errors;
 * with `disclosed` 'some' a subject may be empty, because its holder hides what is said of it.
 * Judges no time (`checkPeriod`), no JSON-LD and no proof. Throws VcdmError and nothing else.
 */
export function checkCredential(credential: unknown, { versions = ['2.0', '1.1'], at = '', disclosed = 'all' }: CredentialDemands = {}): CheckedCredential {
  if (!isJsonObject(credential)) throw new VcdmError('VCDM_NOT_AN_OBJECT', at, 'a credential is an object')
  const place = (member: string): string => at === '' ? member : `${at}.${member}`
  const version = checkContext(credential['@context'], place('@context'), versions)
  const types = checkType(credential['type'], place('type'))
  if (!types.includes('VerifiableCredential')) throw new VcdmError('VCDM_TYPE', place('type'), 'does not name VerifiableCredential')
  // One that calls itself both is told apart differently by different readers.
  if (types.includes('VerifiablePresentation')) throw new VcdmError('VCDM_TYPE', place('type'), 'names VerifiablePresentation as well')
  if (credential['id'] !== undefined) checkUrl(credential['id'], place('id'))
  const issuer = checkUrlOrObject(credential['issuer'], place('issuer'))
  checkSubjects(credential['credentialSubject'], place('credentialSubject'), disclosed)
  if (version === '2.0') checkNames(credential, place)
  checkAttachments(credential, version, place)
  return { version, issuer, types, ...checkValidity(credential, version, place) }
}

function checkSubjects(value: JsonValue | undefined, member: string, disclosed: 'all' | 'some'): void {
  checkObjects(value, member, (subject, place) => {
    if (disclosed === 'all' && Object.keys(subject).length === 0) throw new VcdmError('VCDM_MEMBER_MALFORMED', place, 'says nothing')
    if (subject['id'] !== undefined) checkUrl(subject['id'], `${place}.id`)
  })
}

/** Of the credential and of its issuer. Version 1.1 knows neither. VCDM 2.0 #names-and-descriptions */
function checkNames(credential: JsonObject, place: (member: string) => string): void {
  const issuer = credential['issuer']
  for (const [owner, prefix] of [[credential, ''], [isJsonObject(issuer) ? issuer : {}, 'issuer.']] as const) {
    for (const name of ['name', 'description']) {
      const value = owner[name]
      if (value !== undefined) checkLanguageText(value, place(`${prefix}${name}`))
    }
  }
}

/** `id`: who must have one. A `credentialStatus` may do without since version 2.0. */
const attachments: readonly { name: string; id: Record<VcdmVersion, 'optional' | 'required'> }[] = [
  { name: 'credentialStatus', id: { '2.0': 'optional', '1.1': 'required' } },
  { name: 'credentialSchema', id: { '2.0': 'required', '1.1': 'required' } },
  { name: 'refreshService', id: { '2.0': 'optional', '1.1': 'required' } },
  { name: 'termsOfUse', id: { '2.0': 'optional', '1.1': 'optional' } },
  { name: 'evidence', id: { '2.0': 'optional', '1.1': 'optional' } },
  { name: 'proof', id: { '2.0': 'optional', '1.1': 'optional' } },
]

function checkAttachments(credential: JsonObject, version: VcdmVersion, place: (member: string) => string): void {
  for (const { name, id } of attachments) {
    if (credential[name] !== undefined) checkTypedObjects(credential[name], place(name), id[version])
  }
  const related = credential['relatedResource']
  if (version === '2.0' && related !== undefined) checkRelatedResource(related, place('relatedResource'))
}

/**
 * VCDM 2.0 #validity-period; VCDM 1.1 #issuance-date (required there), #expiration. Who writes the words of the other version as well (the European Learning Model does) means them:
 * a credential holds only while all of them say so.
 */
function checkValidity(credential: JsonObject, version: VcdmVersion, place: (member: string) => string): Pick<CheckedCredential, 'validFrom' | 'validUntil'> {
  const [from, until] = version === '2.0' ? ['validFrom', 'validUntil'] : ['issuanceDate', 'expirationDate']
  if (version === '1.1' && credential[from] === undefined) throw new VcdmError('VCDM_MEMBER_MISSING', place(from), 'is missing')
  const instants = (names: readonly string[]): readonly Date[] => names.flatMap((name) => instant(credential[name], place(name)) ?? []).toSorted((one, other) => one.getTime() - other.getTime())
  const validFrom = instants(['validFrom', 'issuanceDate']).at(-1)
  const [validUntil] = instants(['validUntil', 'expirationDate'])
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) throw new VcdmError('VCDM_PERIOD', place(until), `lies before ${from}`)
  return { validFrom, validUntil }
}

function instant(value: JsonValue | undefined, member: string): Date | undefined {
  if (value === undefined) return undefined
  const parsed = parseDateTimeStamp(value)
  if (parsed === undefined) throw new VcdmError('VCDM_MEMBER_MALFORMED', member, 'is not a date and time with a time zone')
  return parsed
}
