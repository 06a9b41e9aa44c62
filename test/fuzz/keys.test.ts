/** Names of keys and what says whose they are: DIDs, their documents, JWKs, certificates. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChainError, KeyError, parsePublicJwk, readCertificateChain, verifyChain } from '@eduwallet/keys'
import { DidError, didWebOf, didWebUrl, findAssertionKey, OutboundError, resolveDid, type Outbound } from '@eduwallet/outbound'
import { testKey } from '../../packages/credential-formats/src/sd-jwt-vc/fixtures/forge.ts'
import { makeCertificate, type MadeCertificate } from '../../packages/keys/src/certificates/fixtures/certificate-maker.ts'
import { readHolderKey } from '../../services/issuer/src/claiming/holder-key.ts'
import { ClaimError } from '../../services/issuer/src/claiming/index.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt, type Reader } from './attempt.ts'
import { anyJson, anyText, changeText, changeValue, namesIn, textChange, valueChange } from './changes.ts'
import { didKeyOf } from './did-key.ts'

const runs = (): number => amount(300, 50_000)
const { publicJwk } = testKey()
const did = 'did:web:school.example:hogeschool'
const method = { id: `${did}#1`, type: 'JsonWebKey', controller: did, publicKeyJwk: publicJwk }
const multikey = { id: `${did}#2`, type: 'Multikey', controller: did, publicKeyMultibase: didKeyOf(publicJwk).slice('did:key:'.length) }
const document = { '@context': ['https://www.w3.org/ns/did/v1'], id: did, alsoKnownAs: ['x'], verificationMethod: [method, multikey], assertionMethod: [method.id, '#2'], authentication: ['#1'] }

/** A network on which this stands at every address. */
function network(body: string | Uint8Array): Outbound {
  return { get: async (url) => ({ status: 200, body: Buffer.from(body), contentType: 'application/did+json', headers: new Headers() as never, url }), close: async () => {} }
}

describe('a DID', () => {
  const genuine = [did, 'did:web:localhost%3A8080:a', didKeyOf(publicJwk), `did:jwk:${Buffer.from(JSON.stringify(publicJwk)).toString('base64url')}`]
  const reader: Reader<string> = { read: (text) => resolveDid(text, network(JSON.stringify({ ...document, id: text }))), refusals: [DidError, OutboundError] }

  it('is resolved as it was made', async () => { for (const one of genuine) expect(await attempt(reader, one), one).toBe(true) })

  it('with other characters in it, and any other text, is resolved or refused', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.tuple(fc.constantFrom(...genuine), textChange).map(([text, change]) => changeText(text, change)), anyText), async (text) => { await attempt(reader, text) }), { numRuns: runs() })
  })

  it('did:jwk of anything, as an issuer or as the key of a proof, is resolved or refused', sized(20, 600), async () => {
    const jwkText = fc.oneof(valueChange(['d', 'k', 'use', 'alg', ...namesIn(publicJwk)]).map((change) => JSON.stringify(changeValue(publicJwk, change)) ?? ''), textChange.map((change) => changeText(JSON.stringify(publicJwk), change)), anyText)
    const holder: Reader<string> = { read: (text) => readHolderKey({ kid: `${text}#0` }), refusals: [ClaimError] }
    await fc.assert(fc.asyncProperty(jwkText, async (text) => {
      const named = `did:jwk:${Buffer.from(text).toString('base64url')}`
      await attempt(reader, named)
      await attempt(holder, named)
    }), { numRuns: runs() })
  })

  it('did:web leads to an address below its own host, over https unless that is this machine, and never above its path', sized(20, 600), async () => {
    const parts = fc.array(fc.constantFrom('a', '..', '.', '', '%2e%2e', '%2f', 'a%2fb', '...', '-', 'b.c', '\\', '@', '?', '#'), { minLength: 1, maxLength: 4 })
    await fc.assert(fc.asyncProperty(fc.oneof(textChange.map((change) => changeText(did.slice('did:web:'.length), change)), parts.map((path) => ['school.example', ...path].join(':'))), async (rest) => {
      const changed = `did:web:${rest}`
      let address = ''
      if (!await attempt({ read: (text) => { address = didWebUrl(text) }, refusals: [DidError] }, changed)) return
      const url = new URL(address)
      const [host, ...path] = changed.slice('did:web:'.length).split(':')
      expect(url.host).toBe(new URL(`${url.protocol}//${host!.replace(/%3A/i, ':')}`).host)
      expect(url.pathname).toBe(path.length === 0 ? '/.well-known/did.json' : `/${path.join('/')}/did.json`)
      expect([url.username, url.search, url.hash]).toEqual(['', '', ''])
      expect(url.protocol === 'https:' || /^(localhost|.*\.localhost|127\.[\d.]+)$/.test(url.hostname)).toBe(true)
    }), { numRuns: runs() })
    await fc.assert(fc.asyncProperty(fc.oneof(anyText, fc.webUrl()), async (text) => { await attempt({ read: didWebOf, refusals: [DidError] }, text) }), { numRuns: runs() })
  })
})

