import type { JsonObject } from '@eduwallet/strict-json'
import fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { canonicalise, jsonLdOptions } from './canonicalise.ts'
import { type ContextResolver, contextResolverOf, createContextResolver } from './context-resolver.ts'
import { type Contexts, openContexts, shippedContexts } from './contexts/open-contexts.ts'
import { badge, openBadges, vcdm2 } from './fixtures/documents.ts'

const canonical = { algorithm: 'RDFC-1.0', format: 'application/n-quads' } as const

/** The statements, or that there are none. Out of safe mode more documents come to statements. */
async function statementsOf(document: unknown, contexts: Contexts, contextResolver: ContextResolver | undefined, safe: boolean): Promise<string> {
  const { contextResolver: _ours, safe: _always, ...options } = jsonLdOptions(contexts)
  try {
    return await jsonld.canonize(document, { ...options, safe, ...(contextResolver === undefined ? {} : { contextResolver }), ...canonical })
  } catch {
    return 'refused'
  }
}

/** Credentials with known contexts in any order, members of one kind of thing in another, and things within things. */
const anyCredential: fc.Arbitrary<JsonObject> = fc.tuple(
  fc.shuffledSubarray([...shippedContexts.keys()].filter((url) => url !== vcdm2), { maxLength: 3 }),
  fc.constantFrom<string[]>(['VerifiableCredential', 'OpenBadgeCredential'], ['VerifiableCredential'], ['VerifiablePresentation'], ['VerifiableCredential', 'Achievement'], []),
  fc.array(fc.constantFrom(
    { credentialStatus: { id: 'https://a.example/1#2', type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '2', statusListCredential: 'https://a.example/1' } },
    { evidence: [{ type: ['Evidence'], narrative: 'Gezien', name: 'Toets' }] },
    { credentialSubject: { type: ['AchievementSubject', 'Profile'], name: 'Bo', achievement: { type: 'Achievement', name: 'A', description: 'B', criteria: { narrative: 'C' }, related: [{ id: 'urn:x', type: 'Related' }] } } },
    { issuer: { id: 'did:web:a.example', type: 'Profile', name: 'X', verificationMethod: 'did:web:a.example#1' } },
    { name: { '@value': 'Naam', '@language': 'nl', '@direction': 'ltr' } },
    { proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-11-28T12:00:00Z', verificationMethod: 'did:web:a.example#1', proofPurpose: 'assertionMethod' } },
    { unknown: 'x' },
    { verifiableCredential: badge('did:web:b.example') },
  ), { maxLength: 4 }),
).map(([urls, type, parts]) => ({ ...badge('did:web:a.example'), '@context': [vcdm2, ...urls], ...(type.length === 0 ? {} : { type }), ...Object.assign({}, ...parts) as JsonObject }))

describe('contexts that are processed once', () => {
  it('give the same statements as contexts that are processed anew, whatever came before', async () => {
    const small = createContextResolver(shippedContexts, 40)
    let stated = 0
    await fc.assert(fc.asyncProperty(anyCredential, fc.boolean(), async (document, safe) => {
      const anew = await statementsOf(document, shippedContexts, createContextResolver(shippedContexts), safe)
      if (anew !== 'refused') stated += 1
      expect(await statementsOf(document, shippedContexts, undefined, safe)).toBe(anew)
      expect(await statementsOf(document, shippedContexts, contextResolverOf(shippedContexts), safe)).toBe(anew)
      expect(await statementsOf(document, shippedContexts, small, safe)).toBe(anew)
    }), { numRuns: 150 })
    expect(stated).toBeGreaterThan(20)
  }, 60_000)

  it('are those of the caller, not those that another caller knows by the same URL', async () => {
    const url = 'https://own.example/context'
    const [one, two] = ['one', 'two'].map((word) => openContexts([[url, { '@context': { word: `https://own.example/${word}` } }]])) as [Contexts, Contexts]
    const document = { ...badge('did:web:a.example'), '@context': [vcdm2, openBadges, url], word: 'x' }
    for (const [contexts, word] of [[one, 'one'], [two, 'two'], [one, 'one']] as const) {
      expect(await canonicalise(document, contexts)).toContain(`<https://own.example/${word}>`)
      await expect(canonicalise(document, shippedContexts)).rejects.toMatchObject({ code: 'DI_CONTEXT_UNKNOWN' })
    }
  })

  it('are not kept without end, whatever order strangers name them in', async () => {
    let held = 0
    const resolver = createContextResolver(shippedContexts, 100)
    const [resolved] = await resolver.resolve({ context: vcdm2 })
    const asked = Array.from({ length: 1000 }, (_, index) => ({ index }))
    for (const active of asked) {
      resolved!.setProcessed(active, active)
      held = Math.max(held, asked.filter((one) => resolved!.getProcessed(one) !== undefined).length)
    }
    expect(held).toBe(100)
    expect(resolved!.getProcessed(asked[999]!)).toBe(asked[999])
  })

  it('that name themselves, or something that is no context, are refused', async () => {
    const contexts: Contexts = new Map<string, JsonObject>([['https://a.example/', { '@context': ['https://b.example/'] }], ['https://b.example/', { '@context': 'https://a.example/' }]])
    await expect(createContextResolver(contexts).resolve({ context: 'https://a.example/' })).rejects.toMatchObject({ code: 'DI_DOCUMENT' })
    await expect(createContextResolver(contexts).resolve({ context: [3] })).rejects.toMatchObject({ code: 'DI_DOCUMENT' })
    await expect(createContextResolver(contexts).resolve({ context: 'relative' })).rejects.toMatchObject({ code: 'DI_CONTEXT_UNKNOWN' })
  })
})
