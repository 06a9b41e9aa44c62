/** Key proofs, nonces, the credential and the notification endpoint under attack (family PRF). */
import { base64url, CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { startCanary } from '../canary/index.ts'
import { createSchool, listCredentials, publishAchievement } from '../institution/index.ts'
import { createHolderKey, postNotification, readCredentials, requestNonce, withHooks, type HolderKey, type HttpAnswer, type Wallet } from '../wallet/index.ts'
import { askForCredential, claimWithToken, expectProtocolError, statusReferenceOf, type ClaimUnderWay } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('key_proof_attacks')
type Hooks = Wallet['hooks']
type Json = Record<string, unknown>

const seconds = () => Math.floor(Date.now() / 1000)
const part = (value: unknown) => base64url.encode(JSON.stringify(value))

/** Asks for a credential with other manners. */
async function askWith(claim: ClaimUnderWay, hooks: Hooks, keys?: readonly HolderKey[]): Promise<HttpAnswer> {
  return askForCredential(claim, { wallet: withHooks(claim.wallet, hooks), ...(keys === undefined ? {} : { keys }) })
}

/** Nothing was issued on this claim, and an honest wallet still gets its credential. */
async function expectNothingIssued(claim: ClaimUnderWay): Promise<void> {
  expect(await listCredentials(world().school, claim.offer.awardId)).toHaveLength(0)
  expect((await askForCredential(claim)).status).toBe(200)
}

const bodies: [string, Hooks, string | string[]][] = [
  ['PRF-01 without proofs', { credentialRequest: (body) => ({ credential_configuration_id: (body as Json)['credential_configuration_id'] }) }, 'invalid_proof'],
  ['PRF-01 with an empty list of proofs', { proofs: () => [] }, 'invalid_proof'],
  ['PRF-02 with one bit of the signature flipped', { proofs: ([proof]) => [flipLastBit(proof!)] }, 'invalid_proof'],
  ['PRF-03 without a nonce in the proof', { proofClaims: ({ nonce: _left, ...claims }) => claims }, 'invalid_proof'],
  ['PRF-04 with a nonce that is invented', { proofClaims: (claims) => ({ ...claims, nonce: base64url.encode(new Uint8Array(32)) }) }, 'invalid_nonce'],
  ['PRF-09 for the audience of another issuer', { proofClaims: (claims) => ({ ...claims, aud: 'https://issuer.example/other' }) }, 'invalid_proof'],
  ['PRF-09 for a list of audiences', { proofClaims: (claims) => ({ ...claims, aud: [claims['aud']] }) }, 'invalid_proof'],
  ['PRF-09 for a prefix of the audience', { proofClaims: (claims) => ({ ...claims, aud: String(claims['aud']).slice(0, -1) }) }, 'invalid_proof'],
  ['PRF-09 for the audience with a slash behind it', { proofClaims: (claims) => ({ ...claims, aud: `${String(claims['aud'])}/` }) }, 'invalid_proof'],
  ['PRF-10 of an hour ago', { proofClaims: (claims) => ({ ...claims, iat: seconds() - 3600 }) }, 'invalid_proof'],
  ['PRF-10 of an hour from now', { proofClaims: (claims) => ({ ...claims, iat: seconds() + 3600 }) }, 'invalid_proof'],
  ['PRF-10 without a time', { proofs: async ([proof]) => [await withoutTime(proof!)] }, 'invalid_proof'],
  ['PRF-10 with the time as text', { proofs: async ([proof]) => [await resign(proof!, (claims) => ({ ...claims, iat: String(seconds()) }))] }, 'invalid_proof'],
  ['PRF-10 with a time beyond all times', { proofs: async ([proof]) => [await resign(proof!, (claims) => ({ ...claims, iat: 1e20 }))] }, 'invalid_proof'],
  ['PRF-11 signed with alg none', { proofs: ([proof]) => [unsigned(proof!)] }, 'invalid_proof'],
  ['PRF-11 with a MAC keyed with a public key', { proofs: ([proof]) => [macSigned(proof!)] }, 'invalid_proof'],
  ['PRF-11 signed with an algorithm that is not listed', { proofs: async ([proof]) => [await edwardsSigned(proof!)] }, 'invalid_proof'],
  ...['JWT', 'dpop+jwt', 'kb+jwt', 'openid4vci-proof', undefined].map((typ): [string, Hooks, string] => [`PRF-12 typed ${typ ?? 'not at all'}`, { proofHeader: ({ typ: _left, ...header }) => ({ ...header, ...(typ === undefined ? {} : { typ }) }) }, 'invalid_proof']),
  ['PRF-13 with both jwk and kid', { proofHeader: (header) => ({ ...header, kid: 'did:web:issuer.example#1' }) }, 'invalid_proof'],
  ['PRF-13 with both jwk and x5c', { proofHeader: (header) => ({ ...header, x5c: ['MAA='] }) }, 'invalid_proof'],
  ['PRF-13 with no key at all', { proofHeader: ({ jwk: _left, ...header }) => header }, 'invalid_proof'],
  ['PRF-14 with a symmetric key in the header', { proofHeader: (header) => ({ ...header, jwk: { kty: 'oct', k: 'c2VjcmV0' } }) }, 'invalid_proof'],
  ['PRF-17 with a critical header nobody knows', { proofs: async ([proof]) => [await resign(proof!, (claims) => claims, { crit: ['x'], x: 1 })] }, 'invalid_proof'],
  ['PRF-18 with r and s zero', { proofs: ([proof]) => [`${proof!.split('.').slice(0, 2).join('.')}.${base64url.encode(new Uint8Array(64))}`] }, 'invalid_proof'],
  ['PRF-20 in the member that was removed from the specification', { credentialRequest: (body) => { const { proofs, ...rest } = body as { proofs: { jwt: string[] } }; return { ...rest, proof: { proof_type: 'jwt', jwt: proofs.jwt[0] } } } }, ['invalid_proof', 'invalid_credential_request']],
  ['PRF-20 of two types at once', { credentialRequest: (body) => { const request = body as { proofs: { jwt: string[] } }; return { ...request, proofs: { ...request.proofs, attestation: ['x'] } } } }, ['invalid_proof', 'invalid_credential_request']],
  ['PRF-23 with an iss although the token is anonymous', { proofClaims: (claims) => ({ ...claims, iss: 'wallet-1' }) }, 'invalid_proof'],
  ...['__proto__', 'constructor', 'toString'].map((id): [string, Hooks, string | string[]] => [`PRF-25 for the configuration ${id}`, { credentialRequest: (body) => `{"credential_configuration_id":${JSON.stringify(id)},"proofs":${JSON.stringify((body as Json)['proofs'])}}` }, ['unknown_credential_configuration']]),
  ['PRF-26 for a configuration that is invented', { credentialRequest: (body) => ({ ...body as object, credential_configuration_id: 'diploma_of_the_moon' }) }, 'unknown_credential_configuration'],
  ['PRF-26 for an identifier that is invented', { credentialRequest: (body) => ({ credential_identifier: 'nothing', proofs: (body as Json)['proofs'] }) }, 'unknown_credential_identifier'],
]

describe('a credential request is refused', () => {
  it.each(bodies)('%s', async (_name, hooks, error) => {
    const claim = await claimWithToken(world())
    expectProtocolError(await askWith(claim, hooks), 400, error)
    await expectNothingIssued(claim)
  })

  it('PRF-14 with a private key in the header, which is then in no log', async () => {
    const claim = await claimWithToken(world())
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(privateKey)
    const proofs = async ([proof]: string[]) => [await new SignJWT(payloadOf(proof!)).setProtectedHeader({ ...headerOf(proof!), alg: 'ES256', jwk }).sign(privateKey)]
    expectProtocolError(await askWith(claim, { proofs }), 400, 'invalid_proof')
    expect(world().issuer.logs.join('\n')).not.toContain(jwk.d!)
    await expectNothingIssued(claim)
  })

  it('PRF-16 naming a key that would have to be fetched, and nothing is fetched', async () => {
    const canary = await startCanary()
    try {
      const host = `127.0.0.1:${canary.port}`
      const without = ({ jwk: _left, ...header }: Json) => header
      const headers: ((header: Json) => Json)[] = [
        (header) => ({ ...without(header), kid: `did:web:${encodeURIComponent(host)}#1` }),
        (header) => ({ ...without(header), kid: 'did:web:169.254.169.254#1' }),
        (header) => ({ ...without(header), kid: `http://${host}/key` }),
        (header) => ({ ...without(header), jku: `http://${host}/jwks` }),
        (header) => ({ ...without(header), x5u: `http://${host}/chain` }),
        (header) => ({ ...header, jku: `http://${host}/jwks` }),
      ]
      const claim = await claimWithToken(world())
      for (const proofHeader of headers) expectProtocolError(await askWith(claim, { proofHeader }), 400, 'invalid_proof')
      expect(canary.connections()).toBe(0)
      await expectNothingIssued(claim)
    } finally {
      await canary.stop()
    }
  })

  it('PRF-15 signed by another key than the one it shows', async () => {
    const claim = await claimWithToken(world())
    const other = await createHolderKey()
    expectProtocolError(await askWith(claim, { proofKey: () => other }), 400, 'invalid_proof')
    await expectNothingIssued(claim)
  })

  it('PRF-07 with a nonce of another institution (invalid_nonce)', async () => {
    const other = await createSchool(world().issuer)
    const foreign = await claimWithToken(world(), { school: other, achievementId: await publishAchievement(other) })
    const claim = await claimWithToken(world())
    expectProtocolError(await askForCredential(claim, { nonce: await requestNonce(claim.wallet, foreign.opened.issuer) }), 400, 'invalid_nonce')
    await expectNothingIssued(claim)
  })

  it('PRF-19 with one proof more than the batch size', async () => {
    const claim = await claimWithToken(world())
    const size = claim.opened.issuer.batch_credential_issuance?.batch_size ?? 1
    const keys = await Promise.all(Array.from({ length: size + 1 }, () => createHolderKey()))
    expectProtocolError(await askForCredential(claim, { keys }), 400, 'invalid_proof')
    await expectNothingIssued(claim)
  })

  it('PRF-22 with two nonces in one batch', async () => {
    const claim = await claimWithToken(world())
    const second = await requestNonce(claim.wallet, claim.opened.issuer)
    let count = 0
    const keys = [await createHolderKey(), await createHolderKey()]
    expectProtocolError(await askWith(claim, { proofClaims: (claims) => count++ === 0 ? claims : { ...claims, nonce: second } }, keys), 400, 'invalid_proof')
    await expectNothingIssued(claim)
  })

  it('PRF-27 with response encryption asked in a request that is not encrypted', async () => {
    const claim = await claimWithToken(world())
    const jwk = { ...(await createHolderKey()).publicJwk, alg: 'ECDH-ES', use: 'enc' }
    expectProtocolError(await askWith(claim, { credentialRequest: (body) => ({ ...body as object, credential_response_encryption: { jwk, enc: 'A128GCM' } }) }), 400, ['invalid_encryption_parameters', 'invalid_credential_request'])
    await expectNothingIssued(claim)
  })
})

describe('a proof', () => {
  it('PRF-05 is good once (the second time: invalid_nonce, and nothing more is issued)', async () => {
    const claim = await claimWithToken(world())
    let sent: string[] = []
    const first = await askWith(claim, { proofs: (proofs) => (sent = proofs) })
    expect(first.status).toBe(200)
    expectProtocolError(await askWith(claim, { proofs: () => sent }), 400, 'invalid_nonce')
    expect(await listCredentials(world().school, claim.offer.awardId)).toHaveLength(1)
  })

  it('PRF-06 is good once, also when sent ten times at the same moment', async () => {
    const claim = await claimWithToken(world())
    const nonce = await requestNonce(claim.wallet, claim.opened.issuer)
    const answers = await Promise.all(Array.from({ length: 10 }, () => askForCredential(claim, { nonce })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectProtocolError(answer, 400, 'invalid_nonce')
  })

  it.each([-55, 55])('PRF-10 may be %i seconds off', async (skew) => {
    const claim = await claimWithToken(world())
    expect((await askWith(claim, { proofClaims: (claims) => ({ ...claims, iat: seconds() + skew }) })).status).toBe(200)
  })

  it('PRF-21 for the same key twice gives one credential for that key', async () => {
    const claim = await claimWithToken(world())
    const key = await createHolderKey()
    const answer = await askForCredential(claim, { keys: [key, key] })
    if (answer.status === 200) expect(readCredentials(answer).credentials).toHaveLength(1)
    else expectProtocolError(answer, 400, 'invalid_proof')
  })
})

describe('a notification', () => {
  it('PRF-32 may come twice, is refused for an invented id, and may stay out', async () => {
    const claim = await claimWithToken(world())
    const answer = readCredentials(await askForCredential(claim))
    const tell = (notificationId: string) => postNotification(claim.wallet, { ...claim.opened, token: claim.token, notificationId, event: 'credential_accepted' })
    expect(answer.notificationId).toBeDefined()
    expect([(await tell(answer.notificationId!)).status, (await tell(answer.notificationId!)).status]).toEqual([204, 204])
    expectProtocolError(await tell('n-invented'), 400, 'invalid_notification_id')
    const silent = await claimWithToken(world())
    expect(statusReferenceOf(readCredentials(await askForCredential(silent)).credentials[0]!).idx).toBeGreaterThanOrEqual(0)
  })

  it('about an event nobody knows is refused (invalid_notification_request)', async () => {
    const claim = await claimWithToken(world())
    const { notificationId } = readCredentials(await askForCredential(claim))
    const wallet = withHooks(claim.wallet, { notification: (body) => ({ ...body, event: 'credential_admired' }) })
    expectProtocolError(await postNotification(wallet, { ...claim.opened, token: claim.token, notificationId: notificationId!, event: 'credential_accepted' }), 400, 'invalid_notification_request')
  })
})

function headerOf(jwt: string): Json {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jwt.split('.')[0]!))) as Json
}

