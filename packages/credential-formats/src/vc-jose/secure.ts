import { hash } from 'node:crypto'
import type { AnySigner } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialToSecure, PreparedCredential } from '../credential-format.ts'
import { encodeBase64url } from '../jws/base64url.ts'
import { toNumericDate } from '../jws/numeric-date.ts'
import { findUnfitJson } from '../jws/plain-json.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { checkJwtClaims } from './check-jwt-claims.ts'
import { VcJwtError } from './errors.ts'
import { limits } from './rules.ts'

/**
 * Composes a `vc+jwt` up to its signature: the credential itself is the payload (VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-jose), with `cnf`
 * and `status` beside its members when the caller put them there, and `iat` when it says when it is secured. Nothing can be hidden in it. What
 * `verifyVcJwt` would refuse is refused here. Throws VcJwtError and VcdmError.
 */
export function prepareVcJwt({ claims, header, securedAt }: CredentialToSecure): PreparedCredential {
  const payload = { ...claims, ...(securedAt === undefined ? {} : { iat: toNumericDate(securedAt) }) } as JsonObject
  demandJson(payload)
  checkCredential(payload, { versions: ['2.0'] })
  checkJwtClaims(payload)
  return prepareJwt({ typ: 'vc+jwt', cty: 'vc', ...header }, payload)
}

/** `prepareVcJwt` and the signature in one step. Throws VcJwtError, VcdmError, and what the signer throws. */
export async function secureVcJwt({ signer, ...credential }: CredentialToSecure & { signer: AnySigner }): Promise<string> {
  demandEs256(signer)
  const prepared = prepareVcJwt(credential)
  return prepared.finish(await signer.sign(prepared.signingInput))
}

/** Refuses what its JSON text would not say, before it is signed. */
export function demandJson(payload: JsonObject): void {
  const unfit = findUnfitJson(payload, limits.depth)
  if (unfit === 'too_deep') throw new VcJwtError('VCJWT_TOO_DEEP', 'claims are nested too deeply')
  if (unfit !== undefined) throw new VcJwtError('VCJWT_CLAIM_NOT_JSON', 'a claim is not plain JSON')
}

/** JWTs are verified with more algorithms than they are signed with here. Throws VcJwtError VCJWT_ALG. */
export function demandEs256(signer: AnySigner): void {
  if (signer.alg !== 'ES256') throw new VcJwtError('VCJWT_ALG', 'a JWT is signed with ES256')
}

/** A compact JWS that needs only its signature: ES256, raw r||s. */
export function prepareJwt(header: { typ: string; cty?: string; kid: string; x5c?: readonly string[] }, payload: JsonObject): PreparedCredential {
  const { x5c, ...named } = header
  const headerJson = JSON.stringify({ alg: 'ES256', ...named, ...(x5c === undefined || x5c.length === 0 ? {} : { x5c }) })
  const payloadJson = JSON.stringify(payload)
  if (Math.max(Buffer.byteLength(headerJson), Buffer.byteLength(payloadJson)) > limits.credentialBytes) throw new VcJwtError('VCJWT_TOO_LARGE', 'the credential is too large')
  const signingText = `${encodeBase64url(headerJson)}.${encodeBase64url(payloadJson)}`
  return {
    signingInput: Buffer.from(signingText, 'latin1'),
    payloadDigest: hash('sha256', payloadJson, 'base64url'),
    finish: (signature) => {
      if (signature.byteLength !== 64) throw new VcJwtError('VCJWT_SIGNATURE_MALFORMED', 'signature is not 64 bytes of r and s')
      return `${signingText}.${encodeBase64url(signature)}`
    },
  }
}
