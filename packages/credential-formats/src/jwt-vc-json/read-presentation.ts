import { isJsonObject } from '@eduwallet/strict-json'
import type { PresentationExpectation, ReadPresentation } from '../credential-format.ts'
import { VcJwtError } from '../vc-jose/errors.ts'
import { demandKind, type ReadJwt, readJwt } from '../vc-jose/read-jwt.ts'
import { limits } from '../vc-jose/rules.ts'
import { text } from '../vc-jose/verify-jwt.ts'
import { verifyHolderJwt } from '../vc-jose/verify-presentation.ts'
import { type CarriedCredential, checkPresentation } from '../vcdm/check-presentation.ts'

/** A `jwt_vp_json`, taken apart. Nothing in it has been verified. */
export type ReadJwtVpJson = ReadPresentation & ReadJwt & { readonly format: 'jwt_vp_json' }

/**
 * Takes a presentation apart that is a JWT with a `vp` claim (VCDM 1.1 #json-web-token; OpenID4VP 1.0 #appendix-B.1.3.1): each credential in it a JWT, an envelope, or an
 * embedded credential as its own JSON text. The holder is `iss`, and a `holder` inside says the same. Throws VcJwtError and VcdmError.
 */
export function readJwtVpJson(compact: string): ReadJwtVpJson {
  const read = readJwt(compact, limits.presentationBytes)
  const { header, payload } = read.jws
  const { vp } = payload
  if (!isJsonObject(vp) || Object.hasOwn(payload, 'vc') || Object.hasOwn(payload, '@context')) throw new VcJwtError('VCJWT_OTHER_FORM', 'the payload is no vp claim alone')
  demandKind(header, 'JWT', undefined)
  const { holder, credentials } = checkPresentation(vp)
  return { format: 'jwt_vp_json', ...read, holder: holder ?? text(payload, 'iss'), credentials: credentials.map(textOf) }
}

/** Verifies that the holder signed this presentation just now, for this verifier and this request; `iss` must be there. Throws VcJwtError and VcdmError. */
export function verifyJwtVpJson(presentation: string | ReadJwtVpJson, expectation: PresentationExpectation): void {
  const read = typeof presentation === 'string' ? readJwtVpJson(presentation) : presentation
  // Older wallets write nbf where others write iat.
  verifyHolderJwt(read, { typ: 'JWT', madeAt: ['iat', 'nbf'] }, expectation)
  if (text(read.jws.payload, 'iss') === undefined) throw new VcJwtError('VCJWT_HOLDER_OTHER', 'iss is missing')
}

function textOf(carried: CarriedCredential): string {
  if (carried.kind === 'text') return carried.text
  return carried.kind === 'enveloped' ? carried.envelope.text : JSON.stringify(carried.credential)
}
