import { isJsonObject, JsonError, parseJsonObject } from '@eduwallet/strict-json'
import { pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, valueOf, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { readIssuer } from './read-issuer.ts'
import type { StatedIssuer } from './read-issuer.ts'
import { withoutAbsent } from './without-absent.ts'

/** What somebody else says of the badge, its achievement or its issuer. Read, not judged: it has a proof of its own to be checked. */
export type Endorsement = {
  /** JSON pointer to the credential or the JWT in the document. */
  path: string
  form: 'embedded' | 'jwt'
  issuer: StatedIssuer
  /** The id of what is endorsed. */
  about?: string
  comment?: string
}

/** The endorsements at these places of a document: `endorsement` and `endorsementJwt` of each. */
export function readEndorsements(places: readonly Place[], findings: Finding[]): Endorsement[] {
  return places.flatMap((place) => [
    ...items(member(place, 'endorsement')).map((found) => endorsementAt(found, pointer(found.path), 'embedded', findings)),
    ...items(member(place, 'endorsementJwt')).flatMap((found) => {
      const payload = payloadOf(valueOf(found))
      if (payload !== undefined) return [endorsementAt({ root: payload, path: [] }, pointer(found.path), 'jwt', [])]
      findings.push(warnAt(found, 'WRONG_FORM', 'Deze aanbeveling is geen ondertekende tekst (JWT) die wij kunnen lezen.', 'This endorsement is not a signed text (JWT) we can read.'))
      return []
    }),
  ])
}

function endorsementAt(credential: Place, path: string, form: Endorsement['form'], findings: Finding[]): Endorsement {
  const subject = member(credential, 'credentialSubject')
  return {
    path,
    form,
    issuer: readIssuer(member(credential, 'issuer'), findings),
    ...withoutAbsent({
      about: take(plainText(textLimits.url), member(subject, 'id'), findings),
      comment: take(plainText(textLimits.text, 'many'), member(subject, 'endorsementComment'), findings),
    }),
  }
}

/** The credential in a VC-JWT: the payload itself (VCDM 2.0), or its member `vc` (VCDM 1.1). Nothing is verified. */
function payloadOf(jwt: unknown): unknown {
  const [, payload] = typeof jwt === 'string' ? /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/.exec(jwt) ?? [] : []
  if (payload === undefined) return undefined
  try {
    const claims = parseJsonObject(Buffer.from(payload, 'base64url'), { maxDepth: 32, maxBytes: 200_000 })
    return isJsonObject(claims['vc']) ? claims['vc'] : claims
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}
