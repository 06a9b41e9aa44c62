import { generateKeyPairSync } from 'node:crypto'
import { parseVerificationKey, type VerificationKey } from '@eduwallet/keys'
import { createOutbound, type Outbound } from '@eduwallet/outbound'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CanaryHost, startCanaryHost } from '../../judging/fixtures/canary-host.ts'
import { createPublishedKeys, type PublishedKeys } from './find-published-key.ts'

let host: CanaryHost
let other: CanaryHost
let outbound: Outbound
let published: PublishedKeys
let at: number
let issuer: string

beforeEach(async () => {
  host = await startCanaryHost()
  other = await startCanaryHost()
  outbound = createOutbound({ allowLoopback: true, connectTimeoutSeconds: 1, totalTimeoutSeconds: 1 })
  at = Date.parse('2026-11-22T09:00:00Z')
  published = createPublishedKeys({ outbound, now: () => new Date(at) })
  issuer = `${host.url}/hogeschool`
})
afterEach(async () => {
  await outbound.close()
  await host.close()
  await other.close()
})

const ec = (): VerificationKey => parseVerificationKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }))
const rsa = parseVerificationKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }))
const answer = (path: string, body: unknown, on = host) => on.answers.set(path, { contentType: 'application/json', body: typeof body === 'string' ? body : JSON.stringify(body) })
const metadataPath = '/.well-known/jwt-vc-issuer/hogeschool'

describe('JWT VC issuer metadata', () => {
  const find = async (hint = {}) => await published.findByMetadata(issuer, { algorithm: 'ES256', kid: 'one', ...hint })

  it('stands between host and path of the issuer, and holds its keys', async () => {
    const key = ec()
    answer(metadataPath, { issuer, jwks: { keys: [{ ...rsa, kid: 'rsa' }, { ...key, kid: 'one' }] } })
    expect(await find()).toEqual({ outcome: 'passed', key })
    expect(host.requests).toEqual([metadataPath])
  })

  it('or says where they are, at the same origin', async () => {
    const key = ec()
    answer(metadataPath, { issuer, jwks_uri: `${host.url}/keys` })
    answer('/keys', { keys: [{ ...key, kid: 'one' }] })
    expect(await find()).toEqual({ outcome: 'passed', key })
  })

  it('of an issuer without a path stands at the root', async () => {
    const key = ec()
    answer('/.well-known/jwt-vc-issuer', { issuer: `${host.url}/`, jwks: { keys: [key] } })
    expect(await published.findByMetadata(`${host.url}/`, { algorithm: 'ES256' })).toEqual({ outcome: 'passed', key })
  })

  it.each([
    ['of another issuer', () => ({ issuer: `${issuer}/`, jwks: { keys: [ec()] } })],
    ['without issuer', () => ({ jwks: { keys: [ec()] } })],
    ['with keys in two places', () => ({ issuer, jwks: { keys: [ec()] }, jwks_uri: `${host.url}/keys` })],
    ['without keys', () => ({ issuer })],
    ['with keys at another origin', () => ({ issuer, jwks_uri: `${other.url}/keys` })],
    ['with an address of keys that is none', () => ({ issuer, jwks_uri: 'keys' })],
    ['with a private key', () => ({ issuer, jwks: { keys: [{ ...ec(), d: 'AAAA' }] } })],
    ['with a member twice', () => `{"issuer":"${issuer}","issuer":"${issuer}","jwks":{"keys":[]}}`],
    ['that is no object', () => '[]'],
    ['that is no JSON', () => '<p>'],
    ['with more keys than anybody has', () => ({ issuer, jwks: { keys: Array.from({ length: 101 }, () => ({ kty: 'oct' })) } })],
  ])('NET-10 %s gives no key, and nobody else is asked', async (_, document) => {
    answer(metadataPath, document())
    expect(await find()).toEqual({ outcome: 'failed', code: 'issuer_keys_invalid' })
    expect(other.requests).toEqual([])
  })

  it('NET-04 that is at another origin in the end gives no key', async () => {
    answer(metadataPath, { issuer, jwks: { keys: [{ ...ec(), kid: 'one' }] } }, other)
    host.answers.set(metadataPath, (_request, response) => { response.writeHead(302, { location: `${other.url}${metadataPath}` }).end() })
    expect(await find()).toEqual({ outcome: 'failed', code: 'issuer_keys_invalid' })
  })

  it('NET-08 NET-12 that cannot be had leaves it open', async () => {
    expect(await find()).toEqual({ outcome: 'unknown', code: 'issuer_unreachable' })
    host.answers.set(metadataPath, { contentType: 'application/json', status: 500, body: JSON.stringify({ issuer, jwks: { keys: [{ ...ec(), kid: 'one' }] } }) })
    at += 6000
    expect(await find()).toEqual({ outcome: 'unknown', code: 'issuer_unreachable' })
  })

  it.each([
    ['a kid that is not there', { kid: 'two' }, 'key_not_found'],
    ['a key of another kind', { kid: 'one', algorithm: 'RS256' }, 'key_other_kind'],
    ['an algorithm that is none', { kid: 'one', algorithm: 'none' }, 'key_other_kind'],
    ['a name that two keys have', { kid: 'double' }, 'key_reference_missing'],
    ['no name where several fit', { kid: undefined }, 'key_reference_missing'],
    ['a key to encrypt to', { kid: 'enc' }, 'key_not_found'],
  ])('NET-11 does not give a key for %s', async (_, hint, code) => {
    answer(metadataPath, { issuer, jwks: { keys: [{ ...ec(), kid: 'one' }, { ...ec(), kid: 'double' }, { ...ec(), kid: 'double' }, { ...ec(), kid: 'enc', use: 'enc' }] } })
    expect(await find(hint)).toEqual({ outcome: 'failed', code })
  })

  it('NET-13 is fetched once for many who ask at once, and failures are remembered', async () => {
    answer(metadataPath, { issuer, jwks: { keys: [{ ...ec(), kid: 'one' }] } })
    await Promise.all(Array.from({ length: 500 }, async () => await find()))
    expect(host.requests).toHaveLength(1)
    host.answers.clear()
    at += 61_000
    for (let asked = 0; asked < 20; asked += 1) await find()
    expect(host.requests).toHaveLength(2)
  })

  it('is looked at anew for a key that was added, and a key that is withdrawn is believed for a minute at most', async () => {
    const key = ec()
    answer(metadataPath, { issuer, jwks: { keys: [] } })
    expect(await find()).toMatchObject({ code: 'key_not_found' })
    answer(metadataPath, { issuer, jwks: { keys: [{ ...key, kid: 'one' }] } })
    at += 11_000
    expect(await find()).toEqual({ outcome: 'passed', key })
    answer(metadataPath, { issuer, jwks: { keys: [] } })
    at += 61_000
    expect(await find()).toMatchObject({ code: 'key_not_found' })
  })
})

