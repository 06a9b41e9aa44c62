import { generateKeyPairSync, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { didDocument, multikeyId, parseVerificationKey, type Signer, thumbprint } from '@eduwallet/keys'
import { MIN_BITSTRING_ENTRIES } from '@eduwallet/status-list'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSigner } from '../judging/fixtures/make-signer.ts'
import { createWorld, troubles, type World } from '../judging/fixtures/world.ts'
import { serveBitstrings } from './bitstring-fixture.ts'

let world: World
let lists: ReturnType<typeof serveBitstrings>
beforeEach(async () => {
  world = await createWorld()
  lists = serveBitstrings(world)
  await lists.serve()
  await lists.serve({ purpose: 'suspension' })
})
afterEach(async () => { await world.close() })

const both = () => [lists.entry('revocation'), lists.entry('suspension')]
const judged = async (credentialStatus: unknown = both(), status?: unknown) => await world.judge(await world.present({ claims: { status, credentialStatus } }))
const troubleOf = async (credentialStatus?: unknown, status?: unknown) => {
  const verdict = await judged(credentialStatus, status)
  expect(verdict.verdict).not.toBe('confirmed')
  expect(verdict.verdict === 'rejected').toBe(verdict.checks.some(({ outcome }) => outcome === 'failed'))
  return troubles(verdict)
}

describe('a credential with entries of a bitstring status list', () => {
  it('stands when neither its revocation bit nor its suspension bit is set', async () => {
    await lists.serve({}, [6, 8])
    expect((await judged()).verdict).toBe('confirmed')
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
  })

  it('STL-25 is revoked, suspended or both: what is told is that it was revoked', async () => {
    await lists.serve({ purpose: 'suspension' }, [7])
    expect(await troubleOf()).toEqual(['status failed suspended'])
    world.passSeconds(60)
    await lists.serve({}, [7])
    await lists.serve({ purpose: 'suspension' }, [7])
    expect(await troubleOf()).toEqual(['status failed revoked'])
  })

  it('is suspended also when the other list cannot be had, and undetermined when that is all there is to say', async () => {
    await lists.serve({ purpose: 'suspension' }, [7])
    world.host.answers.delete(new URL(lists.urlOf('revocation')).pathname)
    expect(await troubleOf()).toEqual(['status failed suspended'])
    world.passSeconds(60)
    await lists.serve({ purpose: 'suspension' })
    expect(await troubleOf()).toEqual(['status unknown status_unreachable'])
  })

  it('beside an entry of a Token Status List has both of them read', async () => {
    const status = { status_list: { idx: 7, uri: world.listUri } }
    expect((await judged(both(), status)).verdict).toBe('confirmed')
    world.bits.set(7, 1)
    await world.serveList()
    world.passSeconds(60)
    await lists.serve()
    await lists.serve({ purpose: 'suspension' })
    await world.serveList()
    expect(await troubleOf(both(), status)).toEqual(['status failed revoked'])
    world.bits.set(7, 0)
    world.passSeconds(60)
    await world.serveList()
    await lists.serve({}, [7])
    expect(await troubleOf(both(), status)).toEqual(['status failed revoked'])
  })

  it('STL-25 is not simply valid when the list has something else to say of it', async () => {
    await lists.serve({ subject: { statusPurpose: 'message' } }, [7])
    expect(await troubleOf(lists.entry('revocation', { statusPurpose: 'message' }))).toEqual(['status failed status_other'])
    const wide = { encodedList: `u${gzipSync(Buffer.alloc(MIN_BITSTRING_ENTRIES / 4, 0b0000_0010)).toString('base64url')}`, statusPurpose: 'message', statusSize: 2 }
    await lists.serve({ subject: wide })
    world.passSeconds(60)
    await lists.serve({ subject: wide })
    const statusMessage = ['a', 'b', 'c', 'd'].map((message, value) => ({ status: `0x${value}`, message }))
    expect(await troubleOf(lists.entry('revocation', { statusPurpose: 'message', statusSize: 2, statusMessage }))).toEqual(['status failed status_other'])
    expect((await judged(lists.entry('revocation', { statusPurpose: 'message', statusSize: 2, statusMessage, statusListIndex: '6' }))).verdict).toBe('confirmed')
  })

  it('is not asked for at a list that only says where a newer one is (refresh), and has no status then (undetermined)', async () => {
    const refresh = lists.entry('revocation', { statusPurpose: 'refresh', statusListCredential: `${world.host.url}/refresh` })
    expect((await judged([...both(), refresh])).verdict).toBe('confirmed')
    expect(await troubleOf(refresh)).toEqual(['status unknown status_method_unknown'])
    expect(world.host.requests).not.toContain('/refresh')
  })

  it.each([
    ['an entry of another type', () => ({ ...lists.entry(), type: 'StatusList2021Entry' }), 'status unknown status_method_unknown'],
    ['one that cannot be read beside one that can', () => [lists.entry(), { type: 'Other' }], 'status unknown status_method_unknown'],
    ['no entries', () => [], 'status failed status_malformed'],
    ['more entries than there is reason for', () => Array.from({ length: 9 }, () => lists.entry()), 'status failed status_malformed'],
    ['an entry that is none', () => 'x', 'status failed status_malformed'],
    ['an index that is no text', () => lists.entry('revocation', { statusListIndex: 7 }), 'status failed status_malformed'],
  ])('VPR-26 is not confirmed with %s, and nothing is fetched', async (_, make, trouble) => {
    expect(await troubleOf(make())).toEqual([trouble])
    expect(lists.fetches()).toBe(0)
  })

  it.each([['the length of the list', String(MIN_BITSTRING_ENTRIES)], ['far beyond it', String(2 ** 40)], ['2^53', String(2 ** 53)]])('STL-07 is rejected with an index that is %s', async (_, statusListIndex) => {
    expect(await troubleOf(lists.entry('revocation', { statusListIndex }))).toEqual(['status failed status_index_out_of_range'])
  })

  it('STL-07 is rejected with an index of -1', async () => {
    expect(await troubleOf(lists.entry('revocation', { statusListIndex: '-1' }))).toEqual(['status failed status_malformed'])
  })

  it.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'https://10.0.0.1/list', 'data:text/plain,x', 'ftp://localhost/x'])('does not make us fetch a list from %s (undetermined)', async (statusListCredential) => {
    expect(await troubleOf(lists.entry('revocation', { statusListCredential }))).toEqual(['status unknown status_unreachable'])
  })

  it('STL-24 sees no list fetched when its signature does not hold', async () => {
    const verdict = await world.judge(await world.present({ signer: makeSigner(), claims: { status: undefined, credentialStatus: both() } }))
    expect(troubles(verdict)).toEqual(['issuer_signature failed signature_invalid'])
    expect(lists.fetches() + lists.fetches('suspension')).toBe(0)
  })
})