function payloadOf(jwt: string): Json {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jwt.split('.')[1]!))) as Json
}

function flipLastBit(jwt: string): string {
  const [header, payload, signature] = jwt.split('.') as [string, string, string]
  const bytes = base64url.decode(signature)
  bytes[bytes.length - 1]! ^= 1
  return `${header}.${payload}.${base64url.encode(bytes)}`
}

/** Signs changed claims with a fresh key that is also the key shown. */
async function resign(jwt: string, change: (claims: Json) => Json, header: Json = {}): Promise<string> {
  const key = await createHolderKey()
  const protectedHeader = { ...headerOf(jwt), alg: 'ES256', jwk: key.publicJwk, ...header }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(change(payloadOf(jwt))))).setProtectedHeader(protectedHeader).sign(key.privateKey, { crit: { x: true } })
}

const withoutTime = (jwt: string) => resign(jwt, ({ iat: _left, ...claims }) => claims)
const unsigned = (jwt: string) => `${part({ ...headerOf(jwt), alg: 'none' })}.${jwt.split('.')[1]!}.`

function macSigned(jwt: string): string {
  const header = headerOf(jwt)
  const input = `${part({ ...header, alg: 'HS256' })}.${jwt.split('.')[1]!}`
  return `${input}.${createHmac('sha256', JSON.stringify(header['jwk'])).update(input).digest('base64url')}`
}

async function edwardsSigned(jwt: string): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return new SignJWT(payloadOf(jwt)).setProtectedHeader({ ...headerOf(jwt), alg: 'EdDSA', jwk: await exportJWK(publicKey) }).sign(privateKey)
}
