/** What every credential of 1EdTech says: who, of whom, from when until when. Open Badges and CLR read it the same way. */
import { z } from 'zod'
import { checkReference, namesNationalIdentityNumber } from '../award/national-identity-number.ts'
import { calendarDateFrom } from '../calendar.ts'
import { hasErrors, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, valueOf } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import type { Reading } from '../projection.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import type { IdentityObject } from './identity.ts'
import { readIssuer } from './read-issuer.ts'
import type { StatedIssuer } from './read-issuer.ts'
import { withoutAbsent } from './without-absent.ts'

/** What a credential says of itself. It is not proven: signature, status and dates are judged elsewhere. */
export type StatedCredential = {
  id?: string
  issuer: StatedIssuer
  /** The DID of the holder, or another id of the learner. */
  subjectId?: string
  /** What `matchesIdentity` can compare with what a learner says of themselves. */
  identities: IdentityObject[]
  /** Date-times as written. */
  validFrom?: string
  validUntil?: string
}

const line = plainText(textLimits.line)
const identityObject = z.object({ hashed: z.boolean(), identityHash: line, identityType: plainText(100), salt: plainText(200).optional() })

/** A date-time that names a day. */
export const dateTimeSchema = z.string().max(40).refine((text) => calendarDateFrom(text) !== undefined, { params: { code: 'NOT_A_DATE' } })

/** Reads a foreign document with `readAt`, which answers undefined with an error among the findings when it cannot. */
export function readDocument<Value>(document: unknown, readAt: (place: Place, findings: Finding[]) => Value | undefined): Reading<Value> {
  return readForeignDocument(document, (root) => {
    const findings: Finding[] = []
    return { value: readAt({ root, path: [] }, findings), findings }
  })
}

/** The credential at this place, about this subject. VCDM 1.1 says `issuanceDate` and `expirationDate`. */
export function readCredential(credential: Place, subject: Place, findings: Finding[]): StatedCredential {
  const moment = (name: string) => take(dateTimeSchema, member(credential, name), findings)
  return {
    ...withoutAbsent({
      id: personalId(member(credential, 'id'), findings),
      subjectId: personalId(member(subject, 'id'), findings),
      validFrom: moment('validFrom') ?? moment('issuanceDate'),
      validUntil: moment('validUntil') ?? moment('expirationDate'),
    }),
    issuer: readIssuer(member(credential, 'issuer'), findings),
    identities: identitiesOf(subject, findings),
  }
}

/** A list of one is that one: VCDM allows lists where 1EdTech has one. */
export function only(place: Place): Place {
  const value = valueOf(place)
  return Array.isArray(value) && value.length === 1 ? member(place, '0') : place
}

/** An id, unless it calls itself a national identity number. */
function personalId(place: Place, findings: Finding[]): string | undefined {
  const found = take(plainText(textLimits.url), place, findings)
  const errors = found === undefined ? [] : checkReference(pointer(place.path), found).filter((finding) => hasErrors([finding]))
  findings.push(...errors.map((finding) => ({ ...finding, severity: 'warning' as const })))
  return errors.length > 0 ? undefined : found
}

function identitiesOf(subject: Place, findings: Finding[]): IdentityObject[] {
  return items(member(subject, 'identifier')).flatMap((place) => {
    const type = valueOf(member(place, 'identityType'))
    if (typeof type === 'string' && namesNationalIdentityNumber(type)) return []
    const found = take(identityObject, place, findings)
    return found === undefined ? [] : [{ type: 'IdentityObject' as const, hashed: found.hashed, identityHash: found.identityHash, identityType: found.identityType, ...withoutAbsent({ salt: found.salt }) }]
  })
}
