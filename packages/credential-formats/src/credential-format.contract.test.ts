import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Concern, concerns, mechanisms, randomSalts, readers } from './index.ts'
import type { CredentialExpectation } from './credential-format.ts'
import { at, seconds, testKey } from './sd-jwt-vc/fixtures/forge.ts'

describe.each(mechanisms.map((format) => ({ name: format.name, format })))('a credential secured as $name', ({ format }) => {
  const reader = readers.find((each) => each.format === format.format)
  if (reader === undefined) throw new Error('there is no reader for this format')
  const verify = async (secured: string, expected: CredentialExpectation) => reader.verify(reader.read(secured), expected)
  const issuer = testKey()
  const claims = { iss: 'did:web:school.example', vct: 'https://issuer.example/vct/1', iat: seconds, cnf: { jwk: testKey().publicJwk }, title: 'Public', name: 'Hidden' }
  const credential = () => ({ claims, selectivelyDisclosable: [['name']], header: { kid: 'did:web:school.example#1' }, saltFor: randomSalts(randomBytes) })
  const expectation = { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' } as const

  it('verifies what it secured', async () => {
    const secured = await format.secure({ ...credential(), signer: issuer.signer })
    expect((await verify(secured, expectation)).claims).toMatchObject(claims)
  })

  it('prepares, so that what is put on record is what gets signed', async () => {
    const prepared = await format.prepare(credential())
    expect(prepared.payloadDigest).toMatch(/^[\w-]{43}$/)
    const secured = prepared.finish(await issuer.signer.sign(prepared.signingInput))
    expect((await verify(secured, expectation)).claims).toMatchObject(claims)
    expect((await format.prepare(credential())).payloadDigest).not.toBe(prepared.payloadDigest)
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
    const withCode = expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/), concern: expect.toSatisfy((concern) => concerns.includes(concern as Concern)) })
    await expect(verify(secured, { ...expectation, issuerKeys: [testKey().publicJwk] })).rejects.toThrow(withCode)
    await expect(verify(secured, { ...expectation, issuerKeys: [] })).rejects.toThrow(withCode)
    await expect(verify(`x${secured}`, expectation)).rejects.toThrow(withCode)
    await expect(verify('', expectation)).rejects.toThrow(withCode)
  })

  it('puts nothing of the claims in its errors', async () => {
    const secured = await format.secure({ ...credential(), signer: issuer.signer })
    for (const changed of [secured.slice(0, -1), `${secured}x`, secured.replace('.', '..'), `${secured}~`]) {
      await expect(verify(changed, expectation)).rejects.not.toThrow(/Hidden|Public|school/)
    }
  })

  it('describes itself', () => {
    expect(format.describe()).toMatchObject({ signingAlgorithms: ['ES256'], bindingMethods: ['jwk'], presentation: { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } })
  })
})
