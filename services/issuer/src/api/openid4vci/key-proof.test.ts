import { createHash, createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { newKeyProofNonce } from '../../claiming/index.ts'
import { configurationId, credentialsOf, newWalletKey, publicUrl, startTestIssuer, type TestIssuer, type WalletKey } from './door-fixture.ts'
import { deriveWalletSecrets } from './index.ts'

let issuer: TestIssuer
let key: WalletKey
let token: string
beforeEach(async () => {
  issuer = await startTestIssuer()
  key = await newWalletKey()
  token = await issuer.wallet.redeem(issuer.offer())
})

/** Sends these proofs. */
function ask(jwt: unknown, more: Record<string, unknown> = {}) {
  return issuer.wallet.credential(token, { credential_configuration_id: configurationId, proofs: { jwt }, ...more })
}

/** Sends one proof that differs from a good one as told. */
async function askWith(options: { header?: Record<string, unknown>; claims?: Record<string, unknown> }) {
  return ask([await issuer.wallet.keyProof(key, await issuer.wallet.nonce(), options)])
}

const b64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
/** A proof that jose would not make, with a signature that holds: what is told of its header is all that is wrong with it. */
async function signedProof(header: Record<string, unknown>, claims: Record<string, unknown>): Promise<string> {
  const input = `${b64({ typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.publicJwk, ...header })}.${b64({ aud: `${publicUrl}/avans`, iat: seconds(), ...claims })}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
const seconds = () => Math.floor(issuer.clock.at.getTime() / 1000)

async function expectRefused(answer: Promise<{ status: number; body: Record<string, unknown> }>, error: string) {
  expect(await answer).toMatchObject({ status: 400, body: { error } })
  expect(issuer.scope.tables.credentials.size).toBe(0)
}

describe('key proofs', () => {
  it('give a credential bound to the key', async () => {
    const [credential] = credentialsOf(await issuer.wallet.claim(token, [key]))
    const payload = JSON.parse(Buffer.from(credential!.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
    expect(payload).toMatchObject({ iss: 'did:web:issuer.example:avans', vct: `${publicUrl}/vct/microcredential/1`, cnf: { jwk: key.publicJwk } })
  })

  it('PRF-01 are needed (invalid_proof)', async () => {
    await expectRefused(issuer.wallet.credential(token, { credential_configuration_id: configurationId }), 'invalid_proof')
    for (const proofs of [{}, [], 'x', null, { jwt: [] }, { jwt: 'x' }, { jwt: [7] }, { jwt: [{ protected: 'x', payload: 'x', signature: 'x' }] }]) {
      await expectRefused(issuer.wallet.credential(token, { credential_configuration_id: configurationId, proofs }), 'invalid_proof')
    }
  })

  it('PRF-02 with one bit of the signature turned prove nothing (invalid_proof)', async () => {
    const good = await issuer.wallet.keyProof(key, await issuer.wallet.nonce())
    const [header, payload, signature] = good.split('.')
    const bytes = Buffer.from(signature!, 'base64url')
    bytes[10]! ^= 1
    await expectRefused(ask([`${header}.${payload}.${bytes.toString('base64url')}`]), 'invalid_proof')
  })

  it('PRF-03 without a nonce are refused (invalid_proof)', async () => {
    for (const nonce of [undefined, null, 7, ['x']]) await expectRefused(askWith({ claims: { nonce } }), 'invalid_proof')
  })

  it('PRF-04 with a nonce that is invented, changed or too old are refused (invalid_nonce), and a new one is good', async () => {
    const nonce = await issuer.wallet.nonce()
    const changed = Buffer.from(nonce, 'base64url')
    changed[3]! ^= 1
    for (const bad of ['invented', '', randomBytes(38).toString('base64url'), changed.toString('base64url'), `${nonce}=`]) await expectRefused(askWith({ claims: { nonce: bad } }), 'invalid_nonce')
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 300_000)
    token = await issuer.wallet.redeem(issuer.offer())
    await expectRefused(askWith({ claims: { nonce } }), 'invalid_nonce')
    expect((await askWith({})).status).toBe(200)
  })

  it('PRF-05 are good once (invalid_nonce), one credential, one status index', async () => {
    const proof = await issuer.wallet.keyProof(key, await issuer.wallet.nonce())
    expect((await ask([proof])).status).toBe(200)
    expect(await ask([proof])).toMatchObject({ status: 400, body: { error: 'invalid_nonce' } })
    expect(issuer.scope.tables.credentials.size).toBe(1)
  })

  it('PRF-06 with one nonce at once fifty times give one answer, the rest invalid_nonce', async () => {
    const nonce = await issuer.wallet.nonce()
    const proofs = await Promise.all(Array.from({ length: 50 }, async () => issuer.wallet.keyProof(await newWalletKey(), nonce)))
    const tokens = await Promise.all(proofs.map(() => issuer.wallet.redeem(issuer.offer())))
    const answers = await Promise.all(proofs.map((proof, at) =>
      issuer.wallet.credential(tokens[at]!, { credential_configuration_id: configurationId, proofs: { jwt: [proof] } })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status, body }) => status === 400 && body['error'] === 'invalid_nonce')).toHaveLength(49)
    expect(issuer.scope.tables.credentials.size).toBe(1)
  })

  it('PRF-07 with the nonce of another institution are refused (invalid_nonce)', async () => {
    await expectRefused(askWith({ claims: { nonce: await issuer.wallet.nonce('other') } }), 'invalid_nonce')
  })

  it('PRF-08 with a nonce of another replica are good (nothing about it is kept)', async () => {
    const usedNonces = () => [...issuer.scope.tables.usedValues.keys()].filter((used) => used.startsWith('nonce:'))
    // Derived from the key-encryption key alone, so a process that knows the institution by the same id takes it.
    const replica = deriveWalletSecrets(parseKeyEncryptionKey(createHash('sha256').update('a key for tests').digest('hex')))
    const nonce = newKeyProofNonce({ institutionId: issuer.institution.id, key: replica.keyProofNonce }, { now: () => issuer.clock.at, randomBytes })
    expect(usedNonces()).toHaveLength(0)
    expect((await ask([await issuer.wallet.keyProof(key, nonce)])).status).toBe(200)
    expect(usedNonces()).toHaveLength(1)
  })

  it.each([
    `${publicUrl}/other`, `${publicUrl}/avans/`, `${publicUrl}/avan`, publicUrl, [`${publicUrl}/avans`], undefined, 'HTTPS://issuer.example/avans',
  ])('PRF-09 for the audience %s are refused (invalid_proof)', async (aud) => {
    await expectRefused(askWith({ claims: { aud } }), 'invalid_proof')
  })

  it('PRF-10 from another time are refused (invalid_proof); a minute of skew is not', async () => {
    for (const iat of [seconds() - 3600, seconds() + 3600, seconds() + 61, undefined, String(seconds()), 1e20, seconds() + 0.5, -1, null]) {
      await expectRefused(askWith({ claims: { iat } }), 'invalid_proof')
    }
    for (const iat of [seconds() - 60, seconds() + 60]) {
      token = await issuer.wallet.redeem(issuer.offer())
      expect((await askWith({ claims: { iat } })).status).toBe(200)
    }
  })

  it('PRF-11 with alg none, a MAC or an algorithm that is not listed are refused (invalid_proof)', async () => {
    const claims = { aud: `${publicUrl}/avans`, iat: seconds(), nonce: await issuer.wallet.nonce() }
    const header = (alg: string, jwk: unknown = key.publicJwk) => b64({ typ: 'openid4vci-proof+jwt', alg, jwk })
    await expectRefused(ask([`${header('none')}.${b64(claims)}.`]), 'invalid_proof')
    const input = `${header('HS256')}.${b64(claims)}`
    const pem = (jwk: object) => createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const publicKeys = [key.publicJwk, issuer.institution.signers.ES256.publicJwk]
    for (const secret of publicKeys.flatMap((jwk) => [JSON.stringify(jwk), pem(jwk), pem(jwk).toString().trimEnd()])) {
      await expectRefused(ask([`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`]), 'invalid_proof')
    }
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await expectRefused(ask([await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'openid4vci-proof+jwt', jwk: rsa.publicKey.export({ format: 'jwk' }) }).sign(rsa.privateKey)]), 'invalid_proof')
    // Signed with RSA, and showing the elliptic key of the wallet.
    await expectRefused(ask([await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'openid4vci-proof+jwt', jwk: key.publicJwk }).sign(rsa.privateKey)]), 'invalid_proof')
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    await expectRefused(ask([await new SignJWT(claims).setProtectedHeader({ alg: 'ES384', typ: 'openid4vci-proof+jwt', jwk: p384.publicKey.export({ format: 'jwk' }) }).sign(p384.privateKey)]), 'invalid_proof')
    for (const alg of ['EdDSA', 'es256', 'ES256 ', '', null, ['ES256'], undefined]) await expectRefused(ask([await signedProof({ alg }, claims)]), 'invalid_proof')
  })

  it.each([undefined, 'JWT', 'dpop+jwt', 'kb+jwt', 'OpenID4VCI-proof+jwt', 'application/openid4vci-proof+jwt'])('PRF-12 of type %s are refused (invalid_proof)', async (typ) => {
    await expectRefused(askWith({ header: { typ } }), 'invalid_proof')
  })

  it('PRF-13 that name the key in two ways, in none, or in one that is not possible here are refused (invalid_proof)', async () => {
    const kid = `did:jwk:${b64(key.publicJwk)}#0`
    for (const header of [{ kid }, { x5c: ['MIIB'] }, { jwk: undefined }, { jwk: undefined, x5c: ['MIIB'] }, { jwk: undefined, kid: '1' }, { trust_chain: [] }, { key_attestation: 'x' }]) {
      await expectRefused(askWith({ header }), 'invalid_proof')
    }
  })

  it('PRF-14 with a private or symmetric key are refused (invalid_proof), and the key is in no log', async () => {
    for (const jwk of [{ ...key.publicJwk, d: 'ZmFrZS1wcml2YXRlLWtleQ' }, { kty: 'oct', k: 'ZmFrZS1wcml2YXRlLWtleQ' }]) {
      await expectRefused(ask([await signedProof({ jwk }, { nonce: await issuer.wallet.nonce() })]), 'invalid_proof')
    }
    expect(issuer.logs.join('')).not.toContain('ZmFrZS1wcml2YXRlLWtleQ')
  })

  it('PRF-15 signed by another key than they name are refused (invalid_proof)', async () => {
    await expectRefused(askWith({ header: { jwk: (await newWalletKey()).publicJwk } }), 'invalid_proof')
  })

  it('PRF-16 whose key would have to be fetched are refused (invalid_proof)', async () => {
    for (const kid of ['did:web:127.0.0.1%3A9999', 'did:web:169.254.169.254#0', 'did:ebsi:z123#0', 'https://evil.example/key', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK']) {
      await expectRefused(askWith({ header: { jwk: undefined, kid } }), 'invalid_proof')
    }
    for (const reference of [{ jku: 'http://127.0.0.1:9/x' }, { x5u: 'http://127.0.0.1:9/x' }]) {
      await expectRefused(askWith({ header: { jwk: undefined, ...reference } }), 'invalid_proof')
    }
  })

  it('PRF-17 with an extension we do not know are refused (invalid_proof)', async () => {
    await expectRefused(ask([await signedProof({ crit: ['x'], x: 1 }, { nonce: await issuer.wallet.nonce() })]), 'invalid_proof')
    expect((await ask([await signedProof({}, { nonce: await issuer.wallet.nonce() })])).status).toBe(200)
  })

  it('PRF-18 with odd signatures and keys are refused (invalid_proof)', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = pair.publicKey.export({ format: 'jwk' })
    const claims = b64({ aud: `${publicUrl}/avans`, iat: seconds(), nonce: await issuer.wallet.nonce() })
    const header = (key: unknown) => b64({ typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key })
    const input = `${header(jwk)}.${claims}`
    const der = sign('sha256', Buffer.from(input), pair.privateKey).toString('base64url')
    const raw = sign('sha256', Buffer.from(input), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
    const offCurve = { ...jwk, y: jwk.x }
    for (const proof of [`${input}.${der}`, `${input}.${Buffer.alloc(64).toString('base64url')}`, `${input}.`, `${input}.${raw}=`, `${input}.${raw}A`, `${header(offCurve)}.${claims}.${raw}`, `${input}.${raw}.x`, input]) {
      await expectRefused(ask([proof]), 'invalid_proof')
    }
    // The other spelling of an Ed25519 signature (S + L), and the plain one: the algorithm is not listed.
    const edwards = generateKeyPairSync('ed25519')
    const edwardsInput = `${b64({ typ: 'openid4vci-proof+jwt', alg: 'EdDSA', jwk: edwards.publicKey.export({ format: 'jwk' }) })}.${claims}`
    const signed = sign(null, Buffer.from(edwardsInput), edwards.privateKey)
    for (const signature of [signed, addOrder(signed)]) await expectRefused(ask([`${edwardsInput}.${signature.toString('base64url')}`]), 'invalid_proof')
    expect((await ask([`${input}.${raw}`])).status).toBe(200)
  })

  it('PRF-19 for more keys than the batch size are refused (invalid_proof), and nothing is issued', async () => {
    const keys = await Promise.all(Array.from({ length: 11 }, newWalletKey))
    await expectRefused(issuer.wallet.claim(token, keys), 'invalid_proof')
    expect(credentialsOf(await issuer.wallet.claim(token, keys.slice(0, 10)))).toHaveLength(10)
  })

  it('PRF-20 of two types at once, or old and new together, are refused (invalid_proof)', async () => {
    const jwt = await issuer.wallet.keyProof(key, await issuer.wallet.nonce())
    const body = { credential_configuration_id: configurationId }
    await expectRefused(issuer.wallet.credential(token, { ...body, proofs: { jwt: [jwt], attestation: ['x'] } }), 'invalid_proof')
    await expectRefused(issuer.wallet.credential(token, { ...body, proofs: { attestation: ['x'] } }), 'invalid_proof')
    await expectRefused(issuer.wallet.credential(token, { ...body, proofs: { jwt: [jwt] }, proof: { proof_type: 'jwt', jwt } }), 'invalid_proof')
    await expectRefused(issuer.wallet.credential(token, { ...body, proof: { proof_type: 'jwt', jwt } }), 'invalid_proof')
  })

  it('PRF-21 by one key twice give one credential', async () => {
    expect(credentialsOf(await issuer.wallet.claim(token, [key, key]))).toHaveLength(1)
    expect(issuer.scope.tables.credentials.size).toBe(1)
  })

  it('PRF-22 with different nonces in one request are refused (invalid_proof), and nothing is issued', async () => {
    const proofs = await Promise.all([key, await newWalletKey()].map(async (one) => issuer.wallet.keyProof(one, await issuer.wallet.nonce())))
    await expectRefused(ask(proofs), 'invalid_proof')
  })

  it('PRF-23 name an issuer only if the wallet named itself, and then the same (invalid_proof)', async () => {
    for (const iss of ['wallet', '', null]) await expectRefused(askWith({ claims: { iss } }), 'invalid_proof')
    const { body } = await issuer.wallet.token({ 'pre-authorized_code': issuer.offer().code, client_id: 'wallet' })
    token = String(body['access_token'])
    await expectRefused(askWith({ claims: { iss: 'somebody else' } }), 'invalid_proof')
    expect((await askWith({ claims: { iss: 'wallet' } })).status).toBe(200)
  })

  it('by a did:jwk or a did:key bind the credential to the DID too (DIIP v5)', async () => {
    const point = Buffer.concat([Buffer.from([0x80, 0x24, 2 + (Buffer.from(key.publicJwk.y, 'base64url')[31]! & 1)]), Buffer.from(key.publicJwk.x, 'base64url')])
    const identifier = `z${base58(point)}`
    for (const kid of [`did:jwk:${b64(key.publicJwk)}#0`, `did:key:${identifier}#${identifier}`]) {
      token = await issuer.wallet.redeem(issuer.offer())
      const [credential] = credentialsOf(await askWith({ header: { jwk: undefined, kid } }))
      const payload = JSON.parse(Buffer.from(credential!.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
      expect(payload['cnf']).toEqual({ jwk: key.publicJwk, kid })
    }
  })

  it('with a member of the header twice are refused (invalid_proof)', async () => {
    const input = `${b64(`{"typ":"openid4vci-proof+jwt","alg":"none","alg":"ES256","jwk":${JSON.stringify(key.publicJwk)}}`)}.${b64({ aud: `${publicUrl}/avans`, iat: seconds(), nonce: await issuer.wallet.nonce() })}`
    const signature = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(input))).toString('base64url')
    await expectRefused(ask([`${input}.${signature}`]), 'invalid_proof')
  })
})

