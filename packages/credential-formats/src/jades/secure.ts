import { hash } from 'node:crypto'
import type { AnySigner } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialToSecure, PreparedCredential } from '../credential-format.ts'
import { encodeBase64url } from '../jws/base64url.ts'
import { toNumericDate } from '../jws/numeric-date.ts'
import { findUnfitJson } from '../jws/plain-json.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { openHeaderCertificate } from './certificate.ts'
import { JadesError } from './errors.ts'
import { limits, TYP } from './rules.ts'

/**
 * Composes the seal of a document up to its signature: JAdES level B-B (ETSI TS 119 182-1 V1.2.1 #6.3) with ES256, as JWS in JSON with one signature in a list, which is how Europass
 * writes it. `iat` is the signing time (since 2025-07-15 the only one allowed), `x5c` and `x5t#S256` the certificate, of the institution's key or of one for seals alone; nothing is
 * critical, because everything there is registered for JWS. Needs `securedAt` and `header.x5c`. Throws JadesError and VcdmError.
 */
export function prepareJades({ claims, header: { kid, x5c = [] }, securedAt }: CredentialToSecure): PreparedCredential {
  const document = claims as JsonObject
  const unfit = findUnfitJson(document, limits.depth)
  if (unfit !== undefined) throw new JadesError('JADES_DOCUMENT_NOT_JSON', 'the document is not plain JSON of a depth that can be read')
  checkCredential(document)
  const certificate = openHeaderCertificate(x5c[0] ?? '')
  if (certificate?.key === undefined) throw new JadesError('JADES_CERTIFICATE_MISSING', 'a seal needs a certificate')
  if (securedAt === undefined) throw new JadesError('JADES_TIME_MISSING', 'a seal says when it was made')
  const header = { alg: 'ES256', typ: TYP, cty: 'ld+json', kid, 'x5t#S256': certificate.digest, x5c, iat: toNumericDate(securedAt) }
  const documentJson = JSON.stringify(document)
  const protectedHeader = encodeBase64url(JSON.stringify(header))
  const payload = encodeBase64url(documentJson)
  if (Buffer.byteLength(documentJson) > limits.documentBytes || protectedHeader.length > limits.headerBytes) throw new JadesError('JADES_TOO_LARGE', 'the document is too large')
  return {
    signingInput: Buffer.from(`${protectedHeader}.${payload}`, 'latin1'),
    payloadDigest: hash('sha256', documentJson, 'base64url'),
    finish: (signature) => {
      if (signature.byteLength !== 64) throw new JadesError('JADES_SIGNATURE_MALFORMED', 'signature is not 64 bytes of r and s')
      return JSON.stringify({ payload, signatures: [{ protected: protectedHeader, signature: encodeBase64url(signature) }] })
    },
  }
}

/** `prepareJades` and the signature in one step; the signer must own the certificate. Throws what that throws, and what the signer throws. */
export async function secureJades({ signer, ...document }: CredentialToSecure & { signer: AnySigner }): Promise<string> {
  if (signer.alg !== 'ES256') throw new JadesError('JADES_ALG', 'a document is sealed with ES256')
  const prepared = prepareJades(document)
  return prepared.finish(await signer.sign(prepared.signingInput))
}
