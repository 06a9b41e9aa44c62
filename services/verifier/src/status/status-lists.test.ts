import { didDocument } from '@eduwallet/keys'
import { createBits } from '@eduwallet/status-list'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSigner } from '../judging/fixtures/make-signer.ts'
import { createWorld, troubles, type World } from '../judging/fixtures/world.ts'

let world: World
beforeEach(async () => { world = await createWorld() })
afterEach(async () => { await world.close() })

const judged = async (claims: Record<string, unknown> = {}) => await world.judge(await world.present({ claims }))
const troubleOf = async (claims: Record<string, unknown> = {}) => {
  const verdict = await judged(claims)
  expect(verdict.verdict).not.toBe('confirmed')
  expect(verdict.verdict === 'rejected').toBe(verdict.checks.some(({ outcome }) => outcome === 'failed'))
  return troubles(verdict)
}
const listPath = '/hogeschool/status-lists/1'
const listFetches = () => world.host.requests.filter((path) => path === listPath).length
const entry = (idx: unknown, uri: unknown = world.listUri) => ({ status: { status_list: { idx, uri } } })

describe('a status list', () => {
  it('DIN-16 says revoked of a credential whose list verifies (that the list is good does not make the credential good)', async () => {
    world.bits.set(7, 1)
    await world.serveList()
    const verdict = await judged()
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['status failed revoked'])
    expect(verdict.checks.find(({ name }) => name === 'status')?.sentence.nl).toBe('Het bewijs is ingetrokken.')
    expect(verdict.credentials[0]?.claims).toEqual({})
  })

  it('says revoked of the one credential and nothing of its neighbours', async () => {
    world.bits.set(7, 1)
    await world.serveList()
    expect((await judged(entry(6))).verdict).toBe('confirmed')
    expect((await judged(entry(8))).verdict).toBe('confirmed')
    expect((await judged(entry(0))).verdict).toBe('confirmed')
  })

  it.each([
    [1, 'revoked'],
    [2, 'suspended'],
    [3, 'status_other'],
  ])('STL-25 shows value %i of a two-bit list as %s, not as valid', async (value, code) => {
    const bits = createBits(1024, 2)
    bits.set(7, value)
    await world.serveList({ bits })
    expect(await troubleOf()).toEqual([`status failed ${code}`])
  })

  it.each([
    ['the length of the list', 1024],
    ['far beyond it', 2 ** 40],
    ['-1', -1],
    ['2^53', 2 ** 53],
    ['a half', 0.5],
  ])('STL-07 rejects an index that is %s', async (_, idx) => {
    expect(await troubleOf(entry(idx))).toEqual(['status failed status_index_out_of_range'])
  })

  it.each([
    ['no status', { status: undefined }, 'status failed status_missing'],
    ['a status_list that is no object', { status: { status_list: 'x' } }, 'status failed status_malformed'],
    ['an index as text', { status: { status_list: { idx: '7', uri: 'https://x.example' } } }, 'status failed status_malformed'],
    ['no uri', { status: { status_list: { idx: 7 } } }, 'status failed status_malformed'],
    ['a uri that is none', { status: { status_list: { idx: 7, uri: 'lijst' } } }, 'status failed status_malformed'],
    ['a status of another kind', { status: { other: {} } }, 'status unknown status_method_unknown'],
  ])('VPR-26 does not confirm a credential with %s', async (_, claims, trouble) => {
    expect(await troubleOf(claims)).toEqual([trouble])
    expect(listFetches()).toBe(0)
  })

  it.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'https://10.0.0.1/list', 'data:text/plain,x', 'ftp://localhost/x'])('does not fetch a list from %s (undetermined)', async (uri) => {
    expect(await troubleOf(entry(7, uri))).toEqual(['status unknown status_unreachable'])
  })
})

