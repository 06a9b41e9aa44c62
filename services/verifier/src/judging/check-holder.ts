import { isJsonObject, type JsonValue } from '@eduwallet/strict-json'
import type { Concern, KeyReference, PresentationExpectation } from '@eduwallet/credential-formats'
import { KeyError, parseVerificationKey, samePublicKey, type VerificationKey } from '@eduwallet/keys'
import { holderFault, isFormatError } from './name-fault.ts'
import { worstOf } from './reach-verdict.ts'
import type { OpenedPresentation } from './read-secured.ts'
import type { Finding, TrustSource } from './types.ts'

/** Who presents: the DID whose key signed, when it is one, and that key. */
type Presenter = { readonly did: string | undefined; readonly key: VerificationKey }

/**
 * Whether a presentation was signed for this request by the holder of the credential inside: nonce and audience are demanded, the key is that of the
 * holder's own DID (under `authentication`), or is carried along and then must be the very key in the credential's `cnf`. The credential is about this
 * holder when its `credentialSubject.id` is that DID, or its `cnf.jwk` that key (OpenID4VP 1.0 #section-14.1, VCDM 2.0 #credential-subject).
 */
export async function checkHolder(
  trust: Pick<TrustSource, 'findHolderKey'>,
  { reader, read }: OpenedPresentation,
  { claims, expected }: { claims: Readonly<Record<string, JsonValue | undefined>>; expected: Omit<PresentationExpectation, 'holderKeys'> },
): Promise<Finding<'holder_binding'>> {
  const signed = await verifyHolder(trust, { reader, read }, expected)
  if (!('presenters' in signed)) return signed
  return signed.presenters.every((presenter) => isBoundTo(claims, presenter)) ? { outcome: 'passed' } : { outcome: 'failed', code: 'holder_is_another' }
}

/** The holder's signatures alone: who presents, or the finding that says why that is not known. */
export async function verifyHolder(
  trust: Pick<TrustSource, 'findHolderKey'>,
  { reader, read }: OpenedPresentation,
  expected: Omit<PresentationExpectation, 'holderKeys'>,
): Promise<{ readonly presenters: readonly Presenter[] } | (Exclude<Finding<'holder_binding'>, { outcome: 'passed' }> & { readonly refusal?: Concern })> {
  const found = await Promise.all(read.keyReferences.map(async (reference) => await findPresenter(trust, reference, read.holder)))
  const presenters = found.flatMap((each) => 'key' in each ? [each] : [])
  if (presenters.length === 0 || presenters.length < found.length) {
    const worst = worstOf(found.flatMap((each) => 'key' in each ? [] : [each]) as readonly Finding<'holder_binding'>[])
    return worst.outcome === 'passed' ? { outcome: 'failed', code: 'holder_binding_missing' } : worst
  }
  try {
    await reader.verify(read, { ...expected, holderKeys: presenters.map(({ key }) => key) })
  } catch (error) {
    if (!isFormatError(error)) throw error
    return { outcome: 'failed', code: holderFault(error.concern), refusal: error.concern }
  }
  return { presenters }
}

async function findPresenter(trust: Pick<TrustSource, 'findHolderKey'>, reference: KeyReference, holder: string | undefined): Promise<Presenter | Exclude<Finding<'holder_binding'>, { outcome: 'passed' }>> {
  const named = reference.kid?.startsWith('did:') === true ? reference.kid.split('#', 1)[0] : holder?.startsWith('did:') === true ? holder : undefined
  if (named === undefined) return reference.jwk === undefined ? { outcome: 'failed', code: 'holder_key_not_found' } : { did: undefined, key: reference.jwk }
  if (holder !== undefined && holder !== named) return { outcome: 'failed', code: 'holder_key_not_found' }
  const found = await trust.findHolderKey(named, reference)
  return found.outcome === 'passed' ? { did: named, key: found.key } : found
}

/** Every subject that is named must be who presents; a credential that names nobody is bound to nobody. */
export function isBoundTo({ cnf, credentialSubject }: Readonly<Record<string, JsonValue | undefined>>, { did, key }: Presenter): boolean {
  if (isJsonObject(cnf)) return isKey(cnf['jwk'], key)
  const ids = [credentialSubject].flat().map((subject) => isJsonObject(subject) ? subject['id'] : undefined)
  return did !== undefined && ids.length > 0 && ids.every((id) => id === did)
}

function isKey(jwk: JsonValue | undefined, key: VerificationKey): boolean {
  try {
    return samePublicKey(parseVerificationKey(jwk), key)
  } catch (error) {
    if (error instanceof KeyError) return false
    throw error
  }
}