describe('a bitstring list that does not fit', () => {
  it('STL-14 of another purpose than the entry is refused (rejected)', async () => {
    expect(await troubleOf(lists.entry('suspension', { statusListCredential: lists.urlOf('revocation') }))).toEqual(['status failed status_list_unfit'])
    await lists.serve({ subject: { statusPurpose: ['message', 'suspension'] } })
    world.passSeconds(30)
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_unfit'])
    expect((await judged(lists.entry('suspension', { statusListCredential: lists.urlOf('revocation') }))).verdict).toBe('confirmed')
  })

  it('STL-12 of fewer than 131,072 entries is refused (rejected)', async () => {
    await lists.serve({ subject: { encodedList: `u${gzipSync(Buffer.alloc(MIN_BITSTRING_ENTRIES / 8 - 1)).toString('base64url')}` } })
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_unfit'])
  })

  it.each<[string, () => Parameters<ReturnType<typeof serveBitstrings>['serve']>[0]]>([
    ['about another URL', () => ({ url: `${world.host.url}/hogeschool/status-lists/2/revocation` })],
    ['of another issuer, signed by the issuer of the credential', () => ({ issuer: 'did:web:elders.example' })],
    ['signed by another key under the issuer’s kid', () => ({ signer: makeSigner() })],
    ['that says to have another issuer in its claims', () => ({ credential: { iss: 'did:web:elders.example' } })],
  ])('STL-08 %s is refused (rejected)', async (_, listing) => {
    await lists.serve(listing(), [])
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
  })

  it('STL-08 of another issuer that is recognised too is refused, and its key is not asked for (rejected)', async () => {
    const other = `did:web:${world.host.didHost}:andere`
    const signer = makeSigner()
    world.serveDid(didDocument({ did: other, keys: [signer] }), '/andere/did.json')
    await world.issuers.put({ ...world.registered, identifier: other }, world.now())
    await lists.serve({ signer, issuer: other, kid: `${other}#${signer.kid}` })
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
    await lists.serve({ signer, kid: `${other}#${signer.kid}` })
    world.passSeconds(10)
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
    expect(world.host.requests).not.toContain('/andere/did.json')
  })

  it('STL-08 is not unpacked before its signature holds', async () => {
    await lists.serve({ signer: makeSigner(), subject: { encodedList: 'niets' } })
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
  })

  it('of another typ, or not signed at all, is not read (undetermined, rejected)', async () => {
    await lists.serve({ typ: 'statuslist+jwt' })
    expect(await troubleOf(lists.entry())).toEqual(['status unknown status_list_unreadable'])
    const [, payload] = (await lists.token({}, [])).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'vc+jwt', kid: world.kid })).toString('base64url')
    world.passSeconds(10)
    world.host.answers.set(new URL(lists.urlOf('revocation')).pathname, { contentType: 'application/vc+jwt', body: `${none}.${payload}.` })
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
  })
})

