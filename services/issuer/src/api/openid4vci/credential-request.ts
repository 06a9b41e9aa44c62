import { isJsonObject } from '@eduwallet/strict-json'
import { configurationOf, isOfferable, type CredentialConfiguration } from '../../configurations/index.ts'
import { batchSize } from '../../issuing/index.ts'
import { readCredentialIdentifier } from './credential-identifier.ts'
import { WalletRequestError, type WalletErrorWord } from './problems.ts'

/** A credential request, taken apart. `awardId` is there when the wallet named a credential identifier. */
export type CredentialRequest = { awardId: string | undefined; configuration: CredentialConfiguration; proofs: string[] }

/**
 * Reads a credential request (OpenID4VCI 1.0 #credential-request). `singularProof`: one `proof` is taken too, as Draft 15 has it.
 * Throws WalletRequestError with the word of #credential-request-errors that fits.
 */
export function readCredentialRequest(body: unknown, { singularProof }: { singularProof: boolean }): CredentialRequest {
  if (!isJsonObject(body)) throw refusal('invalid_credential_request', 'the request is not a JSON object')
  const { credential_configuration_id: configurationId, credential_identifier: identifier } = body
  if ((configurationId === undefined) === (identifier === undefined)) {
    throw refusal('invalid_credential_request', 'exactly one of credential_configuration_id and credential_identifier is needed')
  }
  if (body['credential_response_encryption'] !== undefined) throw refusal('invalid_encryption_parameters', 'encrypted responses are not offered')
  return { ...readTarget(configurationId, identifier), proofs: readProofs(body, singularProof) }
}

function readTarget(configurationId: unknown, identifier: unknown): Omit<CredentialRequest, 'proofs'> {
  if (identifier !== undefined) {
    const named = typeof identifier === 'string' ? readCredentialIdentifier(identifier) : undefined
    if (named === undefined) throw refusal('unknown_credential_identifier', 'there is no such credential')
    return named
  }
  const configuration = typeof configurationId === 'string' ? configurationOf(configurationId) : undefined
  if (!isOfferable(configuration)) throw refusal('unknown_credential_configuration', 'there is no such credential configuration')
  return { awardId: undefined, configuration }
}

function readProofs({ proof, proofs }: Record<string, unknown>, singularProof: boolean): string[] {
  if (proof !== undefined) {
    if (!singularProof || proofs !== undefined) throw refusal('invalid_proof', 'key proofs go in proofs')
    if (!isJsonObject(proof) || proof['proof_type'] !== 'jwt' || typeof proof['jwt'] !== 'string') throw refusal('invalid_proof', 'proof is not a jwt proof')
    return [proof['jwt']]
  }
  if (proofs === undefined) throw refusal('invalid_proof', 'key proofs are needed')
  if (!isJsonObject(proofs) || Object.keys(proofs).length !== 1) throw refusal('invalid_proof', 'proofs has exactly one member, the proof type')
  const { jwt } = proofs
  if (!Array.isArray(jwt) || jwt.length === 0) throw refusal('invalid_proof', 'only jwt proofs are possible here, at least one')
  if (jwt.length > batchSize) throw refusal('invalid_proof', `at most ${batchSize} key proofs are possible`)
  return jwt.map((one) => {
    if (typeof one !== 'string') throw refusal('invalid_proof', 'a jwt proof is not a string')
    return one
  })
}

function refusal(error: WalletErrorWord, message: string): WalletRequestError {
  return new WalletRequestError(400, error, message)
}
