import type { SecuringMechanism } from '@eduwallet/credential-formats'
import { jsonWebKeyId, multikeyId, multikeyOf, type AnySigner } from '@eduwallet/keys'
import { isJsonObject, type JsonValue } from '@eduwallet/strict-json'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import { ReadyMadeError } from './errors.ts'

/** In whose name a credential is signed, and with which key. */
export type IssuerName = {
  did: string
  /** The DID URL of the key. */
  kid: string
  signer: AnySigner
  /** Whether the status lists of the institution are signed in this name. */
  hasLists: boolean
}

/**
 * The name that the `issuer` of a given credential means: the institution's DID (also when there is none), or, where that is
 * allowed, the `did:key` of the key that the mechanism signs with. Throws ReadyMadeError READY_MADE_OTHER_ISSUER for anybody else.
 */
export function nameOfIssuer(issuer: JsonValue | undefined, { did, signers }: Pick<IssuingInstitution, 'did' | 'signers'>, { alg, format }: Pick<SecuringMechanism, 'alg' | 'format'>, { didKeys }: { didKeys: boolean }): IssuerName {
  const signer = signers[alg]
  const given = isJsonObject(issuer) ? issuer['id'] : issuer
  // What is malformed is named by the check of the data model, and not called somebody else.
  if (given === undefined || typeof given !== 'string' || given === did) return { did, kid: format === 'ldp_vc' ? multikeyId(did, signer) : jsonWebKeyId(did, signer), signer, hasLists: true }
  const multikey = multikeyOf(signer.publicJwk)
  if (didKeys && given === `did:key:${multikey}`) return { did: given, kid: `${given}#${multikey}`, signer, hasLists: false }
  throw new ReadyMadeError('READY_MADE_OTHER_ISSUER', 'the issuer of the credential is not this institution')
}
