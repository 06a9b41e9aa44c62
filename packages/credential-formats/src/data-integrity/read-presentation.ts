import type { JsonObject } from '@eduwallet/strict-json'
import type { ReadPresentation } from '../credential-format.ts'
import { type CarriedCredential, checkPresentation } from '../vcdm/check-presentation.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { limits } from './limits.ts'
import type { Proof } from './proof.ts'
import { keyReferenceOf, readSecuredDocument } from './read.ts'

/** A presentation with its proofs, taken apart. Nothing in it has been verified. */
export type ReadLdpVp = ReadPresentation & { readonly format: 'ldp_vp'; readonly document: JsonObject; readonly proofs: readonly Proof[] }

/**
 * Takes a presentation with Data Integrity proofs apart; its credentials stand in it as JSON with proofs of their own, or enveloped. The holder is `holder`, or
 * else the DID of the first proof's key. Throws DataIntegrityError and VcdmError. OpenID4VP 1.0 #appendix-B.1.3.2
 */
export function readLdpVp(secured: string, contexts: Contexts): ReadLdpVp {
  const { document, proofs } = readSecuredDocument(secured, contexts, limits.presentationBytes)
  const { holder, credentials } = checkPresentation(document)
  return { format: 'ldp_vp', holder: holder ?? controllerOf(proofs[0]?.verificationMethod), keyReferences: proofs.map(keyReferenceOf), credentials: credentials.map(textOf), document, proofs }
}

/** The DID, or other URL, whose key a verification method is. */
export function controllerOf(verificationMethod: string | undefined): string | undefined {
  return verificationMethod?.split('#', 1)[0]
}

function textOf(carried: CarriedCredential): string {
  if (carried.kind === 'embedded') return JSON.stringify(carried.credential)
  return carried.kind === 'enveloped' ? carried.envelope.text : carried.text
}
