/** Access tokens and DPoP under attack (family TOK). */
import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSchool, publishAchievement } from '../institution/index.ts'
import { createDpopSession, openOffer, postToken, readToken, send, withHooks, type HttpAnswer, type Wallet } from '../wallet/index.ts'
import { askForCredential, challengeError, claimWithToken, expectProtocolError, offerSomething, type ClaimUnderWay } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('access_token_attacks')
type Json = Record<string, unknown>
type Hooks = Wallet['hooks']
const seconds = () => Math.floor(Date.now() / 1000)

function expectUnauthorized(answer: HttpAnswer, error?: string | RegExp): void {
  expect(answer.status, answer.text).toBe(401)
  expect(answer.text).not.toContain('"credentials"')
  if (error !== undefined) expect(challengeError(answer)).toMatch(error)
}

async function opened() {
  const offer = await offerSomething(world(), { transactionCode: false })
  return openOffer(world().wallet, offer.credentialOfferUri)
}

const askWith = (claim: ClaimUnderWay, hooks: Hooks) => askForCredential(claim, { wallet: withHooks(claim.wallet, hooks) })
const header = (name: string, value: string | undefined): Hooks => ({ credentialHeaders: (headers) => { if (value === undefined) headers.delete(name); else headers.set(name, value); return headers } })

describe('the credential endpoint', () => {
  it('TOK-01 challenges with Bearer and DPoP when there is no token', async () => {
    const answer = await askWith(await claimWithToken(world()), header('authorization', undefined))
    expectUnauthorized(answer)
    const challenge = answer.headers.get('www-authenticate') ?? ''
    expect(challenge).toMatch(/Bearer/)
    expect(challenge).toMatch(/DPoP [^,]*algs="[^"]*ES256[^"]*"|DPoP .*algs="ES256"/)
  })

  it('TOK-02 does not take a token from the query string, nor writes it in the log', async () => {
    const claim = await claimWithToken(world())
    const answer = await askWith(claim, { ...header('authorization', undefined), credentialUrl: (url) => `${url}?access_token=${encodeURIComponent(claim.token.value)}` })
    expect([400, 401]).toContain(answer.status)
    expect(answer.text).not.toContain('"credentials"')
    expect(world().issuer.logs.join('\n')).not.toContain(claim.token.value)
  })

  it('TOK-03 refuses a bound token that is used as a bearer token', async () => {
    const claim = await claimWithToken(world(), { dpop: true })
    const withProof = await askWith(claim, header('authorization', `Bearer ${claim.token.value}`))
    expectProtocolError(withProof, 400, 'invalid_request')
    const withoutProof = await askForCredential(claim, { token: { ...claim.token, type: 'Bearer', dpop: undefined } })
    expectUnauthorized(withoutProof, 'invalid_token')
  })

  it('TOK-04 refuses the DPoP scheme without a proof', async () => {
    const claim = await claimWithToken(world(), { dpop: true })
    expectProtocolError(await askForCredential(claim, { token: { ...claim.token, dpop: undefined } }), 400, 'invalid_request')
  })

  it('TOK-05 refuses a proof by another key', async () => {
    const claim = await claimWithToken(world(), { dpop: true })
    const stranger = await createDpopSession()
    expectUnauthorized(await askForCredential(claim, { token: { ...claim.token, dpop: stranger } }), 'invalid_token')
  })

  it('TOK-06 refuses a DPoP proof it has seen', async () => {
    const claim = await claimWithToken(world(), { dpop: true })
    let seen: string | undefined
    const first = await askWith(claim, { dpopProof: (proof) => (seen = proof) })
    expect(first.status).toBe(200)
    expectUnauthorized(await askWith(claim, { dpopProof: () => seen! }), /invalid_dpop_proof|invalid_token/)
  })

  it.each<[string, Hooks]>([
    ['TOK-07 for another method', { dpopClaims: (claims) => ({ ...claims, htm: 'GET' }) }],
    ['TOK-07 for another address', { dpopClaims: (claims) => ({ ...claims, htu: 'https://elsewhere.example/credential' }) }],
    ['TOK-08 of an hour ago', { dpopClaims: (claims) => ({ ...claims, iat: seconds() - 3600 }) }],
    ['TOK-08 of an hour from now', { dpopClaims: (claims) => ({ ...claims, iat: seconds() + 3600 }) }],
    ['TOK-09 without the hash of the token', { dpopClaims: ({ ath: _left, ...claims }) => claims }],
    ['TOK-09 with the hash of another token', { dpopClaims: (claims) => ({ ...claims, ath: base64url.encode(new Uint8Array(32)) }) }],
  ])('refuses a DPoP proof %s', async (_name, hooks) => {
    const claim = await claimWithToken(world(), { dpop: true })
    expectUnauthorized(await askWith(claim, hooks), /invalid_dpop_proof|invalid_token/)
    expect((await askForCredential(claim)).status).toBe(200)
  })

  it('TOK-11 wants its nonce (401 use_dpop_nonce with DPoP-Nonce), and takes the second try', async () => {
    const claim = await claimWithToken(world(), { dpop: true })
    const stale = await askWith(claim, { dpopClaims: (claims) => ({ ...claims, nonce: 'stale' }) })
    expectUnauthorized(stale, 'use_dpop_nonce')
    expect(stale.headers.get('dpop-nonce')).toBeTruthy()
    expect((await askForCredential(claim)).status).toBe(200)
    const fresh = await claimWithToken(world(), { dpop: true })
    const none = await askWith(fresh, { dpopClaims: ({ nonce: _left, ...claims }) => claims })
    expectUnauthorized(none, 'use_dpop_nonce')
    expect(none.headers.get('dpop-nonce')).toBeTruthy()
    expect((await askForCredential(fresh)).status).toBe(200)
  })

  it('TOK-13 refuses the token of another institution', async () => {
    const other = await createSchool(world().issuer)
    const foreign = await claimWithToken(world(), { school: other, achievementId: await publishAchievement(other) })
    const claim = await claimWithToken(world())
    expectUnauthorized(await askForCredential(claim, { token: foreign.token }), 'invalid_token')
  })

  it('refuses a token that is invented', async () => {
    const claim = await claimWithToken(world())
    expectUnauthorized(await askForCredential(claim, { token: { ...claim.token, value: 'A'.repeat(43) } }), 'invalid_token')
  })
})

