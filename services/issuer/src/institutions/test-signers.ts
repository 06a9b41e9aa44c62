import { generateSealedKey, openSealedKey, type KeyEncryptionKey } from '@eduwallet/keys'
import type { Founding } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'

/** Keys of both kinds for the tests of rooms and books: opened, and as an institution is founded with them. */
export async function makeTestKeys(kek: KeyEncryptionKey, createdAt: Date): Promise<Pick<IssuingInstitution, 'signers' | 'keys'> & { kept: Pick<Founding, 'signingKey' | 'ed25519Key'> }> {
  const p256 = await generateSealedKey(kek, 'test')
  const ed25519 = await generateSealedKey(kek, 'test', 'EdDSA')
  const signers = { ES256: await openSealedKey(kek, p256, 'test'), EdDSA: await openSealedKey<'EdDSA'>(kek, ed25519, 'test') }
  const kept = { signingKey: { ...p256, certificatePem: '', createdAt }, ed25519Key: { ...ed25519, certificatePem: '', createdAt } }
  return { signers, keys: [signers.ES256, signers.EdDSA], kept }
}
