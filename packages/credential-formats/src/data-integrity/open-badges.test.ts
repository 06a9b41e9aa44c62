/** Our own badges, of every case, secured in every suite. */
import { MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext, projectOpenBadge } from '@eduwallet/microcredential'
import { cases } from '@eduwallet/microcredential/fixtures'
import { type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import { saltsFromSeed } from '../sd-jwt/salts.ts'
import { deriveCredential } from './ecdsa-sd/derive-credential.ts'
import { at } from './fixtures/documents.ts'
import { fixtureKey, signerOf } from './fixtures/keys.ts'
import { kindFor } from './fixtures/secured.ts'
import { dataIntegrityMechanisms, dataIntegrityReader, openContexts } from './index.ts'

const contextUrl = `https://issuer.example${MICROCREDENTIAL_CONTEXT_PATH}`
const contexts = openContexts([[contextUrl, microcredentialContext as JsonObject]])
const reader = dataIntegrityReader({ contexts })
const seed = new Uint8Array(32).fill(3)

const badgeOf = (award: (typeof cases)[number]['award']): JsonObject => {
  const { document } = projectOpenBadge({
    award, contextUrl, id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', issuerId: 'did:web:issuer.example:school', achievementId: 'https://issuer.example/school/achievements/42',
    validFrom: new Date('2026-10-03T09:30:00Z'), subject: { id: 'did:jwk:eyJrdHkiOiJFQyJ9' }, language: 'nl',
  })
  return parseJsonObject(JSON.stringify(document), { maxDepth: 64, maxBytes: 1_000_000 })
}

describe.each(dataIntegrityMechanisms(contexts).map((mechanism) => ({ name: mechanism.name, mechanism })))('$name', ({ name, mechanism }) => {
  const key = fixtureKey(kindFor(name))

  it.each(cases)('$name', async ({ award }) => {
    const document = badgeOf(award)
    const hidden = name === 'ecdsa-sd-2023' ? [['credentialSubject', 'achievement', 'description']] : []
    const signed = await mechanism.secure({ claims: document, selectivelyDisclosable: hidden, header: { kid: 'did:web:issuer.example:school#1' }, saltFor: saltsFromSeed(seed), securedAt: at, signer: signerOf(key) })
    const shown = name === 'ecdsa-sd-2023' ? await deriveCredential(signed, { selectivePointers: ['/credentialSubject/achievement/description'], contexts }) : signed
    const { claims } = await reader.verify(reader.read(shown), { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })
    expect(claims).toEqual(document)
    // A verifier knows the words, whoever issues.
    const anyone = dataIntegrityReader({ contexts: openContexts([], { anywhere: [[MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext as JsonObject]] }) })
    expect((await anyone.verify(anyone.read(shown), { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })).claims).toEqual(document)
    // Where our context is not known, the badge is not taken for something else.
    expect(() => dataIntegrityReader().read(shown)).toThrow(expect.objectContaining({ code: 'DI_CONTEXT_UNKNOWN', concern: 'context' }))
  })
})
