/** From a DID to a key, and what must not get in between. */
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { startCanary } from '../../../../test/canary/index.ts'
import { createOutbound, DidError, didWebOf, didWebUrl, findAssertionKey, OutboundError, resolveDid, type Outbound } from '../index.ts'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => { for (const end of cleanup.splice(0).reverse()) await end() })

function open(options: Parameters<typeof createOutbound>[0] = {}): Outbound {
  const outbound = createOutbound(options)
  cleanup.push(() => outbound.close())
  return outbound
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => expect.unreachable('it did not fail'), (error: unknown) => error)
}

const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const publicKeyJwk = { kty: 'EC', crv: 'P-256', x, y }

/** An outbound that answers with this document. */
function answering(document: unknown, contentType = 'application/did+json'): Outbound {
  const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  return { get: async (url) => ({ status: 200, body, contentType, headers: new Headers() as never, url }), close: async () => {} }
}

const did = 'did:web:school.example:hogeschool'
const method = { id: `${did}#key-1`, type: 'JsonWebKey', controller: did, publicKeyJwk }
const document = { '@context': ['https://www.w3.org/ns/did/v1'], id: did, verificationMethod: [method], assertionMethod: [method.id], authentication: ['#key-1'] }

describe('did:web', () => {
  it('names the address of its document', () => {
    expect(didWebUrl('did:web:school.example')).toBe('https://school.example/.well-known/did.json')
    expect(didWebUrl('did:web:school.example:a:b')).toBe('https://school.example/a/b/did.json')
    expect(didWebUrl('did:web:school.example%3A8443:a')).toBe('https://school.example:8443/a/did.json')
    expect(didWebUrl('did:web:localhost%3A8080:a')).toBe('http://localhost:8080/a/did.json')
  })

  it('is the inverse of what names an address', () => {
    for (const url of ['https://school.example', 'https://school.example/a/b', 'https://school.example:8443/a', 'http://localhost:8080/hogeschool']) {
      expect(didWebUrl(didWebOf(url)).replace(/\/(?:\.well-known\/)?did\.json$/, '')).toBe(url)
    }
    expect(didWebOf('http://localhost:8080/hogeschool/')).toBe('did:web:localhost%3A8080:hogeschool')
    for (const url of ['http://school.example', 'https://school.example/?a', 'https://school.example/#a', 'https://u@school.example', 'https://school.example/a%2fb', 'no', 'ftp://x']) {
      expect(() => didWebOf(url), url).toThrow(DidError)
    }
  })

  it('NET-10: refuses encoded slashes, dot segments, bad ports, look-alike characters and everything else that is not plain', () => {
    for (const bad of ['did:web:', 'did:web:h:..', 'did:web:h:.', 'did:web:h:..%2f..', 'did:web:h:a%2fb', 'did:web:h%2fa', 'did:web:h:%2e%2e', 'did:web:h::a', 'did:web:h:', 'did:web:h%3A', 'did:web:h%3A99999', 'did:web:h%3A80%3A80',
      'did:web:h%40evil', 'did:web:u@h', 'did:web:h?x', 'did:web:h#x', 'did:web:h/x', 'did:web:schооl.example', 'did:web:-h', 'did:web:h..example', 'did:web:h\u0000', 'did:WEB:h', `did:web:${'a'.repeat(2000)}`]) {
      expect(() => didWebUrl(bad), bad).toThrow(DidError)
    }
    // A look-alike in its punycode form stays punycode wherever it is shown.
    expect(didWebUrl('did:web:xn--schl-nmcc.example')).toBe('https://xn--schl-nmcc.example/.well-known/did.json')
  })

  it('resolves to the keys that its document lists, ids made absolute', async () => {
    const resolved = await resolveDid(did, answering(document))
    expect(resolved).toMatchObject({ id: did, assertionMethod: [`${did}#key-1`], authentication: [`${did}#key-1`] })
    expect(findAssertionKey(resolved, `${did}#key-1`)).toEqual(publicKeyJwk)
  })

  it('NET-10: refuses the document of another DID, duplicate key ids, private keys, and what is no document', async () => {
    const bad: Record<string, unknown> = {
      'id of another': { ...document, id: 'did:web:evil.example' },
      'id missing': { ...document, id: undefined },
      'id in another case': { ...document, id: did.toUpperCase() },
      'duplicate id': { ...document, verificationMethod: [method, { ...method, publicKeyJwk: { ...publicKeyJwk, x: y } }] },
      'duplicate id, relative': { ...document, verificationMethod: [method, { ...method, id: '#key-1' }] },
      'duplicate id, embedded': { ...document, assertionMethod: [method] },
      'private key': { ...document, verificationMethod: [{ ...method, publicKeyJwk: { ...publicKeyJwk, d: x } }] },
      'symmetric key': { ...document, verificationMethod: [{ ...method, publicKeyJwk: { kty: 'oct', k: x } }] },
      'no list': { ...document, verificationMethod: method },
      'too many': { ...document, verificationMethod: Array.from({ length: 200 }, (_, index) => ({ ...method, id: `#${index}` })) },
      'no object': [document],
      nothing: null,
      'no JSON': '<html>',
    }
    for (const [name, value] of Object.entries(bad)) expect(await errorOf(resolveDid(did, answering(value))), name).toMatchObject({ code: 'DID_DOCUMENT_INVALID' })
    expect(await errorOf(resolveDid(did, answering(document, 'text/html')))).toMatchObject({ code: 'DID_DOCUMENT_INVALID' })
  })

  it('NET-10, PAR-04: refuses a document in which a member stands twice, at any depth, and what other readers could take differently', async () => {
    const text = JSON.stringify(document)
    const bad: Record<string, string> = {
      'two ids': text.replace('"id":', '"id":"did:web:evil.example","id":'),
      'two key lists, one spelled oddly': text.replace('"assertionMethod":', '"\\u0061ssertionMethod":[],"assertionMethod":'),
      'two coordinates in one key': text.replace('"x":', `"x":"${y}","x":`),
      'a way to prototypes': text.replace('{', '{"__proto__":{"id":"did:web:evil.example"},'),
      'too deep': text.replace('{', `{"a":${'['.repeat(20)}${']'.repeat(20)},`),
      'a number out of range': text.replace('{', '{"a":1e999,'),
    }
    expect(await resolveDid(did, answering(text))).toMatchObject({ id: did })
    for (const [name, value] of Object.entries(bad)) expect(await errorOf(resolveDid(did, answering(value))), name).toMatchObject({ code: 'DID_DOCUMENT_INVALID' })
    const twice = Buffer.from(JSON.stringify(publicKeyJwk).replace('"x":', `"x":"${y}","x":`)).toString('base64url')
    expect(await errorOf(resolveDid(`did:jwk:${twice}`, answering({})))).toMatchObject({ code: 'DID_MALFORMED' })
  })

  it('a key counts only when it is listed for assertions, whole, and under the control of the DID itself', async () => {
    const other = { ...method, id: `${did}#key-2` }
    const foreign = { ...method, id: `${did}#key-3`, controller: 'did:web:evil.example' }
    const resolved = await resolveDid(did, answering({ ...document, verificationMethod: [method, other, foreign], assertionMethod: [method.id, foreign.id, `${did}#gone`] }))
    for (const kid of [other.id, foreign.id, `${did}#gone`, 'key-1', '#key-1', '', 'did:web:evil.example#key-1']) {
      expect(() => findAssertionKey(resolved, kid), kid).toThrow(expect.objectContaining({ code: 'DID_KEY_NOT_FOUND' }) as Error)
    }
  })

  it('NET-10: of a DID that is not plain nothing is fetched', async () => {
    const { port, connections, stop } = await startCanary()
    cleanup.push(stop)
    const outbound = open({ allowLoopback: true })
    for (const bad of [`did:web:localhost%3A${port}:..%2f..`, `did:web:localhost%3A${port}:..`, `did:web:localhost%3A${port}:a%2fb`, `did:web:localhost%3A${port}%3A80`, `did:web:u@localhost%3A${port}`, `did:web:lоcalhost%3A${port}`, `did:web:localhost%3A${port}?a`]) {
      expect(await errorOf(resolveDid(bad, outbound)), bad).toBeInstanceOf(DidError)
    }
    expect(connections()).toBe(0)
  })

  it('PRF-16: a DID that names an internal address brings no connection', async () => {
    const { port, connections, stop } = await startCanary((_request, response) => { response.setHeader('content-type', 'application/json').end(JSON.stringify(document)) })
    cleanup.push(stop)
    for (const bad of [`did:web:127.0.0.1%3A${port}`, `did:web:localhost%3A${port}`, 'did:web:169.254.169.254', `did:web:2130706433%3A${port}`, `did:web:0x7f.1%3A${port}`]) {
      const error = await errorOf(resolveDid(bad, open({ totalTimeoutSeconds: 2 })))
      expect(error, bad).toBeInstanceOf(OutboundError)
      expect((error as OutboundError).code, bad).toMatch(/^OUTBOUND_FORBIDDEN/)
    }
    expect(connections()).toBe(0)
  })

  it('is fetched from this machine in a sandbox', async () => {
    let local = ''
    const { port, stop, requests } = await startCanary((_request, response) => {
      response.setHeader('content-type', 'application/did+json').end(JSON.stringify({ id: local, verificationMethod: [{ ...method, id: '#k', controller: local }], assertionMethod: ['#k'] }))
    })
    cleanup.push(stop)
    local = `did:web:localhost%3A${port}:school`
    const resolved = await resolveDid(local, open({ allowLoopback: true }))
    expect(findAssertionKey(resolved, `${local}#k`)).toEqual(publicKeyJwk)
    expect(requests[0]?.url).toBe('/school/did.json')
  })
})

