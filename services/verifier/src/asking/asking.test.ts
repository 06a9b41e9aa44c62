import { createHash, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, importJWK, importX509, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleVerifier, sampleType, type SampleVerifier } from '../fixtures/sample-verifier.ts'
import { composeQuestion, employerOf, requestUriOf, serveRequest, walletUrlOf } from './index.ts'

let verifier: SampleVerifier
beforeEach(async () => {
  verifier = await createSampleVerifier()
})
afterEach(async () => {
  await verifier.close()
})

const serve = async (requestId: string, options?: { walletNonce?: string }) => await serveRequest(verifier.rooms.serving, requestId, options)

describe('a question', () => {
  it('becomes a query for the recognised types, with holder binding, and no more claims than the question has', () => {
    const { dcql, claims } = composeQuestion('microcredential', { types: ['urn:b', 'urn:a', 'urn:b'] })
    const [query] = dcql.credentials
    expect(query).toMatchObject({ format: 'dc+sd-jwt', require_cryptographic_holder_binding: true, meta: { vct_values: ['urn:a', 'urn:b'] } })
    expect(query.claims.map(({ path }) => path)).toEqual(claims.map((claim) => [claim]))
    expect(claims).toEqual(expect.arrayContaining(['given_name', 'family_name', 'achievement_title', 'issuing_authority', 'date_of_issuance']))
  })

  it('can be narrowed to fewer claims, in the order of the question', () => {
    expect(composeQuestion('microcredential', { types: [sampleType], claims: ['achievement_title', 'given_name'] }).claims).toEqual(['given_name', 'achievement_title'])
  })

  it('VPR-17 is refused when it asks for more than it may (over-asking)', async () => {
    await expect(verifier.ask({ claims: ['given_name', 'assessment_grade'] })).rejects.toMatchObject({ code: 'ASK_CLAIM_NOT_IN_QUESTION', message: expect.stringContaining('assessment_grade') })
    await expect(verifier.ask({ claims: ['__proto__'] })).rejects.toMatchObject({ code: 'ASK_CLAIM_NOT_IN_QUESTION' })
    await expect(verifier.ask({ question: 'diploma' })).rejects.toMatchObject({ code: 'ASK_QUESTION_NOT_ALLOWED' })
    await expect(verifier.ask({ question: 'constructor' }, { ...verifier.employer, questions: ['constructor'] })).rejects.toMatchObject({ code: 'ASK_QUESTION_NOT_ALLOWED' })
    await expect(verifier.ask({}, { ...verifier.employer, questions: [] })).rejects.toMatchObject({ code: 'ASK_QUESTION_NOT_ALLOWED' })
  })

  it('is not asked while no issuer is recognised (an empty registry trusts nobody)', async () => {
    await verifier.issuers.remove('did:web:hogeschool.example')
    await expect(verifier.ask()).rejects.toMatchObject({ code: 'ASK_NO_ISSUER_RECOGNISED' })
  })
})

describe('a request', () => {
  it('VPR-07 has a nonce of 256 bits that never comes twice, and identifiers that never do', async () => {
    const seen = new Set<string>()
    const rounds = 10_000
    for (let round = 0; round < rounds; round += 1) {
      const { request, pageSecret } = await verifier.ask()
      expect(request.nonce).toMatch(/^[A-Za-z0-9_-]{43}$/)
      for (const value of [request.nonce, request.walletState, request.id, request.requestId, request.responseId, pageSecret, request.oneTimeKey.kid]) seen.add(value)
    }
    expect(seen.size).toBe(rounds * 7)
  }, 60_000)

  it('carries its employer in its addresses, and nothing else that can be read', async () => {
    const { request, pageSecret } = await verifier.ask()
    for (const address of [request.requestId, request.responseId, pageSecret]) expect(employerOf(address)).toBe(verifier.employer.id)
    for (const address of ['', 'x', `${request.requestId}=`, request.requestId.slice(1), `${request.requestId}A`, request.id]) expect(employerOf(address)).toBeUndefined()
  })

  it('keeps page secret and decryption key out of the record in clear', async () => {
    const { request, pageSecret } = await verifier.ask()
    const found = await verifier.casebook.findByResponseId(request.employerId, request.responseId)
    expect(JSON.stringify([found, await verifier.casebook.findById(request.employerId, request.id)])).not.toContain(pageSecret)
    expect(found?.sealedOneTimeKey).toMatch(/^v1\./)
  })
})

