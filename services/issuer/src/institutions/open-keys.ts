import { type AnySigner, generateSealedKey, openSealedKey, readCertificateChain, type KeyEncryptionKey, type Signer } from '@eduwallet/keys'
import { signingKeyContext } from './create-institution.ts'
import { isEd25519, type AnyKeptSigningKey, type SigningKeyBook } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'
import type { InstitutionId } from './types.ts'

/** Opens one kept key. Throws KeyError for one that is not what it is said to be, or is not this institution's. */
export function openKeptKey(kek: KeyEncryptionKey, id: InstitutionId, key: AnyKeptSigningKey): Promise<AnySigner> {
  if (isEd25519(key)) return openSealedKey<'EdDSA'>(kek, key, signingKeyContext(id, 'EdDSA'))
  const x5c = key.certificatePem === '' ? [] : readCertificateChain(key.certificatePem).x5c
  const opened: Promise<Signer> = openSealedKey(kek, { ...key, x5c }, signingKeyContext(id))
  return opened
}

/** The newest key of each kind, of keys that are newest first; undefined when one kind is not there. */
export function newestSigners(keys: readonly AnySigner[]): IssuingInstitution['signers'] | undefined {
  const ES256 = keys.find((key) => key.alg === 'ES256')
  const EdDSA = keys.find((key) => key.alg === 'EdDSA')
  return ES256 === undefined || EdDSA === undefined ? undefined : { ES256, EdDSA }
}

/**
 * The keys of an institution as they are kept, newest first. One that was founded when there were no Ed25519 keys gets its own here: made, then
 * recorded unless another process was first, and read back, so that every process signs with the one on record. A crash leaves either
 * none, and the next reading makes it, or the whole key.
 */
export async function completeKeys(id: InstitutionId, { book, kek, now }: { book: Pick<SigningKeyBook, 'list' | 'addEd25519'>; kek: KeyEncryptionKey; now: () => Date }): Promise<AnyKeptSigningKey[]> {
  const kept = await book.list()
  if (kept.some(isEd25519)) return kept
  const made = await generateSealedKey(kek, signingKeyContext(id, 'EdDSA'), 'EdDSA')
  await book.addEd25519({ ...made, certificatePem: '', createdAt: now() }, { at: now(), actor: 'service', correlationId: 'keys' })
  return book.list()
}
