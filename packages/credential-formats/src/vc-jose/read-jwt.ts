import { JsonError, type JsonObject } from '@eduwallet/strict-json'
import type { KeyReference } from '../credential-format.ts'
import { JwsError, type JwsErrorCode, type ParsedJws, parseCompactJws } from '../jws/compact-jws.ts'
import { KeyReferenceError, readKeyReference } from '../jws/key-reference.ts'
import { VcJwtError, type VcJwtErrorCode } from './errors.ts'
import { limits } from './rules.ts'

/** A JWT taken apart, and how it names its key. Nothing of it has been verified. */
export type ReadJwt = { readonly jws: ParsedJws; readonly keyReferences: readonly KeyReference[] }

const codes: Readonly<Record<JwsErrorCode, VcJwtErrorCode>> = {
  JWS_TOO_LARGE: 'VCJWT_TOO_LARGE',
  JWS_MALFORMED: 'VCJWT_MALFORMED',
  JWS_JSON: 'VCJWT_MALFORMED',
  JWS_TYP: 'VCJWT_TYP',
  JWS_ALG: 'VCJWT_ALG',
  JWS_CRIT: 'VCJWT_CRIT',
  JWS_SIGNATURE: 'VCJWT_SIGNATURE',
}

/** Takes a compact JWT apart; `maxBytes` holds for header and payload each. Throws VcJwtError. */
export function readJwt(compact: string, maxBytes: number): ReadJwt {
  try {
    const jws = parseCompactJws(compact, { maxDepth: limits.depth, maxBytes })
    return { jws, keyReferences: [readKeyReference(jws.header)] }
  } catch (cause) {
    throw asVcJwtError(cause)
  }
}

/** The same fault in the words of this family; any other error is passed on as it is. */
export function asVcJwtError(cause: unknown): unknown {
  if (cause instanceof KeyReferenceError) return new VcJwtError('VCJWT_HEADER_MALFORMED', cause.message, { cause })
  if (!(cause instanceof JwsError)) return cause
  const tooDeep = cause.cause instanceof JsonError && cause.cause.code === 'JSON_TOO_DEEP'
  return new VcJwtError(tooDeep ? 'VCJWT_TOO_DEEP' : codes[cause.code], cause.message, { cause })
}

/** Exactly this `typ` (RFC 8725 #section-3.11), and of `cty` nothing else than `cty`. VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-jose */
export function demandKind(header: JsonObject, typ: string, cty: string | undefined): void {
  if (header['typ'] !== typ) throw new VcJwtError('VCJWT_TYP', `typ is not ${typ}`)
  if (header['cty'] !== undefined && header['cty'] !== cty) throw new VcJwtError('VCJWT_CTY', `cty is not ${cty ?? 'left out'}`)
}
