import { createSandboxCa, generateSealedKey, issueCertificate, openSealedKey, readCertificateChain, type KeyEncryptionKey, type PublicJwk } from '@eduwallet/keys'
import type { Founding } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'

/** Keys of both kinds for the tests of rooms and books: opened, and as an institution is founded with them. `certified`: with a certificate of a year. */
export async function makeTestKeys(kek: KeyEncryptionKey, createdAt: Date, { certified = false }: { certified?: boolean } = {}): Promise<Pick<IssuingInstitution, 'signers' | 'keys'> & { kept: Pick<Founding, 'signingKey' | 'ed25519Key'> }> {
  const p256 = await generateSealedKey(kek, 'test')
  const ed25519 = await generateSealedKey(kek, 'test', 'EdDSA')
  const certificatePem = certified ? await certify(kek, p256.publicJwk, createdAt) : ''
  const x5c = certified ? readCertificateChain(certificatePem).x5c : []
  const signers = { ES256: await openSealedKey(kek, { ...p256, x5c }, 'test'), EdDSA: await openSealedKey<'EdDSA'>(kek, ed25519, 'test') }
  const kept = { signingKey: { ...p256, certificatePem, createdAt }, ed25519Key: { ...ed25519, certificatePem: '', createdAt } }
  return { signers, keys: [signers.ES256, signers.EdDSA], kept }
}

async function certify(kek: KeyEncryptionKey, publicJwk: PublicJwk, at: Date): Promise<string> {
  const ca = await createSandboxCa(kek, { commonName: 'Test CA', country: 'NL', now: () => at })
  return issueCertificate({ ...ca, kek }, {
    subject: { commonName: 'School', organization: 'School', country: 'NL' }, publicJwk, dnsNames: ['issuer.example'], uris: ['did:web:issuer.example:school'],
    notBefore: at, notAfter: new Date(at.getTime() + 365 * 86_400_000), profile: 'credential-signing',
  })
}
