/**
 * The proof that a wallet holds the keys a credential shall be bound to (OpenID4VCI 1.0 #jwt-proof-type,
 * #verifying-key-proof). Every expectation is a demand: what is absent does not pass.
 */
import { isNumericDate, JwsError, parseCompactJws, verifyCompactJws, type ParsedJws } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import { ClaimError } from './errors.ts'
import { readHolderKey, type HolderKey } from './holder-key.ts'
import { keyProofNonceSeconds } from './key-proof-nonce.ts'

/** The only algorithm asked for in the metadata; a proof with any other is refused. */
export const keyProofAlgorithms = ['ES256'] as const
/** How far a wallet's clock may be off. */
const skewSeconds = 60
/** A proof is far smaller; this bounds the work for one that is not. */
const limits = { maxDepth: 8, maxBytes: 8192 }

export type KeyProofExpectation = {
  /** The credential issuer identifier, compared as it is. */
  audience: string
  /** The client id the wallet named when it got its token; undefined for anonymous access: then `iss` must be absent. */
  clientId: string | undefined
  /** Until when a nonce of ours holds; undefined for any other. */
  readNonce: (nonce: string) => { expiresAt: Date } | undefined
  now: Date
}

/** What the proofs prove: the keys in the order given, each once, and the nonce that all of them carry. */
export type ProvenKeys = { holders: HolderKey[]; nonce: { value: string; expiresAt: Date } }

/**
 * Verifies every proof of a request. Throws ClaimError CLAIM_PROOF_INVALID when one of them proves nothing or they do not
 * carry one and the same nonce, CLAIM_NONCE_INVALID when that nonce is not ours, not for this institution or too old.
 */
export function verifyKeyProofs(jwts: readonly string[], expected: KeyProofExpectation): ProvenKeys {
  if (jwts.length === 0) throw new ClaimError('CLAIM_PROOF_MISSING', 'at least one key proof is needed')
  const proofs = jwts.map((jwt) => verifyKeyProof(jwt, expected))
  const [nonce, ...others] = new Set(proofs.map((proof) => proof.nonce))
  if (nonce === undefined || others.length > 0) throw new ClaimError('CLAIM_PROOF_INVALID', 'the key proofs carry different nonces')
  const fresh = expected.readNonce(nonce)
  if (fresh === undefined) throw new ClaimError('CLAIM_NONCE_INVALID', 'the nonce is not one of ours or too old')
  const holders = new Map(proofs.map(({ holder }) => [holder.thumbprint, holder]))
  return { holders: [...holders.values()], nonce: { value: nonce, expiresAt: fresh.expiresAt } }
}

function verifyKeyProof(jwt: string, expected: KeyProofExpectation): { holder: HolderKey; nonce: string } {
  let proof: ParsedJws
  let holder: HolderKey
  try {
    proof = parseCompactJws(jwt, limits)
    if (!keyProofAlgorithms.some((alg) => alg === proof.header['alg'])) throw new ClaimError('CLAIM_PROOF_INVALID', 'alg is not one that the metadata lists')
    holder = readHolderKey(proof.header)
    verifyCompactJws(proof, { alg: 'ES256', typ: 'openid4vci-proof+jwt', key: holder.publicJwk })
  } catch (cause) {
    if (cause instanceof JwsError) throw new ClaimError('CLAIM_PROOF_INVALID', `key proof refused: ${cause.code}`, { cause })
    throw cause
  }
  return { holder, nonce: checkClaims(proof.payload, expected) }
}

function checkClaims(claims: JsonObject, { audience, clientId, now }: KeyProofExpectation): string {
  if (claims['aud'] !== audience) throw new ClaimError('CLAIM_PROOF_INVALID', 'aud is not the credential issuer identifier')
  if (Object.hasOwn(claims, 'iss') && (clientId === undefined || claims['iss'] !== clientId)) {
    throw new ClaimError('CLAIM_PROOF_INVALID', clientId === undefined ? 'iss is not allowed with anonymous access' : 'iss is not the client id')
  }
  const { iat, nonce } = claims
  const seconds = now.getTime() / 1000
  if (!isNumericDate(iat)) throw new ClaimError('CLAIM_PROOF_INVALID', 'iat is missing or not whole seconds')
  if (iat > seconds + skewSeconds) throw new ClaimError('CLAIM_PROOF_INVALID', 'iat is in the future')
  if (iat < seconds - keyProofNonceSeconds - skewSeconds) throw new ClaimError('CLAIM_PROOF_INVALID', 'iat is too long ago')
  if (typeof nonce !== 'string') throw new ClaimError('CLAIM_PROOF_INVALID', 'nonce is missing')
  return nonce
}
