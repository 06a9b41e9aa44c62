import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { formats, randomSalts } from './index.ts'
import { at, seconds, testKey } from './sd-jwt-vc/fixtures/forge.ts'

describe.each(formats.map((format) => ({ identifier: format.identifier, format })))('the credential format $identifier', ({ format }) => {
  const issuer = testKey()
  const claims = { iss: 'did:web:school.example', vct: 'https://issuer.example/vct/1', iat: seconds, cnf: { jwk: testKey().publicJwk }, title: 'Public', name: 'Hidden' }
  const credential = () => ({ claims, selectivelyDisclosable: [['name']], header: { kid: 'did:web:school.example#1' }, saltFor: randomSalts(randomBytes) })
  const expectation = { issuerKey: issuer.publicJwk, now: at, skewSeconds: 30, keyBinding: 'forbidden' } as const

  it('verifies what it secured', async () => {
    const secured = await format.secure({ ...credential(), signer: issuer.signer })
    expect(format.verify(secured, expectation).claims).toMatchObject(claims)
  })

  it('prepares, so that what is put on record is what gets signed', async () => {
    const prepared = format.prepare(credential())
    expect(prepared.payloadDigest).toMatch(/^[\w-]{43}$/)
    const secured = prepared.finish(await issuer.signer.sign(prepared.signingInput))
    expect(format.verify(secured, expectation).claims).toMatchObject(claims)
    expect(format.prepare(credential()).payloadDigest).not.toBe(prepared.payloadDigest)
  })

  it('asks the signer for one signature a credential', async () => {
    let signatures = 0
    const counting = { ...issuer.signer, sign: (data: Uint8Array) => (signatures++, issuer.signer.sign(data)) }
    await format.secure({ ...credential(), signer: counting })
    expect(signatures).toBe(1)
  })

  it('passes on what the signer throws', async () => {
    const broken = { ...issuer.signer, sign: () => Promise.reject(new Error('key store is away')) }
    await expect(format.secure({ ...credential(), signer: broken })).rejects.toThrow('key store is away')
  })

  it('refuses another key and a changed text with an error that has a code', async () => {
    const secured = await format.secure({ ...credential(), signer: issuer.signer })
    const withCode = expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/) })
    expect(() => format.verify(secured, { ...expectation, issuerKey: testKey().publicJwk })).toThrow(withCode)
    expect(() => format.verify(`x${secured}`, expectation)).toThrow(withCode)
    expect(() => format.verify('', expectation)).toThrow(withCode)
  })

  it('puts nothing of the claims in its errors', async () => {
    const secured = await format.secure({ ...credential(), signer: issuer.signer })
    for (const changed of [secured.slice(0, -1), `${secured}x`, secured.replace('.', '..'), `${secured}~`]) {
      try {
        format.verify(changed, expectation)
      } catch (error) {
        expect(String(error)).not.toMatch(/Hidden|Public|school/)
      }
    }
  })

  it('describes itself', () => {
    expect(format.describe()).toMatchObject({ signingAlgorithms: ['ES256'], bindingMethods: ['jwk'], presentation: { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } })
  })
})
