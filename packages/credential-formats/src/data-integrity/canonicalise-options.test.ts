import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalise } from './canonicalise.ts'
import { canonicaliseOptions } from './canonicalise-options.ts'
import { type Contexts, openContexts, shippedContexts } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'
import { openBadges, vcdm2 } from './fixtures/documents.ts'

const usual = { '@context': [vcdm2, openBadges], type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-11-28T12:00:00Z', verificationMethod: 'did:web:issuer.example#key-1', proofPurpose: 'assertionMethod' }
const vcdm1 = 'https://www.w3.org/2018/credentials/v1'

/** Contexts in which the beginning of a DID, or of a time, is short for something else. */
const meddling = openContexts([
  ['https://meddling.example/prefix', { '@context': { did: 'https://meddling.example/did#' } }],
  ['https://meddling.example/vocab', { '@context': { '@vocab': 'https://meddling.example/' } }],
])

/** What comes of it: the statements, or the code of the refusal. */
const outcome = (work: Promise<string>): Promise<string> => work.catch((error: unknown) => error instanceof DataIntegrityError ? error.code : 'no code')
const both = async (options: typeof usual & Record<string, unknown>, contexts: Contexts = shippedContexts): Promise<[string, string]> =>
  [await outcome(canonicaliseOptions(options as never, contexts, 'sha256')), await outcome(canonicalise(options as never, contexts))]

describe('the statements of a proof’s options', () => {
  it('are what the whole algorithm makes of them, for the usual five members and for any other', async () => {
    const urls = fc.oneof(
      fc.stringMatching(/^did:(web|key|jwk):[a-zA-Z0-9.%:-]{1,30}(#[a-z0-9-]{1,8})?$/),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.constantFrom('did:example:any', 'https://example:any', 'http://plain.example/k', 'urn:k', 'relative', 'did:x y', 'did:x\\y', 'did:é', '_:b0', 'did:web:a"b', 'https://a.example/<b>', ''),
    )
    const times = fc.oneof({ weight: 3, arbitrary: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((time) => `${time.toISOString().slice(0, 19)}Z`) }, fc.constantFrom('2000-01-01T00:00:00Z', '2026-01-01T00:00:00.5+01:00', '"', ''))
    const contexts = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<string | string[]>([vcdm2, openBadges], vcdm2, [vcdm1, 'https://w3id.org/security/data-integrity/v2'], [vcdm1, 'https://w3id.org/security/suites/ed25519-2020/v1']) },
      fc.shuffledSubarray([...meddling.keys()], { maxLength: 5 }),
    )
    let stated = 0
    await fc.assert(fc.asyncProperty(fc.record({
      '@context': contexts,
      type: fc.constantFrom('DataIntegrityProof', 'Ed25519Signature2020'),
      cryptosuite: fc.constantFrom('eddsa-rdfc-2022', 'ecdsa-rdfc-2019', 'ecdsa-sd-2023', 'did:example:any'),
      created: times,
      verificationMethod: urls,
      proofPurpose: fc.constantFrom('assertionMethod', 'authentication', '2000-01-01T00:00:00Z'),
      challenge: fc.constantFrom(undefined, undefined, undefined, 'nonce'),
    }), async ({ challenge, ...options }) => {
      const [filledIn, whole] = await both({ ...options, ...(challenge === undefined ? {} : { challenge }) } as never, meddling)
      if (whole.includes('> .')) stated += 1
      expect(filledIn).toBe(whole)
    }), { numRuns: 600 })
    expect(stated).toBeGreaterThan(80)
  }, 60_000)

  it('say the time and the key of this proof, not of the one before', async () => {
    for (const [created, verificationMethod] of [['2026-11-28T12:00:00Z', 'did:web:a.example#1'], ['2027-01-01T00:00:01Z', 'did:web:b.example#2'], ['2026-11-28T12:00:00Z', 'https://c.example/$&$1']] as const) {
      const [filledIn, whole] = await both({ ...usual, created, verificationMethod })
      expect(filledIn).toBe(whole)
      expect(filledIn).toContain(`"${created}"`)
      expect(filledIn).toContain(`<${verificationMethod}>`)
    }
  })

  it('say what the contexts make of a DID whose beginning they define', async () => {
    const [filledIn, whole] = await both({ ...usual, '@context': [vcdm2, 'https://meddling.example/prefix'] }, meddling)
    expect(whole).toContain('<https://meddling.example/did#web:issuer.example#key-1>')
    expect(filledIn).toBe(whole)
  })

  it('are refused as the whole algorithm refuses them', async () => {
    for (const options of [{ ...usual, '@context': ['https://unknown.example/'] }, { ...usual, type: 'Unknown' }, { ...usual, verificationMethod: 'relative' }]) {
      const [filledIn, whole] = await both(options)
      expect(whole).toMatch(/^DI_/)
      expect(filledIn).toBe(whole)
    }
  })
})
