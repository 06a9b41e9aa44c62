import type { AnySigner } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialToSecure, PreparedCredential, SecuringMechanism } from '../credential-format.ts'
import { findUnfitJson } from '../jws/plain-json.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import type { VcdmVersion } from '../vcdm/check-members.ts'
import { checkDocument } from './check-document.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { signingAlgorithm, type SigningSuiteName } from './cryptosuites.ts'
import { describeDataIntegrity } from './describe.ts'
import { DataIntegrityError } from './errors.ts'
import { limits } from './limits.ts'
import { prepareBaseProof } from './ecdsa-sd/prepare-base-proof.ts'
import { prepareProof, type ProofOptions } from './prepare-proof.ts'

/** Every suite that credentials are secured with, as mechanisms that know these contexts. */
export function dataIntegrityMechanisms(contexts: Contexts, { versions = ['2.0'] }: { versions?: readonly VcdmVersion[] } = {}): readonly SecuringMechanism[] {
  return (Object.keys(signingAlgorithm) as SigningSuiteName[]).map((name) => mechanism(name, (credential) => prepareCredential(credential, name, contexts, versions)))
}

function mechanism(name: SigningSuiteName, prepare: (credential: CredentialToSecure) => Promise<PreparedCredential>): SecuringMechanism {
  const alg = signingAlgorithm[name]
  return {
    name,
    format: 'ldp_vc',
    alg,
    prepare,
    async secure({ signer, ...credential }: CredentialToSecure & { signer: AnySigner }) {
      if (signer.alg !== alg) throw new DataIntegrityError('DI_KEY', `${name} is signed with ${alg}`)
      const prepared = await prepare(credential)
      return prepared.finish(await signer.sign(prepared.signingInput))
    },
    describe: () => describeDataIntegrity(name),
  }
}

async function prepareCredential({ claims, header, securedAt, selectivelyDisclosable, mandatoryPointers, saltFor }: CredentialToSecure, name: SigningSuiteName, contexts: Contexts, versions: readonly VcdmVersion[]): Promise<PreparedCredential> {
  const document = checkToSecure(claims, contexts, versions)
  const options: ProofOptions = { verificationMethod: header.kid, proofPurpose: 'assertionMethod', created: securedAt }
  if (name === 'ecdsa-sd-2023') return prepareBaseProof(document, options, { hidden: selectivelyDisclosable, mandatory: mandatoryPointers, saltFor }, contexts)
  return prepareProof(document, options, name, contexts)
}

/** A credential of one of these versions that would verify once it is signed. Throws DataIntegrityError and VcdmError. */
function checkToSecure(claims: Readonly<Record<string, unknown>>, contexts: Contexts, versions: readonly VcdmVersion[]): JsonObject {
  const document = claims as JsonObject
  if (findUnfitJson(document, limits.depth) !== undefined) throw new DataIntegrityError('DI_NOT_JSON', 'the credential is not plain JSON, or too deep')
  if (document['proof'] !== undefined) throw new DataIntegrityError('DI_ALREADY_SECURED', 'the credential has a proof already')
  if (Buffer.byteLength(JSON.stringify(document)) > limits.credentialBytes - 16_384) throw new DataIntegrityError('DI_TOO_LARGE', 'the credential is too large')
  checkDocument(document, contexts, { nulls: 'refused' })
  checkCredential(document, { versions })
  return document
}
