import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { didDocument } from './did-document.ts'
import { multikeyOf } from './multikey.ts'
import type { PublicJwk } from './public-jwk.ts'
import { type Ed25519PublicJwk, thumbprint } from './verification-key.ts'

const key = (): { kid: string; publicJwk: PublicJwk } => {
  const publicJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as PublicJwk
  return { kid: thumbprint(publicJwk), publicJwk }
}

const ed25519 = (): { kid: string; publicJwk: Ed25519PublicJwk } => {
  const publicJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as Ed25519PublicJwk
  return { kid: thumbprint(publicJwk), publicJwk }
}

describe('didDocument', () => {
  it('lists every key, as JsonWebKey and as Multikey, for assertions and authentication', () => {
    const [current, other] = [key(), ed25519()]
    const did = 'did:web:localhost%3A8080:school'
    const document = didDocument({ did, keys: [current, other], alsoKnownAs: ['https://issuer.example/school'] })
    const ids = [current, other].flatMap(({ kid, publicJwk }) => [`${did}#${kid}`, `${did}#${multikeyOf(publicJwk)}`])
    expect(document).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      alsoKnownAs: ['https://issuer.example/school'],
      verificationMethod: [
        { id: ids[0], type: 'JsonWebKey', controller: did, publicKeyJwk: current.publicJwk },
        { id: ids[1], type: 'Multikey', controller: did, publicKeyMultibase: multikeyOf(current.publicJwk) },
        { id: ids[2], type: 'JsonWebKey', controller: did, publicKeyJwk: other.publicJwk },
        { id: ids[3], type: 'Multikey', controller: did, publicKeyMultibase: multikeyOf(other.publicJwk) },
      ],
      authentication: ids,
      assertionMethod: ids,
    })
  })

  it('publishes the public half only, whatever it is handed, and leaves out what is empty', () => {
    const one = key()
    const careless = { ...one, publicJwk: { ...one.publicJwk, d: 'secret' } }
    const document = didDocument({ did: 'did:web:issuer.example', keys: [careless] })
    expect(JSON.stringify(document)).not.toContain('secret')
    expect(document).not.toHaveProperty('alsoKnownAs')
  })
})
