import { keyOfMultikey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import { wholeSuites, type WholeSuiteName } from './cryptosuites.ts'
import { exampleContexts } from './fixtures/documents.ts'
import { alumniCredential, chain, olderVector, type Vector, vectors } from './fixtures/specification-vectors.ts'
import { changed, verify } from './fixtures/secured.ts'
import { hashData } from './hash-data.ts'

const documentOf = ({ addedContext, proof }: Vector): JsonObject => ({
  ...alumniCredential, '@context': [...(alumniCredential['@context'] as string[]), ...(addedContext === undefined ? [] : [addedContext])], proof,
})

describe('the test vectors of the Recommendations', () => {
  it.each([...vectors, olderVector])('$name verifies, and nothing else does', async (vector) => {
    const key = keyOfMultikey(vector.multikey)
    const { proof: _proof, ...credential } = documentOf(vector)
    expect((await verify(documentOf(vector), [key])).claims).toEqual(credential)
    await expect(verify(changed(documentOf(vector), ['credentialSubject', 'alumniOf'], 'Another school'), [key])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(verify(changed(documentOf(vector), ['proof', 'created'], '2023-02-24T23:36:39Z'), [key])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
  })

  it.each(vectors.filter(({ hashes }) => hashes !== undefined))('$name hashes to the bytes of the specification on the way', async ({ proof: { proofValue: _value, ...options }, multikey, hashes = [] }) => {
    const algorithm = multikey.startsWith('z82') ? 'sha384' : 'sha256'
    const suite = wholeSuites[options['cryptosuite'] as WholeSuiteName]
    expect((await hashData(suite, alumniCredential, options, algorithm, exampleContexts)).toString('hex')).toBe(hashes.join(''))
  })

  it('a set of two proofs, and a chain of two more on top of it, verify', async () => {
    const keys = chain.multikeys.map(keyOfMultikey)
    const { claims } = await verify({ ...alumniCredential, proof: [...chain.proofs] }, keys)
    expect(claims).toEqual(alumniCredential)
    await expect(verify({ ...alumniCredential, proof: chain.proofs.slice(0, 2) }, keys)).resolves.toBeDefined()
  })

  it('a chain whose earlier proof was changed, or is gone, does not', async () => {
    const keys = chain.multikeys.map(keyOfMultikey)
    const proofs = [...chain.proofs]
    // The first two no longer hold either, so look at the fourth alone: it signed the third.
    const other = { ...proofs[2], created: '2023-02-26T22:06:39Z' } as JsonObject
    await expect(verify({ ...alumniCredential, proof: [proofs[0] ?? null, proofs[1] ?? null, other, proofs[3] ?? null] }, keys)).rejects.toMatchObject({
      code: 'DI_SIGNATURE', proofs: [{ code: undefined }, { code: undefined }, { code: 'DI_SIGNATURE' }, { code: 'DI_SIGNATURE' }],
    })
    await expect(verify({ ...alumniCredential, proof: [proofs[0] ?? null, proofs[2] ?? null] }, keys)).rejects.toMatchObject({ code: 'DI_PROOF_CHAIN' })
    await expect(verify({ ...alumniCredential, proof: [proofs[0] ?? null, proofs[0] ?? null] }, keys)).rejects.toMatchObject({ code: 'DI_PROOF_CHAIN' })
  })
})
