import { decodeJwt, decodeProtectedHeader } from 'jose'
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { declineRequest } from './answer-request.ts'
import type { HeldCredential } from './check-credential.ts'
import { createPretendIssuer, pretendOffer } from './pretend-issuer.ts'
import { createPretendVerifier, type PretendPrefix } from './pretend-verifier.ts'
import { presentCredentials } from './present-credentials.ts'
import { redeemOffer } from './redeem-offer.ts'
import { resolveRequest } from './request-object.ts'
import { openSdJwt } from './sd-jwt.ts'
import { createWallet, withHooks } from './wallet.ts'

let held: HeldCredential[]

beforeAll(async () => {
  const issuer = await createPretendIssuer()
  const link = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(pretendOffer(false)))}`
  held = (await redeemOffer(createWallet({ fetch: issuer.fetch }), link)).credentials
})

const prefixes: PretendPrefix[] = ['x509_san_dns', 'x509_hash', 'decentralized_identifier']

describe('the wallet answers an employer', () => {
  it.each(prefixes.flatMap((prefix) => (['get', 'post'] as const).map((method) => [prefix, method] as const)))('known by %s, request fetched by %s', async (prefix, method) => {
    const verifier = await createPretendVerifier(prefix)
    const wallet = createWallet({ fetch: verifier.fetch, anchors: [verifier.anchor] })
    const { redirectUri } = await presentCredentials(wallet, verifier.link, held, { method })
    expect(redirectUri).toBe('https://employer.example/done?response_code=1')

    const jwe = verifier.posted[0]!
    expect(decodeProtectedHeader(jwe)).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'enc-1' })
    const answer = await verifier.open(jwe) as { state: string; vp_token: { badge: string[] } }
    expect(answer.state).toBe('state-1')
    const presentation = answer.vp_token.badge[0]!
    const binding = presentation.slice(presentation.lastIndexOf('~') + 1)
    expect(decodeProtectedHeader(binding)).toEqual({ alg: 'ES256', typ: 'kb+jwt' })
    expect(decodeJwt(binding)).toEqual({
      aud: verifier.clientId, nonce: 'a-nonce-of-128-bits-at-least', iat: expect.any(Number) as number,
      sd_hash: createHash('sha256').update(presentation.slice(0, presentation.lastIndexOf('~') + 1)).digest('base64url'),
    })
    const shown = await openSdJwt(presentation)
    expect(shown.claims).toMatchObject({ grade: '8', achievement_title: { nl: 'Water' } })
    expect(shown.claims).not.toHaveProperty('given_name')
  })

  it('by saying no when the holder does', async () => {
    const verifier = await createPretendVerifier('x509_hash')
    const wallet = createWallet({ fetch: verifier.fetch })
    await declineRequest(wallet, await resolveRequest(wallet, verifier.link))
    expect(verifier.posted).toEqual(['error=access_denied&state=state-1'])
  })
})

describe('the wallet does not answer', () => {
  it.each([
    ['a request object with another client_id', 'x509_hash', { claims: { client_id: 'x509_hash:other' } }],
    ['a request for another audience', 'x509_hash', { claims: { aud: 'https://employer.example' } }],
    ['a request object of another type', 'x509_hash', { header: { typ: 'JWT' } }],
    ['an answer that would go unencrypted', 'x509_hash', { claims: { response_mode: 'direct_post' } }],
    ['an answer that would go to another host', 'x509_san_dns', { claims: { response_uri: 'https://elsewhere.example/response' } }],
    ['a certificate of another host', 'x509_san_dns', { dns: 'elsewhere.example' }],
    ['a key that is not in the DID document', 'decentralized_identifier', { header: { kid: 'did:web:employer.example#other' } }],
    ['a nonce that can be guessed', 'x509_hash', { claims: { nonce: 'nonce' } }],
    ['a wallet nonce that did not come back', 'x509_hash', { claims: { wallet_nonce: 'another' } }],
    ['a request that is over', 'x509_hash', { claims: { exp: 1_700_000_000 } }],
  ] as const)('%s', async (_name, prefix, overrides) => {
    const verifier = await createPretendVerifier(prefix, overrides)
    const wallet = createWallet({ fetch: verifier.fetch, anchors: [verifier.anchor] })
    await expect(resolveRequest(wallet, verifier.link)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })

  it('a certificate under a root it does not believe', async () => {
    const verifier = await createPretendVerifier('x509_hash')
    const stranger = await createPretendVerifier('x509_hash')
    await expect(resolveRequest(createWallet({ fetch: verifier.fetch, anchors: [stranger.anchor] }), verifier.link)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })

  it('a question its credentials do not answer', async () => {
    const verifier = await createPretendVerifier('x509_hash')
    await expect(presentCredentials(createWallet({ fetch: verifier.fetch }), verifier.link, [])).rejects.toMatchObject({ code: 'NOTHING_MATCHES' })
  })

  it('with manners other than its own unless a hook says so', async () => {
    const verifier = await createPretendVerifier('x509_hash')
    const wallet = withHooks(createWallet({ fetch: verifier.fetch }), {
      disclosed: (names) => [...names, 'given_name'],
      keyBindingClaims: (claims) => ({ ...claims, nonce: 'wrong' }),
    })
    await presentCredentials(wallet, verifier.link, held)
    const presentation = (await verifier.open(verifier.posted[0]!) as { vp_token: { badge: string[] } }).vp_token.badge[0]!
    expect((await openSdJwt(presentation)).claims).toHaveProperty('given_name', 'Noor')
    expect(decodeJwt(presentation.slice(presentation.lastIndexOf('~') + 1))['nonce']).toBe('wrong')
  })
})