describe('a list that is not the issuer’s', () => {
  it('STL-08 rejects a list about another URI', async () => {
    await world.serveList({ uri: `${world.listUri}2` })
    expect(await troubleOf()).toEqual(['status failed status_list_not_genuine'])
  })

  it('STL-08 rejects a list signed by another key under the issuer’s kid', async () => {
    await world.serveList({ signer: makeSigner() })
    expect(await troubleOf()).toEqual(['status failed status_list_not_genuine'])
  })

  it('STL-08 rejects a list of another issuer, though that one is recognised', async () => {
    const other = `did:web:${world.host.didHost}:andere`
    const signer = makeSigner()
    world.serveDid(didDocument({ did: other, keys: [signer] }), '/andere/did.json')
    await world.issuers.put({ ...world.registered, identifier: other }, world.now())
    await world.serveList({ signer, kid: `${other}#${signer.kid}` })
    expect(await troubleOf()).toEqual(['status failed status_list_not_genuine'])
    expect(world.host.requests).not.toContain('/andere/did.json')
  })

  it('STL-08 rejects a list that names another issuer than the credential', async () => {
    await world.serveList({ issuer: 'did:web:elders.example' })
    expect(await troubleOf()).toEqual(['status failed status_list_not_genuine'])
  })

  it('STL-08 accepts a list that names the issuer of the credential', async () => {
    await world.serveList({ issuer: world.did })
    expect((await judged()).verdict).toBe('confirmed')
  })

  it('rejects a list with a signature changed, and one that is not signed', async () => {
    const [header, payload] = (await world.statusToken()).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'statuslist+jwt', kid: world.kid })).toString('base64url')
    for (const body of [`${header}.${payload}.${'A'.repeat(86)}`, `${none}.${payload}.`]) {
      world.host.answers.set(listPath, { contentType: 'application/statuslist+jwt', body })
      expect(await troubleOf()).toEqual(['status failed status_list_not_genuine'])
      world.passSeconds(10)
    }
  })
})

describe('time', () => {
  it('STL-09 rejects a list that has expired', async () => {
    await world.serveList({ issuedAt: new Date(world.now().getTime() - 7_200_000), expiresAt: new Date(world.now().getTime() - 1000) })
    expect(await troubleOf()).toEqual(['status failed status_list_expired'])
  })

  it('STL-09 asks for the list again when its ttl has passed, before answering', async () => {
    await world.serveList({ ttlSeconds: 30 })
    expect((await judged()).verdict).toBe('confirmed')
    world.bits.set(7, 1)
    await world.serveList({ ttlSeconds: 30 })
    world.passSeconds(29)
    expect((await judged()).verdict).toBe('confirmed')
    world.passSeconds(1)
    expect((await judged()).verdict).toBe('rejected')
    expect(listFetches()).toBe(2)
  })

  it('STL-09 does not answer from a list whose ttl has passed when it cannot be had again (undetermined)', async () => {
    await judged()
    world.host.answers.delete(listPath)
    world.passSeconds(30)
    expect(await troubleOf()).toEqual(['status unknown status_unreachable'])
  })

  it('STL-09 does not use a list beyond its exp, however long its ttl', async () => {
    await world.serveList({ ttlSeconds: 600, expiresAt: new Date(world.now().getTime() + 10_000) })
    expect((await judged()).verdict).toBe('confirmed')
    world.passSeconds(10)
    expect(await troubleOf()).toEqual(['status failed status_list_expired'])
  })

  it('STL-10 lets ttl and exp win over HTTP caching headers', async () => {
    const headers = { 'cache-control': 'public, max-age=31536000, immutable', expires: 'Thu, 01 Jan 2099 00:00:00 GMT', age: '0' }
    await world.serveList({ ttlSeconds: 30 }, headers)
    await judged()
    world.bits.set(7, 1)
    await world.serveList({ ttlSeconds: 30 }, headers)
    world.passSeconds(30)
    expect((await judged()).verdict).toBe('rejected')
  })

  it('uses no list for longer than a minute, whatever its ttl (a revocation is seen within 60 s)', async () => {
    await world.serveList({ ttlSeconds: 86_400 })
    await judged()
    world.bits.set(7, 1)
    await world.serveList({ ttlSeconds: 86_400 })
    world.passSeconds(60)
    expect((await judged()).verdict).toBe('rejected')
  })
})

