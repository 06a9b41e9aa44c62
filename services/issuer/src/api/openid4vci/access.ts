import type { FastifyRequest } from 'fastify'
import { isCurrentDpopNonce, sha256, verifyDpopProof, type NonceOwner, type OneTimeValue, type Presentation, type VerifiedDpopProof } from '../../claiming/index.ts'
import type { InstitutionId } from '../../institutions/types.ts'
import { WalletRequestError } from './problems.ts'

/** An access token as it was presented: how, and with which proof of a key. Whether it is on record is not known yet. */
export type PresentedAccess = { tokenHash: Uint8Array; presentation: Presentation; dpopProof: OneTimeValue | undefined }

/** What a DPoP proof is judged by. `url` is our own public address of the endpoint. */
export type DpopJudge = { url: string; institutionId: InstitutionId; nonceKey: NonceOwner['key']; now: Date }

const bearerToken = /^[A-Za-z0-9._~+/-]+=*$/

/**
 * Refuses a request that presents no access token, or presents it in a way that is not possible (RFC 6750 #section-2, RFC 9449
 * #section-7.1). For before the body is read. Throws WalletRequestError.
 */
export function splitAuthorization(request: FastifyRequest): { scheme: 'Bearer' | 'DPoP'; token: string } {
  const { access_token: inQuery } = request.query as { access_token?: unknown }
  if (inQuery !== undefined) throw new WalletRequestError(400, 'invalid_request', 'an access token does not belong in an address')
  const header = request.headers.authorization
  const [, word, token] = /^([A-Za-z]+) +(.+)$/.exec(header ?? '') ?? []
  const scheme = word?.toLowerCase() === 'dpop' ? 'DPoP' : word?.toLowerCase() === 'bearer' ? 'Bearer' : undefined
  if (scheme === undefined || token === undefined) throw new WalletRequestError(401, undefined, 'an access token is needed')
  if (!bearerToken.test(token)) throw new WalletRequestError(401, 'invalid_token', 'that is not an access token')
  const hasProof = request.headers['dpop'] !== undefined
  if (scheme === 'Bearer' && hasProof) throw new WalletRequestError(400, 'invalid_request', 'with a DPoP proof the scheme is DPoP')
  if (scheme === 'DPoP' && !hasProof) throw new WalletRequestError(400, 'invalid_request', 'the DPoP proof is missing')
  return { scheme, token }
}

/** Reads how a request presents its access token, and verifies the DPoP proof if it has one. Throws WalletRequestError, ClaimError. */
export function readAccess(request: FastifyRequest, judge: DpopJudge): PresentedAccess {
  const { scheme, token } = splitAuthorization(request)
  const proof = scheme === 'DPoP' ? readDpopProof(request, judge, token) : undefined
  return {
    tokenHash: sha256(token),
    presentation: proof === undefined ? { scheme: 'Bearer' } : { scheme: 'DPoP', keyThumbprint: proof.keyThumbprint },
    dpopProof: proof?.used,
  }
}

/** Verifies the DPoP proof of a request, if it has one. `accessToken` is undefined where there is none yet. Throws ClaimError. */
export function readDpopProof(request: FastifyRequest, { url, institutionId, nonceKey, now }: DpopJudge, accessToken: string | undefined): VerifiedDpopProof | undefined {
  const proof = request.headers['dpop']
  if (proof === undefined) return undefined
  return verifyDpopProof(String(proof), {
    method: 'POST',
    url,
    accessToken,
    isCurrentNonce: (nonce) => isCurrentDpopNonce(nonce, { institutionId, key: nonceKey }, now),
    now,
  })
}
