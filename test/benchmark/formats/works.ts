/** What is done over and over: our own securing and verifying, and the cryptography that neither can do without. */
import { createPublicKey, generateKeyPairSync, hash, randomBytes, sign, verify as verifyRaw } from 'node:crypto'
import { deriveCredential } from '@eduwallet/credential-formats'
import { at } from '../../../packages/credential-formats/src/sd-jwt-vc/fixtures/forge.ts'
import { contexts, formatOf } from './documents.ts'

/** Each rejects when what it makes or is given is wrong. */
export type Works = { readonly secure: () => unknown; readonly verify: () => unknown }

/** A credential as this house makes it, and as it verifies it; of ecdsa-sd-2023 what a holder derived. */
export async function ourWorks(name: string): Promise<Works> {
  const { mechanism, reader, subject, credential } = formatOf(name)
  const secure = () => mechanism.secure({ ...credential, signer: subject.issuer.signer })
  const secured = name === 'ecdsa-sd-2023' ? await deriveCredential(await secure(), { selectivePointers: ['/credentialSubject/licenseNumber'], contexts }) : await secure()
  const expectation = { issuerKeys: [subject.issuer.key], now: at, skewSeconds: 30, keyBinding: 'forbidden' } as const
  return { secure, verify: async () => reader.verify(reader.read(secured), expectation) }
}

/**
 * One signature over the same octets, and SHA-256 of what the format hashes besides: each disclosure and the payload that is put on record, with
 * the random octets of the salts; or the text of document and proof. A signature that ecdsa-sd-2023 makes for each statement is left out.
 */
export async function rawWorks(name: string): Promise<Works> {
  const { mechanism, credential, subject } = formatOf(name)
  const prepared = await mechanism.prepare(credential)
  const secured = prepared.finish(await subject.issuer.signer.sign(prepared.signingInput))
  const [, ...disclosures] = secured.startsWith('{') ? [] : secured.split('~').slice(0, -1)
  const hashed = mechanism.format === 'ldp_vc' ? [JSON.stringify(credential.claims), JSON.stringify(credential.claims).slice(0, 400)] : [...disclosures, secured.split('.')[1] ?? secured]
  const { privateKey, publicKey } = mechanism.alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = mechanism.alg === 'EdDSA' ? null : 'sha256'
  const signature = sign(algorithm, prepared.signingInput, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const key = createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' })
  const hashAll = () => hashed.map((text) => hash('sha256', text, 'base64url'))
  return {
    secure: () => [disclosures.length === 0 ? undefined : randomBytes(16 * disclosures.length), hashAll(), sign(algorithm, prepared.signingInput, { key: privateKey, dsaEncoding: 'ieee-p1363' })],
    verify: () => {
      if (!verifyRaw(algorithm, prepared.signingInput, { key, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('a good signature does not hold')
      return hashAll()
    },
  }
}