describe('a list that cannot be had or read', () => {
  const answers = (answer: Parameters<World['host']['answers']['set']>[1]) => world.host.answers.set(listPath, answer)

  it.each([
    ['404', async () => answers({ status: 404, contentType: 'application/statuslist+jwt', body: await world.statusToken() })],
    ['500', async () => answers({ status: 500, contentType: 'application/statuslist+jwt', body: await world.statusToken() })],
    ['a cut connection', async () => answers((_, response) => response.destroy())],
    ['a redirect to elsewhere', async () => answers({ status: 302, contentType: 'text/plain', body: '', headers: { location: 'http://169.254.169.254/' } })],
  ])('STL-15 does not confirm on %s (undetermined)', async (_, serve) => {
    await serve()
    const verdict = await judged()
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown status_unreachable'])
  })

  it('NET-12 does not confirm when the status host never answers (undetermined within the time limit)', async () => {
    answers(() => undefined)
    expect(await troubleOf()).toEqual(['status unknown status_unreachable'])
  })

  it('STL-15 does not confirm when the host sends a byte now and then (undetermined within the time limit)', async () => {
    answers((_, response) => {
      response.writeHead(200, { 'content-type': 'application/statuslist+jwt' })
      const drip = setInterval(() => response.write('a'), 100)
      response.on('close', () => clearInterval(drip))
    })
    const began = performance.now()
    expect(await troubleOf()).toEqual(['status unknown status_unreachable'])
    expect(performance.now() - began).toBeLessThan(4000)
  })

  it.each([
    ['HTML', 'text/html', '<html>'],
    ['HTML that says to be a list', 'application/statuslist+jwt', '<html>'],
    ['a list under another type', 'application/json', undefined],
    ['nothing', 'application/statuslist+jwt', ''],
  ])('STL-15 does not confirm on %s (undetermined)', async (_, contentType, body) => {
    answers({ contentType, body: body ?? (await world.statusToken()) })
    const verdict = await judged()
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown status_list_unreadable'])
  })

  it('STL-11 stops at the size limit of a list without end (undetermined, memory flat)', async () => {
    const block = Buffer.alloc(1024 * 1024, 'A')
    answers((_, response) => {
      response.writeHead(200, { 'content-type': 'application/statuslist+jwt' })
      let sent = 0
      const more = (): void => {
        while (sent++ < 1024 && !response.destroyed) if (!response.write(block)) return void response.once('drain', more)
        response.end()
      }
      more()
    })
    const before = process.memoryUsage().rss
    expect(await troubleOf()).toEqual(['status unknown status_unreachable'])
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  it.each([
    ['zlib', (bytes: Buffer) => deflateSync(bytes)],
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ])('STL-11 stops unpacking a %s bomb, though the issuer signed it (undetermined, memory flat)', async (_, compress) => {
    const lst = compress(Buffer.alloc(200 * 1024 * 1024)).toString('base64url')
    await world.serveList({ payload: { status_list: { bits: 1, lst } } })
    const before = process.memoryUsage().rss
    expect(await troubleOf()).toEqual(['status unknown status_list_unreadable'])
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  it('NET-12 does not confirm when the key of the list cannot be had (undetermined)', async () => {
    await world.serveList({ ttlSeconds: 5 })
    await judged()
    world.host.answers.delete('/hogeschool/did.json')
    world.passSeconds(60)
    expect(await troubleOf()).toEqual(['issuer_key unknown issuer_unreachable'])
    expect((await world.statusLists.check({ status: { status_list: { idx: 7, uri: world.listUri } }, credentialStatus: undefined }, world.registered)).outcome).toBe('unknown')
  })

  it('NET-13 fetches a list once for 500 credentials at once, also when it fails', async () => {
    const compact = await world.present()
    world.host.answers.delete(listPath)
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => world.judge(compact)))
    expect(verdicts.every(({ verdict }) => verdict === 'undetermined')).toBe(true)
    expect(listFetches()).toBe(1)
  })
})