describe('did:key and did:jwk', () => {
  // did:key Test Vectors (W3C CCG did-method-key, P-256 and Ed25519).
  const p256 = 'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169'
  const ed25519 = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

  it('hold their key themselves', async () => {
    const nobody = answering('never asked')
    const key = findAssertionKey(await resolveDid(p256, nobody), `${p256}#${p256.slice('did:key:'.length)}`)
    expect(key).toEqual({ kty: 'EC', crv: 'P-256', x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI', y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU' })
    expect((await resolveDid(ed25519, nobody)).verificationMethod[0]?.publicKeyJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', x: expect.any(String) as string })
    const jwk = `did:jwk:${Buffer.from(JSON.stringify(publicKeyJwk)).toString('base64url')}`
    expect(findAssertionKey(await resolveDid(jwk, nobody), `${jwk}#0`)).toEqual(publicKeyJwk)
  })

  it('are refused when malformed, private, or of another kind', async () => {
    const jwkOf = (value: unknown): string => `did:jwk:${Buffer.from(JSON.stringify(value)).toString('base64url')}`
    const bad = ['did:key:', 'did:key:z', 'did:key:zzzz', 'did:key:z0OIl', `did:key:z${'1'.repeat(5000)}`, `${p256}#x`, p256.replace('zDna', 'zDnb'), 'did:jwk:', 'did:jwk:%%', 'did:jwk:e30=', jwkOf({ ...publicKeyJwk, d: x }), jwkOf({ kty: 'oct', k: 'x' }), jwkOf({}), jwkOf('x'),
      'did:ion:x', 'did:ebsi:x', 'did:web', 'web:x', '', 'https://school.example']
    for (const value of bad) expect(await errorOf(resolveDid(value, answering({}))), value).toBeInstanceOf(DidError)
  })
})