describe('a DID document', () => {
  const read = async (body: string | Uint8Array): Promise<void> => {
    const resolved = await resolveDid(did, network(body))
    for (const id of [method.id, multikey.id]) {
      try {
        parsePublicJwk(findAssertionKey(resolved, id))
      } catch (error) {
        if (!(error instanceof KeyError)) throw error
      }
    }
  }
  const reader: Reader<string | Uint8Array> = { read, refusals: [DidError] }

  it('is read as it was made', async () => { expect(await attempt(reader, JSON.stringify(document))).toBe(true) })

  it('with anything in it, or nothing of it, is read or refused', sized(20, 600), async () => {
    const names = namesIn(document)
    const changed = fc.array(valueChange(names), { minLength: 1, maxLength: 3 }).map((changes) => JSON.stringify(changes.reduce(changeValue, document as unknown)) ?? '')
    await fc.assert(fc.asyncProperty(fc.oneof(changed, anyJson(names).map((value) => JSON.stringify(value)), anyText, fc.uint8Array({ maxLength: 300 })), async (body) => { await attempt(reader, body) }), { numRuns: runs() })
  })

  it('of another subject is never read', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      const id = changeText(did, change)
      fc.pre(id !== did)
      expect(await attempt(reader, JSON.stringify({ ...document, id }))).toBe(false)
    }), { numRuns: runs() })
  })
})

describe('a JWK', () => {
  const reader: Reader<unknown> = { read: parsePublicJwk, refusals: [KeyError] }

  it('with anything in it is read or refused, and another point is another key', sized(20, 600), async () => {
    expect(await attempt(reader, publicJwk)).toBe(true)
    await fc.assert(fc.asyncProperty(fc.oneof(fc.array(valueChange(['d', 'k', 'kid', 'use', ...namesIn(publicJwk)]), { minLength: 1, maxLength: 2 }).map((changes) => changes.reduce(changeValue, publicJwk as unknown)), anyJson(namesIn(publicJwk))), async (jwk) => { await attempt(reader, jwk) }), { numRuns: runs() })
    await fc.assert(fc.asyncProperty(fc.constantFrom('x', 'y'), textChange, async (name, change) => {
      const changed = changeText(publicJwk[name], change)
      fc.pre(changed !== publicJwk[name])
      expect(await attempt(reader, { ...publicJwk, [name]: changed })).toBe(false)
    }), { numRuns: runs() })
  })
})

describe('a certificate chain', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  let root: MadeCertificate
  let chain: string[]
  beforeAll(async () => {
    root = await makeCertificate({ name: 'CN=Root, C=NL', ca: true, notAfter: '2036-01-01T00:00:00Z' })
    const middle = await makeCertificate({ name: 'CN=Middle, C=NL', ca: true, issuer: root, pathLength: 0, notAfter: '2030-01-01T00:00:00Z' })
    const leaf = await makeCertificate({ name: 'CN=School, O=Hogeschool, C=NL', issuer: middle, dnsNames: ['issuer.example'], uris: [did] })
    chain = [leaf.base64, middle.base64]
  })
  const verifying = (): Reader<string[]> => ({ read: (x5c) => verifyChain(x5c, { anchors: [root.pem], at: now, name: { uri: did } }), refusals: [ChainError] })
  const reading: Reader<string> = { read: readCertificateChain, refusals: [ChainError] }
  const pemOf = (x5c: readonly string[]): string => x5c.map((base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`).join('')

  it('is good as it was made', async () => {
    expect(await attempt(verifying(), chain)).toBe(true)
    expect(await attempt(reading, pemOf(chain))).toBe(true)
  })

  it('is never valid with a byte changed, put in or left out, in whichever certificate', sized(20, 600), async () => {
    const bytes = fc.record({ certificate: fc.nat(1), at: fc.double({ min: 0, max: 0.999, noNaN: true }), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) })
    await fc.assert(fc.asyncProperty(bytes, async ({ certificate, at, remove, insert }) => {
      const der = Buffer.from(chain[certificate]!, 'base64')
      const start = Math.floor(at * der.length)
      const changed = Buffer.concat([der.subarray(0, start), insert, der.subarray(start + remove)])
      fc.pre(!changed.equals(der))
      const x5c = chain.map((own, index) => index === certificate ? changed.toString('base64') : own)
      expect(await attempt(verifying(), x5c)).toBe(false)
      await attempt(reading, pemOf(x5c))
    }), { numRuns: runs() })
  })

  it('is never valid when it is any other text, or in another order', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.array(anyText, { maxLength: 5 }), fc.array(fc.nat(1), { maxLength: 6 }).map((order) => order.map((index) => chain[index]!))), async (x5c) => {
      fc.pre(x5c.join() !== chain.join())
      expect(await attempt(verifying(), x5c)).toBe(false)
      await attempt(reading, pemOf(x5c))
    }), { numRuns: runs() })
    await fc.assert(fc.asyncProperty(textChange, async (change) => { await attempt(reading, changeText(pemOf(chain), change)) }), { numRuns: runs() })
  })
})
