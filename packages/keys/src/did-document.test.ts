import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { didDocument } from './did-document.ts'
import type { PublicJwk } from './public-jwk.ts'
import { thumbprint } from './verification-key.ts'

const key = (): { kid: string; publicJwk: PublicJwk } => {
  const publicJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as PublicJwk
  return { kid: thumbprint(publicJwk), publicJwk }
}

describe('didDocument', () => {
  it('lists every key once, as JsonWebKey, for assertions and authentication', () => {
    const [current, previous] = [key(), key()]
    const did = 'did:web:localhost%3A8080:school'
    const document = didDocument({ did, keys: [current, previous], alsoKnownAs: ['https://issuer.example/school'] })
    const ids = [`${did}#${current.kid}`, `${did}#${previous.kid}`]
    expect(document).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
      id: did,
      alsoKnownAs: ['https://issuer.example/school'],
      verificationMethod: [
        { id: ids[0], type: 'JsonWebKey', controller: did, publicKeyJwk: current.publicJwk },
        { id: ids[1], type: 'JsonWebKey', controller: did, publicKeyJwk: previous.publicJwk },
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