describe('a wallet of OpenID4VCI Draft 15', () => {
  it('may send one proof when the setting allows it, and both forms never', async () => {
    const older = await startTestIssuer({ draft15Wallets: true })
    const access = await older.wallet.redeem(older.offer())
    const jwt = await older.wallet.keyProof(key, await older.wallet.nonce())
    const body = { credential_configuration_id: configurationId, proof: { proof_type: 'jwt', jwt } }
    expect(await older.wallet.credential(access, { ...body, proofs: { jwt: [jwt] } })).toMatchObject({ status: 400, body: { error: 'invalid_proof' } })
    expect(await older.wallet.credential(access, { ...body, proof: { proof_type: 'ldp_vp', ldp_vp: {} } })).toMatchObject({ status: 400, body: { error: 'invalid_proof' } })
    expect(credentialsOf(await older.wallet.credential(access, body))).toHaveLength(1)
  })
})

/** An Ed25519 signature with the order of the group added to its scalar. */
function addOrder(signature: Buffer): Buffer {
  const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + 2n ** 252n + 27742317777372353535851937790883648493n
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse()])
}

/** Base58 (Bitcoin alphabet) of bytes that do not begin with zero. */
function base58(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (; value > 0n; value /= 58n) text = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'[Number(value % 58n)]! + text
  return text
}
