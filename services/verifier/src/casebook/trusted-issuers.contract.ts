import { expect, it } from 'vitest'
import type { RecognisedIssuer } from '../judging/index.ts'
import type { TrustedIssuerBook } from '../trust/index.ts'

const at = new Date('2026-11-22T09:00:00.000Z')

const byDid: RecognisedIssuer = {
  identifier: 'did:web:issuer.example:hogeschool',
  name: { nl: 'Hogeschool "De Zee" & Zonen', en: 'University of the Sea' },
  country: 'NL',
  types: ['https://issuer.example/vct/microcredential/1', 'urn:example:komma,{accolade}"aanhaling"'],
  keys: { method: 'did' },
}
const byCertificate: RecognisedIssuer = {
  ...byDid,
  identifier: 'https://issuer.example/hogeschool',
  keys: { method: 'x509', anchors: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'] },
}

const byMetadata: RecognisedIssuer = { ...byDid, identifier: 'https://issuer.example/metadata', keys: { method: 'issuer_metadata' } }
const byKeySet: RecognisedIssuer = { ...byDid, identifier: 'https://issuer.example/sleutels', types: ['OpenBadgeCredential'], keys: { method: 'jwks', uris: ['https://issuer.example/jwks.json'] }, mayOmitStatus: true }

/** What every registry of issuers must do. `open` gives an empty one. */
export function trustedIssuersContract(open: () => Promise<TrustedIssuerBook>): void {
  it('gives back what was put in', async () => {
    const book = await open()
    await book.put(byCertificate, at)
    await book.put(byDid, at)
    await book.put(byKeySet, at)
    await book.put(byMetadata, at)
    expect(await book.find(byDid.identifier)).toEqual(byDid)
    expect(await book.find(byKeySet.identifier)).toEqual(byKeySet)
    expect(await book.find(byCertificate.identifier)).toEqual(byCertificate)
    expect(await book.list()).toEqual([byDid, byCertificate, byMetadata, byKeySet])
  })

  it('knows nobody at first (an empty registry trusts nobody)', async () => {
    const book = await open()
    expect(await book.find(byDid.identifier)).toBeUndefined()
    expect(await book.list()).toEqual([])
  })

  it('replaces an issuer that is put in again', async () => {
    const book = await open()
    await book.put(byDid, at)
    const changed: RecognisedIssuer = { ...byDid, types: ['urn:example:other'], keys: byCertificate.keys, mayOmitStatus: true }
    await book.put(changed, new Date(at.getTime() + 1000))
    expect(await book.list()).toEqual([changed])
    await book.put(byDid, new Date(at.getTime() + 2000))
    expect(await book.list()).toEqual([byDid])
  })

  it.each([
    ['longer', `${byDid.identifier}:faculteit`],
    ['shorter', 'did:web:issuer.example'],
    ['in other case', byDid.identifier.toUpperCase()],
    ['with a space', `${byDid.identifier} `],
    ['with a wildcard', 'did:web:issuer.example:%'],
  ])('finds by exact identifier only (not %s)', async (_, identifier) => {
    const book = await open()
    await book.put(byDid, at)
    expect(await book.find(identifier)).toBeUndefined()
    expect(await book.remove(identifier)).toBe(false)
  })

  it('removes an issuer once', async () => {
    const book = await open()
    await book.put(byDid, at)
    expect(await book.remove(byDid.identifier)).toBe(true)
    expect(await book.remove(byDid.identifier)).toBe(false)
    expect(await book.find(byDid.identifier)).toBeUndefined()
  })
}