describe('a bitstring list with Data Integrity proofs', () => {
  const makeEd25519 = (): Signer<'EdDSA'> => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const publicJwk = parseVerificationKey(publicKey.export({ format: 'jwk' })) as Signer<'EdDSA'>['publicJwk']
    return { alg: 'EdDSA', kid: thumbprint(publicJwk), publicJwk, x5c: [], sign: async (data) => sign(null, data, privateKey) }
  }

  it('is read as one that is a JWT is, from its content and not its media type', async () => {
    lists.serveJson(await lists.document({}, [6, 8]))
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    lists.serveJson(await lists.document({}, [7]))
    world.passSeconds(30)
    expect(await troubleOf(lists.entry())).toEqual(['status failed revoked'])
    lists.serveJson(await lists.document({ purpose: 'suspension' }, [7]), 'suspension')
    expect(await troubleOf(lists.entry('suspension'))).toEqual(['status failed suspended'])
  })

  it('may have a set of proofs, and then each of them has to hold', async () => {
    const second = makeEd25519()
    world.serveDid(didDocument({ did: world.did, keys: [world.issuer, second] }))
    const list = await lists.document({}, [], [world.issuer, second])
    lists.serveJson(list)
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    lists.serveJson(await lists.document({}, [], [world.issuer, makeEd25519()]))
    world.passSeconds(30)
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_not_genuine'])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['STL-08 signed by another key under the issuer’s name', async () => {
      const stranger = makeSigner()
      const list = await lists.document({}, [], [stranger])
      return { ...list, proof: { ...(list['proof'] as object), verificationMethod: multikeyId(world.did, world.issuer) } }
    }, 'status failed status_list_not_genuine'],
    ['STL-08 in which a bit was set after it was signed', async () => {
      const [list, other] = [await lists.document({}, [7]), await lists.document({}, [])]
      return { ...list, credentialSubject: other['credentialSubject'] }
    }, 'status failed status_list_not_genuine'],
    ['STL-08 of another issuer', () => lists.document({ issuer: 'did:web:elders.example' }, []), 'status failed status_list_not_genuine'],
    ['STL-08 about another URL', () => lists.document({ url: `${world.host.url}/hogeschool/status-lists/2/revocation` }, []), 'status failed status_list_not_genuine'],
    ['STL-14 of another purpose', async () => lists.document({ subject: { statusPurpose: 'suspension' } }, []), 'status failed status_list_unfit'],
    ['STL-09 that is over', () => lists.document({ validFrom: new Date(world.now().getTime() - 7_200_000), validUntil: new Date(world.now().getTime() - 1000) }, []), 'status failed status_list_expired'],
    ['STL-09 that is long over', () => lists.document({ validFrom: new Date(world.now().getTime() - 7_200_000), validUntil: new Date(world.now().getTime() - 3_600_000) }, []), 'status failed status_list_expired'],
    ['without a proof', async () => {
      const { proof: _, ...list } = await lists.document({}, [])
      return list
    }, 'status unknown status_list_unreadable'],
    ['with a context that is not known', async () => {
      const list = await lists.document({}, [])
      return { ...list, '@context': [...(list['@context'] as string[]), `${world.host.url}/context`] }
    }, 'status unknown status_list_unreadable'],
    ['STL-11 with a bomb in it', async () => lists.document({ subject: { encodedList: `u${gzipSync(Buffer.alloc(100 * 1024 * 1024)).toString('base64url')}` } }, []), 'status unknown status_list_unreadable'],
  ])('%s is not believed', async (_, make, trouble) => {
    lists.serveJson(await make())
    expect(await troubleOf(lists.entry())).toEqual([trouble])
    expect(world.host.requests).not.toContain('/context')
  })
})

