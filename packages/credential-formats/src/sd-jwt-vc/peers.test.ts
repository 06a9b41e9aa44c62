import { createHash, randomBytes } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { digest as peerDigest, generateSalt } from '@sd-jwt/crypto-nodejs'
import { importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { at, audience, nonce, seconds, testKey, type TestKey } from './fixtures/forge.ts'
import { randomSalts } from '../sd-jwt/salts.ts'
import { secureSdJwtVc } from './secure.ts'
import { readSdJwtVc } from './read.ts'
import { verifySdJwtVc } from './verify.ts'

/** The library most wallets are built on, with our keys behind its callbacks. */
function peer(issuer: TestKey, holder: TestKey): SDJwtVcInstance {
  const verifier = (key: TestKey) => async (data: string, signature: string) => {
    const compact = `${data}.${signature}`
    return jwtVerify(compact, await importJWK({ ...key.publicJwk }, 'ES256'), { currentDate: at }).then(() => true, () => false)
  }
  const signer = (key: TestKey) => async (data: string) => key.signRaw(data).toString('base64url')
  return new SDJwtVcInstance({
    hasher: peerDigest,
    hashAlg: 'sha-256',
    saltGenerator: generateSalt,
    signAlg: 'ES256',
    signer: signer(issuer),
    verifier: verifier(issuer),
    kbSignAlg: 'ES256',
    kbSigner: signer(holder),
    kbVerifier: verifier(holder),
  })
}

const issuer = testKey()
const holder = testKey()
const claims = {
  iss: 'did:web:school.example',
  vct: 'https://issuer.example/vct/microcredential/1',
  iat: seconds - 60,
  cnf: { jwk: holder.publicJwk },
  given_name: 'Sanne',
  family_name: 'van Damme',
  outcomes: [{ nl: 'a', en: 'b' }, { nl: 'c', en: 'd' }],
}

describe('@sd-jwt/sd-jwt-vc, as holder and verifier of ours', () => {
  it('verifies our credential, presents part of it with key binding, and we verify that presentation', async () => {
    const ours = await secureSdJwtVc({
      claims,
      selectivelyDisclosable: [['given_name'], ['family_name'], ['outcomes'], ['outcomes', 1]],
      header: { kid: 'did:web:school.example#1' },
      signer: issuer.signer,
      saltFor: randomSalts(randomBytes),
      decoys: 2,
    })
    const wallet = peer(issuer, holder)
    const { payload } = await wallet.verify(ours, { currentDate: seconds })
    expect(payload).toMatchObject(claims)

    const presented = await wallet.present(ours, { given_name: true, outcomes: true }, { kb: { payload: { nonce, aud: audience, iat: seconds } } })
    const verified = verifySdJwtVc(presented, { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: { nonce, audience, maxAgeSeconds: 300 } })
    expect(verified.claims).toMatchObject({ given_name: 'Sanne', outcomes: [{ nl: 'a', en: 'b' }] })
    expect(verified.claims).not.toHaveProperty('family_name')
    expect(verified.holderKey).toEqual(holder.publicJwk)
  })

  it('verifies our credential with everything in plain sight', async () => {
    const ours = await secureSdJwtVc({ claims, selectivelyDisclosable: [], header: { kid: 'k' }, signer: issuer.signer, saltFor: randomSalts(randomBytes) })
    expect((await peer(issuer, holder).verify(ours, { currentDate: seconds })).payload).toMatchObject(claims)
  })
})

describe('@sd-jwt/sd-jwt-vc, as issuer', () => {
  it('makes credentials that we verify, nested and with decoys', async () => {
    const theirs = await peer(issuer, holder).issue(claims, {
      _sd: ['given_name', 'outcomes'],
      _sdDecoy: 2,
      outcomes: { _sd: [0], 1: { _sd: ['nl'] } },
    } as never)
    const verified = verifySdJwtVc(theirs, { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })
    expect(verified.claims).toEqual(claims)
    expect(verified.disclosedPaths).toEqual(expect.arrayContaining([['given_name'], ['outcomes'], ['outcomes', 0], ['outcomes', 1, 'nl']]))
  })
})

describe('jose', () => {
  it('verifies the issuer-signed part of ours as a JWT', async () => {
    const ours = await secureSdJwtVc({ claims, selectivelyDisclosable: [['given_name']], header: { kid: 'k' }, signer: issuer.signer, saltFor: randomSalts(randomBytes) })
    const { payload, protectedHeader } = await jwtVerify(ours.slice(0, ours.indexOf('~')), await importJWK({ ...issuer.publicJwk }, 'ES256'), { typ: 'dc+sd-jwt', currentDate: at })
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'dc+sd-jwt', kid: 'k' })
    const [only] = readSdJwtVc(ours).disclosures
    expect(payload['_sd']).toEqual([createHash('sha256').update(ours.split('~')[1] ?? '').digest('base64url')])
    expect(payload['_sd']).toEqual([only?.digest])
  })
})