describe('keys at addresses that the registry names', () => {
  const find = async (hint: Parameters<PublishedKeys['findAt']>[1]) => await published.findAt([`${host.url}/jwk`, `${host.url}/jwks`], hint)
  const alone = ec()
  const inSet = ec()
  beforeEach(() => {
    answer('/jwk', alone)
    answer('/jwks', { keys: [{ ...inSet, kid: 'a' }, { ...rsa, kid: 'b', alg: 'RS256' }] })
  })

  it('are named by kid, by address, or by address and fragment', async () => {
    expect(await find({ kid: 'a', algorithm: 'ES256' })).toEqual({ outcome: 'passed', key: inSet })
    expect(await find({ kid: `${host.url}/jwk`, algorithm: 'ES256' })).toEqual({ outcome: 'passed', key: alone })
    expect(await find({ kid: `${host.url}/jwks#b`, algorithm: 'RS256' })).toEqual({ outcome: 'passed', key: rsa })
  })

  it('are found by the only one that fits the signature (RSA)', async () => {
    expect(await find({ algorithm: 'RS256' })).toEqual({ outcome: 'passed', key: rsa })
  })

  it('a key that is carried along counts when the issuer publishes it, and else not', async () => {
    expect(await find({ jwk: inSet, algorithm: 'ES256' })).toEqual({ outcome: 'passed', key: inSet })
    expect(await find({ jwk: ec(), algorithm: 'ES256' })).toEqual({ outcome: 'failed', code: 'key_not_found' })
    expect(await find({ jwk: ec(), kid: 'a', algorithm: 'ES256' })).toEqual({ outcome: 'failed', code: 'key_not_found' })
  })

  it('NET-11 a kid that points elsewhere is not followed', async () => {
    answer('/jwk', ec(), other)
    for (const kid of [`${other.url}/jwk`, `${host.url}/jwk/`, `${host.url}/JWK`, `http://169.254.169.254/jwk`]) {
      expect(await find({ kid, algorithm: 'ES256' })).toEqual({ outcome: 'failed', code: 'key_of_another' })
    }
    expect([...host.requests, ...other.requests]).toEqual([])
  })

  it('a fragment that no key of the set has names none', async () => {
    expect(await find({ kid: `${host.url}/jwks#c`, algorithm: 'ES256' })).toMatchObject({ code: 'key_not_found' })
    expect(await find({ kid: `${host.url}/jwks`, algorithm: 'ES256' })).toMatchObject({ code: 'key_not_found' })
  })

  it('NET-12 one address that cannot be had leaves it open', async () => {
    host.answers.delete('/jwks')
    expect(await find({ kid: 'a', algorithm: 'ES256' })).toEqual({ outcome: 'unknown', code: 'issuer_unreachable' })
  })
})