describe('the time of a bitstring list', () => {
  it('STL-09 is over when validUntil says so (rejected)', async () => {
    await lists.serve({ validFrom: new Date(world.now().getTime() - 7_200_000), validUntil: new Date(world.now().getTime() - 1000) })
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_expired'])
  })

  it('STL-09 is asked for again when its ttl, in milliseconds, has passed, before answering', async () => {
    await judged(lists.entry())
    await lists.serve({}, [7])
    world.passSeconds(29)
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    world.passSeconds(1)
    expect((await judged(lists.entry())).verdict).toBe('rejected')
    expect(lists.fetches()).toBe(2)
  })

  it('STL-09 does not answer from a list whose ttl has passed when it cannot be had again (undetermined)', async () => {
    await judged(lists.entry())
    world.host.answers.delete(new URL(lists.urlOf('revocation')).pathname)
    world.passSeconds(30)
    expect(await troubleOf(lists.entry())).toEqual(['status unknown status_unreachable'])
  })

  it('STL-09 is not used beyond validUntil, however long its ttl', async () => {
    await lists.serve({ ttlSeconds: 600, validUntil: new Date(world.now().getTime() + 10_000) })
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    world.passSeconds(10)
    expect(await troubleOf(lists.entry())).toEqual(['status failed status_list_expired'])
  })

  it('STL-10 lets ttl win over HTTP caching headers, and a minute over both', async () => {
    const headers = { 'cache-control': 'public, max-age=31536000, immutable', expires: 'Thu, 01 Jan 2099 00:00:00 GMT' }
    await lists.serve({}, [], headers)
    await judged(lists.entry())
    await lists.serve({ ttlSeconds: 86_400 }, [], headers)
    world.passSeconds(30)
    await judged(lists.entry())
    await lists.serve({}, [7], headers)
    world.passSeconds(59)
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    world.passSeconds(1)
    expect((await judged(lists.entry())).verdict).toBe('rejected')
  })

  it('is a minute at most when it says no ttl and no end', async () => {
    await lists.serve({ credential: { validUntil: undefined as never }, subject: { ttl: undefined as never } })
    await judged(lists.entry())
    await lists.serve({}, [7])
    world.passSeconds(59)
    expect((await judged(lists.entry())).verdict).toBe('confirmed')
    world.passSeconds(1)
    expect((await judged(lists.entry())).verdict).toBe('rejected')
  })
})

describe('a bitstring list that cannot be had or read', () => {
  const answers = (answer: Parameters<World['host']['answers']['set']>[1]) => world.host.answers.set(new URL(lists.urlOf('revocation')).pathname, answer)

  it.each([
    ['404', { status: 404, contentType: 'application/vc+jwt', body: 'x' }],
    ['500', { status: 500, contentType: 'application/vc+jwt', body: 'x' }],
    ['a redirect to elsewhere', { status: 302, contentType: 'text/plain', body: '', headers: { location: 'http://169.254.169.254/' } }],
  ])('STL-15 is not a yes on %s (undetermined)', async (_, answer) => {
    answers(answer)
    const verdict = await judged(lists.entry())
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown status_unreachable'])
  })

  it('STL-15 is not a yes when the host never answers (undetermined within the time limit)', async () => {
    answers(() => undefined)
    expect(await troubleOf(lists.entry())).toEqual(['status unknown status_unreachable'])
  })

  it.each([['HTML', 'text/html', '<html>'], ['HTML that says to be a list', 'application/vc+jwt', '<html>'], ['nothing', 'application/vc+jwt', ''], ['JSON that nobody signed', 'application/vc', '{}'], ['noise that begins as a JWT', 'application/vc+jwt', 'eyJ.eyJ.x']])('STL-15 is not a yes on %s (undetermined)', async (_, contentType, body) => {
    answers({ contentType, body })
    const verdict = await judged(lists.entry())
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown status_list_unreadable'])
  })

  it('STL-11 stops unpacking a bomb, though the issuer signed it (undetermined, memory flat)', async () => {
    await lists.serve({ subject: { encodedList: `u${gzipSync(Buffer.alloc(200 * 1024 * 1024)).toString('base64url')}` } })
    const before = process.memoryUsage().rss
    expect(await troubleOf(lists.entry())).toEqual(['status unknown status_list_unreadable'])
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  it('NET-13 is fetched once for 500 credentials at once, also when it fails', async () => {
    const compact = await world.present({ claims: { status: undefined, credentialStatus: lists.entry() } })
    answers({ status: 500, contentType: 'text/plain', body: 'x' })
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => world.judge(compact)))
    expect(verdicts.every(({ verdict }) => verdict === 'undetermined')).toBe(true)
    expect(lists.fetches()).toBe(1)
  })
})
