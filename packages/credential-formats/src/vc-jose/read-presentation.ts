import type { ReadPresentation } from '../credential-format.ts'
import { checkPresentation } from '../vcdm/check-presentation.ts'
import type { Envelope } from '../vcdm/read-envelope.ts'
import { VcJwtError } from './errors.ts'
import { demandKind, type ReadJwt, readJwt } from './read-jwt.ts'
import { limits } from './rules.ts'
import { text } from './verify-jwt.ts'

/** A `vp+jwt`, taken apart. Nothing in it has been verified. */
export type ReadVpJwt = ReadPresentation & ReadJwt & {
  readonly format: 'vp+jwt'
  /** The credentials, each with the format that its envelope names. */
  readonly envelopes: readonly Envelope[]
}

/**
 * Takes a presentation of VCDM 2.0 apart that is secured as a JWT (VC-JOSE-COSE #securing-json-ld-verifiable-presentations-with-jose): every credential stands in it as an
 * EnvelopedVerifiableCredential. The holder is `holder`, or else `iss`, or else the DID of the `kid`. Throws VcJwtError and VcdmError.
 */
export function readVpJwt(compact: string): ReadVpJwt {
  const read = readJwt(compact, limits.presentationBytes)
  const { header, payload } = read.jws
  demandKind(header, 'vp+jwt', 'vp')
  if (Object.hasOwn(payload, 'vc') || Object.hasOwn(payload, 'vp')) throw new VcJwtError('VCJWT_OTHER_FORM', 'a vc or vp claim is of another form')
  const presentation = checkPresentation(payload, { versions: ['2.0'] })
  const envelopes = presentation.credentials.map((carried) => {
    if (carried.kind !== 'enveloped') throw new VcJwtError('VCJWT_OTHER_FORM', 'a credential in a vp+jwt is enveloped')
    return carried.envelope
  })
  return { format: 'vp+jwt', ...read, holder: presentation.holder ?? text(payload, 'iss') ?? didOf(read.keyReferences[0]?.kid), envelopes, credentials: envelopes.map((each) => each.text) }
}

/** The DID of a DID URL. */
export function didOf(kid: string | undefined): string | undefined {
  return kid?.startsWith('did:') === true ? kid.split('#', 1)[0] : undefined
}