describe('the token endpoint', () => {
  const withProof = async (hooks: Hooks): Promise<HttpAnswer> => postToken(withHooks(world().wallet, hooks), { ...await opened(), dpop: await createDpopSession() })

  it.each<[string, Hooks]>([
    ['TOK-07 for another method', { dpopClaims: (claims) => ({ ...claims, htm: 'GET' }) }],
    ['TOK-07 for another address', { dpopClaims: (claims) => ({ ...claims, htu: 'https://elsewhere.example/token' }) }],
    ['TOK-07 for a list of addresses', { dpopClaims: (claims) => ({ ...claims, htu: [claims['htu']] }) }],
    ['TOK-07 for what is no address', { dpopClaims: (claims) => ({ ...claims, htu: 'not a url' }) }],
    ['TOK-08 of an hour ago', { dpopClaims: (claims) => ({ ...claims, iat: seconds() - 3600 }) }],
    ['TOK-08 of an hour from now', { dpopClaims: (claims) => ({ ...claims, iat: seconds() + 3600 }) }],
    ['TOK-10 of another type', { dpopHeader: (jose) => ({ ...jose, typ: 'JWT' }) }],
    ['TOK-10 without a jti', { dpopClaims: ({ jti: _left, ...claims }) => claims }],
    ['TOK-10 with a symmetric key', { dpopHeader: (jose) => ({ ...jose, jwk: { kty: 'oct', k: 'c2VjcmV0' } }) }],
    ['TOK-10 without a signature', { dpopProof: (proof) => `${base64url.encode(JSON.stringify({ ...headerOf(proof), alg: 'none' }))}.${proof.split('.')[1]!}.` }],
    ['TOK-10 with a private key in its header', { dpopProof: async (proof) => {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true })
      return new SignJWT(payloadOf(proof)).setProtectedHeader({ ...headerOf(proof), alg: 'ES256', jwk: await exportJWK(privateKey) }).sign(privateKey)
    } }],
  ])('refuses a DPoP proof %s (invalid_dpop_proof)', async (_name, hooks) => {
    expectProtocolError(await withProof(hooks), 400, 'invalid_dpop_proof')
  })

  it('TOK-06 refuses a DPoP proof it has seen (invalid_dpop_proof)', async () => {
    const session = await createDpopSession()
    const proofs: string[] = []
    const first = await postToken(withHooks(world().wallet, { dpopProof: (proof) => { proofs.push(proof); return proof } }), { ...await opened(), dpop: session })
    expect(first.status).toBe(200)
    const replay = await postToken(withHooks(world().wallet, { dpopProof: () => proofs.at(-1)! }), { ...await opened(), dpop: session })
    expectProtocolError(replay, 400, 'invalid_dpop_proof')
  })

  it('TOK-11 wants its nonce (400 use_dpop_nonce with DPoP-Nonce), and takes the second try', async () => {
    const session = await createDpopSession()
    const target = await opened()
    const first = await postToken(withHooks(world().wallet, { dpopClaims: ({ nonce: _left, ...claims }) => claims }), { ...target, dpop: session })
    expectProtocolError(first, 400, 'use_dpop_nonce')
    expect(first.headers.get('dpop-nonce')).toBeTruthy()
    const second = await postToken(world().wallet, { ...target, dpop: session })
    expect(readToken(second, session).type).toBe('DPoP')
  })

  it('a code of one institution is worth nothing at another', async () => {
    const other = await createSchool(world().issuer)
    const { offer, server } = await opened()
    const elsewhere = { ...server, token_endpoint: server.token_endpoint.replace(world().school.slug, other.slug) }
    expectProtocolError(await postToken(world().wallet, { offer, server: elsewhere }), 400, 'invalid_grant')
    expect((await postToken(world().wallet, { offer, server })).status).toBe(200)
  })

  it.each([
    ['an unknown grant', 'grant_type=password&username=a&password=b', 'unsupported_grant_type'],
    ['no grant', 'pre-authorized_code=abc', ['invalid_request', 'unsupported_grant_type']],
    ['an empty body', '', ['invalid_request', 'unsupported_grant_type']],
  ] as const)('answers %s with the word of RFC 6749', async (_name, body, error) => {
    const { server } = await opened()
    expectProtocolError(await send(fetch, server.token_endpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }), 400, error)
  })

  it('TOK-22 never echoes what it was sent in words outside the allowed set', async () => {
    const { server } = await opened()
    const answer = await send(fetch, server.token_endpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `grant_type=${encodeURIComponent('x"\r\nSet-Cookie: a=b\u{1F600}')}` })
    expectProtocolError(answer, 400, 'unsupported_grant_type')
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

function headerOf(jwt: string): Json {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jwt.split('.')[0]!))) as Json
}

function payloadOf(jwt: string): Json {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jwt.split('.')[1]!))) as Json
}
