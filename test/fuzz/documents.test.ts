/** Documents with Data Integrity proofs: nothing that was changed is ever taken for what was signed, and nothing that is signed makes the reader stumble. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { DataIntegrityError, dataIntegrityReader, deriveCredential, ldpVpReader, VcdmError } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import { at, badge, vcdm2 } from '../../packages/credential-formats/src/data-integrity/fixtures/documents.ts'
import { forgeProof } from '../../packages/credential-formats/src/data-integrity/fixtures/forge-proof.ts'
import { fixtureKey } from '../../packages/credential-formats/src/data-integrity/fixtures/keys.ts'
import { kindFor, leaves, secured, withProof } from '../../packages/credential-formats/src/data-integrity/fixtures/secured.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt, type Reader } from './attempt.ts'
import { anyText, changeText, changeValue, namesIn, textChange, valueChange } from './changes.ts'

const suites = ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-jcs-2019', 'ecdsa-sd-2023'] as const
const runs = (): number => amount(60, 20_000)
const refusals = [DataIntegrityError, VcdmError]
const [nonce, audience] = ['n-0S6_WzA2Mj', 'x509_san_dns:employer.example']

type Genuine = { document: JsonObject; verify: (text: string) => Promise<JsonObject>; key: ReturnType<typeof fixtureKey> }

async function credential(suite: (typeof suites)[number]): Promise<Genuine> {
  const key = fixtureKey(kindFor(suite))
  const reader = dataIntegrityReader()
  const signed = await secured(badge(key.did), suite, key, suite === 'ecdsa-sd-2023' ? [['name']] : [])
  const document = suite === 'ecdsa-sd-2023' ? JSON.parse(await deriveCredential(JSON.stringify(signed), { selectivePointers: ['/name'] })) as JsonObject : signed
  return { document, key, verify: async (text) => (await reader.verify(reader.read(text), { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })).claims }
}

async function presentation(): Promise<Genuine> {
  const key = fixtureKey('Ed25519')
  const reader = ldpVpReader()
  const { document: carried } = await credential('ecdsa-rdfc-2019')
  const document = await withProof({ '@context': [vcdm2], type: ['VerifiablePresentation'], holder: key.did, verifiableCredential: [carried] }, key, { proofPurpose: 'authentication', challenge: nonce, domain: audience })
  return {
    document, key,
    verify: async (text) => {
      const read = reader.read(text)
      await reader.verify(read, { holderKeys: [key.publicJwk], nonce, audience, maxAgeSeconds: 300, now: at, skewSeconds: 30 })
      return read.document
    },
  }
}

describe.each([...suites.map((suite) => ({ name: suite as string, make: () => credential(suite) })), { name: 'a presentation', make: presentation }])('$name', ({ make }) => {
  let genuine: Genuine
  let original: JsonObject
  let said: unknown
  let names: string[]
  /** What is taken has to say the same as what was signed. */
  const reader: Reader<string> = { read: async (text) => { said = await genuine.verify(text) }, refusals }
  beforeAll(async () => {
    genuine = await make()
    original = await genuine.verify(JSON.stringify(genuine.document))
    names = [...namesIn(genuine.document), '@id', '@type', '@graph', '@value', '@context', 'https://www.w3.org/2018/credentials#validUntil']
  })

  it('is never taken for anything else with other characters in it', sized(60, 1800), async () => {
    const text = JSON.stringify(genuine.document)
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      if (await attempt(reader, changeText(text, change))) expect(said).toEqual(original)
    }), { numRuns: runs() })
  })

  it('is never any other text', sized(60, 1800), async () => {
    await fc.assert(fc.asyncProperty(anyText, async (other) => { expect(await attempt(reader, other)).toBe(false) }), { numRuns: runs() })
  })

  it('is never taken for anything else when it says something else under its proof', sized(60, 1800), async () => {
    await fc.assert(fc.asyncProperty(fc.array(valueChange(names), { minLength: 1, maxLength: 3 }), async (changes) => {
      const changed = changes.reduce((document: unknown, change) => changeValue(document, change), genuine.document)
      if (await attempt(reader, JSON.stringify(changed) ?? '')) expect(said).toEqual(original)
    }), { numRuns: runs() })
  })

  it('is refused in the words of its reader, or good, when its own signer makes it say anything', sized(60, 1800), async () => {
    const { proof, ...document } = genuine.document
    const { proofValue: _value, '@context': _contexts, ...options } = proof as JsonObject
    const suite = genuine.key.publicJwk.kty === 'OKP' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019'
    await fc.assert(fc.asyncProperty(valueChange(names), fc.boolean(), async (change, inProof) => {
      const parts = inProof ? [document, changeValue({ ...options, cryptosuite: suite }, change)] : [changeValue(document, change), { ...options, cryptosuite: suite }]
      const forged = await forgeProof(parts[0] as JsonObject, parts[1] as JsonObject, genuine.key.privateKey).catch(() => undefined)
      fc.pre(forged !== undefined)
      await attempt(reader, JSON.stringify(forged))
    }), { numRuns: runs() })
  })
})

it('DIN-15 of five hundred signed samples none can be changed in any leaf', sized(120, 3600), async () => {
  let falselyVerified = 0
  for (let sample = 0; sample < amount(50, 500); sample++) {
    const { document, verify } = await credential(suites[sample % suites.length] ?? 'eddsa-rdfc-2022')
    const original = await verify(JSON.stringify(document))
    const all = leaves(document)
    // In every run three leaves of each sample; in a long run every one.
    for (const { path, value } of amount(0, 1) === 1 ? all : [0, 1, 2].map((at) => all[(sample * 3 + at) % all.length]!)) {
      const changed = structuredClone(document) as Record<string | number, unknown>
      const parent = path.slice(0, -1).reduce((node, step) => node[step] as Record<string | number, unknown>, changed)
      parent[path.at(-1) ?? ''] = typeof value === 'number' ? value + 1 : `${String(value)}x`
      const claims = await verify(JSON.stringify(changed)).catch(() => undefined)
      if (claims !== undefined && JSON.stringify(claims) !== JSON.stringify(original)) falselyVerified++
    }
  }
  expect(falselyVerified).toBe(0)
})
