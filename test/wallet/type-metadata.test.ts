/** What the wallet takes from the metadata of a type, and how far it follows what that extends. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCanary, type Canary } from '../canary/index.ts'
import { labelOf, loadTypeMetadata, maxExtensions } from './type-metadata.ts'
import { createWallet } from './wallet.ts'

const display = [{ locale: 'nl-NL', name: 'Bewijs' }, { locale: 'en', name: 'Proof' }]
const claim = (name: string, nl: string) => ({ path: [name], display: [{ locale: 'nl', label: nl }, { locale: 'en', label: name }] })

let host: Canary
let documents: Map<string, { extends?: string; 'extends#integrity'?: string; display?: unknown; claims?: unknown }>
beforeEach(async () => {
  documents = new Map()
  host = await startCanary((request, response) => {
    const { extends: above, ...document } = documents.get(request.url ?? '') ?? {}
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ vct: at(request.url ?? ''), ...(above === undefined ? {} : { extends: at(above) }), ...document }))
  })
})
afterEach(async () => { await host.stop() })
const at = (path: string) => `http://localhost:${host.port}${path}`
const load = (path: string, integrity?: string) => loadTypeMetadata(createWallet(), at(path), integrity)

describe('a type that extends another', () => {
  it('has its names and claims too, and its own before those', async () => {
    documents.set('/child', { extends: '/parent', claims: [claim('grade', 'Cijfer')] })
    documents.set('/parent', { display, claims: [claim('grade', 'Beoordeling'), claim('title', 'Titel')] })
    const type = await load('/child')
    expect(type).toMatchObject({ vct: at('/child'), display })
    expect([labelOf(type, ['grade'], 'nl'), labelOf(type, ['title'], 'nl')]).toEqual(['Cijfer', 'Titel'])
    expect(type.claims).toHaveLength(2)
  })

  it.each([
    ['itself', { '/a': '/a' }, 1],
    ['one that extends it', { '/a': '/b', '/b': '/a' }, 2],
    ['a circle that it does not stand in', { '/a': '/b', '/b': '/c', '/c': '/b' }, 3],
  ] as [string, Record<string, string>, number][])('NET-14 is refused when that is %s (nothing is fetched twice)', async (_name, extending, fetches) => {
    for (const [path, above] of Object.entries(extending)) documents.set(path, { display, claims: [claim('title', 'Titel')], extends: above })
    await expect(load('/a')).rejects.toMatchObject({ code: 'TYPE_METADATA_INVALID', message: expect.stringContaining('in a circle') as string })
    expect(host.requests).toHaveLength(fetches)
  })

  it('NET-14 is followed eight times, and refused with a chain of a thousand', async () => {
    const chain = (length: number) => { for (let link = 0; link < length; link += 1) documents.set(`/${link}`, { display, claims: [claim('title', 'Titel')], ...(link + 1 < length ? { extends: `/${link + 1}` } : {}) }) }
    chain(maxExtensions + 1)
    expect(await load('/0')).toMatchObject({ display })
    chain(1000)
    const before = host.requests.length
    await expect(load('/0')).rejects.toMatchObject({ code: 'TYPE_METADATA_INVALID', message: expect.stringContaining('more than 8') as string })
    expect(host.requests.length - before).toBe(maxExtensions + 1)
  })
})

describe('metadata that was promised', () => {
  const digest = async (path: string, algorithm = 'sha256') => `${algorithm}-${createHash(algorithm).update(await (await fetch(at(path))).text()).digest('base64')}`
  const broken = (promise: string) => promise.replace(/-./, (start) => (start === '-A' ? '-B' : '-A'))
  const refused = { code: 'TYPE_METADATA_INVALID', message: expect.stringContaining('integrity') as string }

  it('is taken when it is those bytes, and refused when it is not', async () => {
    documents.set('/a', { display, claims: [claim('grade', 'Cijfer')] })
    const promise = await digest('/a')
    expect(await load('/a', promise)).toMatchObject({ display })
    expect(await load('/a', `${broken(promise)} ${await digest('/a', 'sha384')}`)).toMatchObject({ display })
    for (const other of [broken(promise), `${promise} ${broken(await digest('/a', 'sha512'))}`, '', 'sha256-AAAA', 'md5-AAAA']) await expect(load('/a', other)).rejects.toMatchObject(refused)
    documents.set('/a', { display, claims: [claim('grade', 'Cijfer ')] })
    await expect(load('/a', promise)).rejects.toMatchObject(refused)
  })

  it('is so for what a type extends too', async () => {
    documents.set('/parent', { display, claims: [claim('grade', 'Cijfer')] })
    const promise = await digest('/parent')
    documents.set('/child', { extends: '/parent', 'extends#integrity': promise })
    expect(await load('/child')).toMatchObject({ display })
    documents.set('/child', { extends: '/parent', 'extends#integrity': broken(promise) })
    await expect(load('/child')).rejects.toMatchObject(refused)
  })
})