describe('the request object', () => {
  it('VPR-13 is signed, typed, meant for any wallet, and says the same client id as the link', async () => {
    const { request } = await verifier.ask()
    const link = new URL(walletUrlOf(verifier.publicUrl, request))
    expect(link.searchParams.get('request_uri')).toBe(requestUriOf(verifier.publicUrl, request))
    const jwt = await serve(request.requestId)
    const header = decodeProtectedHeader(jwt)
    const leaf = header.x5c?.[0] ?? ''
    const key = await importX509(`-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----`, 'ES256')
    const { payload } = await jwtVerify(jwt, key, { typ: 'oauth-authz-req+jwt', audience: 'https://self-issued.me/v2', algorithms: ['ES256'], currentDate: verifier.now() })
    expect(payload).toMatchObject({
      client_id: link.searchParams.get('client_id'),
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      response_uri: `https://verifier.example/openid4vp/responses/${request.responseId}`,
      nonce: request.nonce,
      state: request.walletState,
      dcql_query: request.question.dcql,
      iat: verifier.now().getTime() / 1000,
      exp: request.expiresAt.getTime() / 1000,
      client_metadata: {
        client_name: 'Waterbouw BV',
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', kid: request.oneTimeKey.kid, use: 'enc', alg: 'ECDH-ES' }] },
        encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
        vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
      },
      verifier_info: [{ format: 'eduwallet_purpose', data: { purpose: [{ lang: 'nl', value: request.purpose.nl }, { lang: 'en', value: request.purpose.en }] } }],
    })
    expect(payload.redirect_uri).toBeUndefined()
    expect(JSON.stringify(payload)).not.toContain('"d"')
    expect(request.clientId).toBe(`x509_hash:${createHash('sha256').update(Buffer.from(leaf, 'base64')).digest('base64url')}`)
  })

  it('proves itself by DNS name, by certificate hash and by DID, all with the same key', async () => {
    const byName = (await verifier.ask({ clientIdPrefix: 'x509_san_dns' })).request
    expect(byName.clientId).toBe('x509_san_dns:verifier.example')
    const leaf = new X509Certificate(Buffer.from(decodeProtectedHeader(await serve(byName.requestId)).x5c?.[0] ?? '', 'base64'))
    expect(leaf.subjectAltName).toContain('DNS:verifier.example')

    const byDid = (await verifier.ask({ clientIdPrefix: 'decentralized_identifier' })).request
    expect(byDid.clientId).toBe('decentralized_identifier:did:web:verifier.example')
    const jwt = await serve(byDid.requestId)
    const header = decodeProtectedHeader(jwt)
    expect(header.x5c).toBeUndefined()
    const document = (await verifier.app.inject('/.well-known/did.json')).json<{ assertionMethod: string[]; authentication: string[]; verificationMethod: { id: string; publicKeyJwk: object }[] }>()
    const method = document.verificationMethod.find(({ id }) => id === header.kid)
    expect(document.authentication).toContain(header.kid)
    const { payload } = await jwtVerify(jwt, await importJWK({ ...method?.publicKeyJwk, kty: 'EC' }, 'ES256'), { currentDate: verifier.now() })
    expect(payload.client_id).toBe(byDid.clientId)
  })

  it('VPR-14 can be fetched as often as wanted while it waits, always with the same nonce and key', async () => {
    const { request } = await verifier.ask()
    const payloads = [await serve(request.requestId), await serve(request.requestId)].map((jwt) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>)
    expect(payloads[0]?.nonce).toBe(request.nonce)
    expect(payloads[1]).toEqual(payloads[0])
    verifier.passSeconds(600)
    await expect(serve(request.requestId)).rejects.toMatchObject({ code: 'ASK_REQUEST_EXPIRED' })
  })

  it('VPR-14 cannot be fetched once it was answered or declined', async () => {
    const { request } = await verifier.ask()
    await verifier.casebook.recordDecline(request.employerId, request.id, { answeredAt: verifier.now(), reason: 'access_denied' })
    await expect(serve(request.requestId)).rejects.toMatchObject({ code: 'ASK_REQUEST_CLOSED' })
  })

  it('VPR-15 echoes the nonce of the wallet', async () => {
    const { request } = await verifier.ask()
    const jwt = await serve(request.requestId, { walletNonce: 'wallet-nonce-1' })
    expect(JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ wallet_nonce: 'wallet-nonce-1', nonce: request.nonce })
  })

  it('VPR-06 is not found under another identifier of the same request', async () => {
    const { request, pageSecret } = await verifier.ask()
    for (const other of [request.id, request.responseId, pageSecret, 'x', '']) await expect(serve(other)).rejects.toMatchObject({ code: 'ASK_REQUEST_UNKNOWN' })
  })
})
