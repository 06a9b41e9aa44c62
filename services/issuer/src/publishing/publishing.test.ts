import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { signCompactJws } from '@eduwallet/credential-formats'
import { jsonWebKeyId, verifyChain } from '@eduwallet/keys'
import { composeStatusListToken, createBits, verifyStatusListToken } from '@eduwallet/status-list'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { CredentialId, StatusListId } from '../institutions/types.ts'
import { openPublicationMarkFile } from '../register/publication-mark-file.ts'
import type { CredentialStatus } from '../revoking/credential-book.ts'
import { openTestIssuer, type TestIssuer } from '../test-ground.ts'
import { openPublishedLists } from './published-lists.ts'
import { publishLists } from './publish-lists.ts'
import { createPublisher } from './publisher.ts'
import type { Publication, StatusListBook } from './status-list-book.ts'
import { verifyPublishedList } from './verify-published-list.ts'

let issuer: TestIssuer
/** Of the credentials made here, by their index. */
const ids = new Map<number, CredentialId>()
let institution: IssuingInstitution
let statusLists: StatusListBook
let listId: StatusListId
beforeEach(async () => {
  ids.clear()
  issuer = await openTestIssuer()
  const { id } = await issuer.institution('school')
  institution = (await issuer.rooms.institutions.bySlug('school'))!
  statusLists = issuer.rooms.register.forInstitution(id).statusLists
  listId = [...issuer.scopes.get(id)!.tables.statusLists.keys()][0] as StatusListId
  await issuer.rooms.publisher.publishAll()
})
const publish = (over: Partial<Parameters<typeof publishLists>[1]> = {}) =>
  publishLists(institution, { statusLists, marks: issuer.marks, now: issuer.clock.now, ttlSeconds: 30, ...over })
const verify = (token: string) => verifyStatusListToken(token, { uri: `${institution.credentialIssuer}/status-lists/${listId}`, key: institution.signers.ES256.publicJwk, now: issuer.clock.now() })
async function revokeAt(...indexes: number[]) {
  for (const index of indexes) await changeAt(index, 'revoked')
}
async function changeAt(index: number, status: CredentialStatus) {
  const credentialId = ids.get(index) ?? (await issuer.award(institution.id, index)).credentialId
  ids.set(index, credentialId)
  await issuer.rooms.register.forInstitution(institution.id).credentials.changeStatus({ ids: [credentialId] }, { status, reason: 'test' }, issuer.act())
}

describe('publishing a status list', () => {
  it('signs with the institution’s key, under its did and certificate', async () => {
    const token = (await statusLists.published(listId))!.token
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string; x5c: string[]; typ: string }
    expect(header.kid).toBe(jsonWebKeyId(institution.did, institution.signers.ES256))
    expect(header.typ).toBe('statuslist+jwt')
    expect(verifyChain(header.x5c, { anchors: [issuer.rooms.sandboxCa!.certificatePem], at: issuer.clock.now() }).publicJwk).toEqual(institution.signers.ES256.publicJwk)
  })

  it('sets the bits of what was revoked and no other', async () => {
    await revokeAt(0, 7, 8, 1023)
    const [publication] = await publish()
    const list = verify(publication!.token)
    const set = Array.from({ length: list.size }, (_, index) => index).filter((index) => list.statusAt(index) === 1)
    expect(set).toEqual([0, 7, 8, 1023])
    expect(publication).toMatchObject({ sequence: 2, version: 4 })
  })

  it('has two bits for each credential: 1 is revoked, 2 is suspended, and restored is 0 again', async () => {
    await changeAt(3, 'revoked')
    await changeAt(4, 'suspended')
    await changeAt(5, 'suspended')
    await changeAt(5, 'revoked')
    const [publication] = await publish()
    const list = verify(publication!.token)
    expect([list.bits, ...[2, 3, 4, 5, 6].map((index) => list.statusAt(index))]).toEqual([2, 0, 1, 2, 1, 0])
    await changeAt(4, 'valid')
    const [next] = await publish()
    expect([2, 3, 4, 5, 6].map((index) => verify(next!.token).statusAt(index))).toEqual([0, 1, 0, 1, 0])
    expect(next).toMatchObject({ sequence: 3, version: 5 })
  })

  it('is made again when a release that knew nothing of suspensions made the last one, and once', async () => {
    await changeAt(4, 'suspended')
    await publish()
    const standing = (isWhole: boolean): Pick<StatusListBook, 'standing'> => ({ standing: async () => (await statusLists.standing()).map((list) => ({ ...list, isWhole })) })
    expect(await publish({ statusLists: { ...statusLists, ...standing(false) } })).toMatchObject([{ sequence: 3, version: 1 }])
    expect(await publish({ statusLists: { ...statusLists, ...standing(true) } })).toEqual([])
  })

  it('does nothing when nothing changed, and renews after half a day', async () => {
    expect(await publish()).toEqual([])
    issuer.clock.forward(12 * 3600 + 1)
    expect(await publish()).toMatchObject([{ sequence: 2, version: 0 }])
  })

  it('DUR-13 by two processes at once gives one list after the other', async () => {
    await revokeAt(3)
    const outcomes = await Promise.all([publish(), publish(), publish()])
    expect(outcomes.flat()).toHaveLength(1)
    expect((await statusLists.published(listId))?.sequence).toBe(2)
  })

  it('STL-05 refuses to go on when the record was set back, and says so', async () => {
    const backup = (await statusLists.published(listId))!
    await revokeAt(3)
    await issuer.rooms.publisher.publishAll()
    const { tables } = issuer.scopes.get(institution.id)!
    tables.publications.set(listId, backup)
    await expect(publish()).rejects.toMatchObject({ code: 'PUBLISHING_RECORD_SET_BACK' })
    await issuer.rooms.publisher.publishAll()
    await expect(issuer.rooms.publisher.check()).rejects.toMatchObject({ code: 'PUBLISHING_RECORD_SET_BACK' })
    expect(issuer.errors).toHaveLength(1)
    issuer.clock.forward(10)
    const served = await issuer.rooms.lists.get(institution.id, listId)
    expect(verify(served!.token.toString()).statusAt(3)).toBe(1)
    const ready = await issuer.app.inject({ url: '/readyz' })
    expect(ready.json()).toMatchObject({ failing: ['status-lists'] })
  })

  it('STL-05 says so also when the list is not due, as after a restore and a restart', async () => {
    await revokeAt(3)
    await issuer.rooms.publisher.publishAll()
    const { tables } = issuer.scopes.get(institution.id)!
    const newest = tables.publications.get(listId)!
    tables.publications.set(listId, { ...newest, sequence: newest.sequence - 1 })
    await expect(publish()).rejects.toMatchObject({ code: 'PUBLISHING_RECORD_SET_BACK' })
    await issuer.rooms.publisher.publishAll()
    const ready = await issuer.app.inject({ url: '/readyz' })
    expect([ready.statusCode, ready.json()]).toMatchObject([503, { failing: ['status-lists'] }])
  })

  it('STL-05 a process started on an older record serves no older list', async () => {
    await revokeAt(3)
    const older = (await statusLists.published(listId))!
    await issuer.rooms.publisher.publishAll()
    issuer.scopes.get(institution.id)!.tables.publications.set(listId, older)
    const restarted = openPublishedLists({ statusListsOf: () => statusLists, marks: issuer.marks, now: issuer.clock.now })
    expect(await restarted.get(institution.id, listId)).toBeUndefined()
  })

  it('STL-16 what a crash left unpublished is published in the next round', async () => {
    await revokeAt(4)
    expect(verify((await statusLists.published(listId))!.token).statusAt(4)).toBe(0)
    await issuer.rooms.publisher.publishAll()
    expect(verify((await statusLists.published(listId))!.token).statusAt(4)).toBe(1)
  })

  it('STL-20 goes on with every list of the institution', async () => {
    const second = randomUUID() as unknown as StatusListId
    await statusLists.open({ id: second, size: 1024, signingKid: institution.signers.ES256.kid }, issuer.act())
    expect((await publish()).map((publication) => publication.listId)).toEqual([second])
  })

  it('STL-21 has one URI for all credentials of a list, without a query', () => {
    expect(new URL(`${institution.credentialIssuer}/status-lists/${listId}`).search).toBe('')
  })

  it('DUR-21 what was published is compared with the record, bit by bit', async () => {
    await revokeAt(3)
    await issuer.rooms.publisher.publishAll()
    const verdict = async () => verifyPublishedList({
      content: (await statusLists.read(listId))!, publication: await statusLists.published(listId), uri: `${institution.credentialIssuer}/status-lists/${listId}`, key: institution.signers.ES256.publicJwk, mark: issuer.marks.of(listId),
    })
    expect(await verdict()).toBeUndefined()
    const { credentials } = issuer.scopes.get(institution.id)!.tables
    for (const [id, row] of credentials) credentials.set(id, { ...row, state: 'issued' })
    expect(await verdict()).toBe('bit_too_many')
  })

  it('DUR-21 also what is suspended: a list may lack what came after it, and no more', async () => {
    await changeAt(3, 'suspended')
    await issuer.rooms.publisher.publishAll()
    const content = (await statusLists.read(listId))!
    const publication = await statusLists.published(listId)
    const verdict = (changes: Partial<typeof content>) => verifyPublishedList({ content: { ...content, ...changes }, publication, uri: `${institution.credentialIssuer}/status-lists/${listId}`, key: institution.signers.ES256.publicJwk, mark: issuer.marks.of(listId) })
    expect(verdict({})).toBeUndefined()
    expect(verdict({ suspended: [] })).toBe('suspension_too_many')
    expect(verdict({ suspended: [3, 4] })).toBe('suspension_missing')
    expect(verdict({ suspended: [], revoked: [3] })).toBe('bit_missing')
    const later = { version: content.version + 1 }
    for (const change of [{ suspended: [] }, { suspended: [3, 4] }, { suspended: [], revoked: [3, 4] }]) expect(verdict({ ...later, ...change })).toBeUndefined()
  })

  it('DUR-21 a list of one bit, as it was published before, is compared too', async () => {
    const bits = createBits(1024)
    bits.set(3, 1)
    const at = issuer.clock.now()
    const { header, payload } = composeStatusListToken({ uri: `${institution.credentialIssuer}/status-lists/${listId}`, bits, issuedAt: at, expiresAt: new Date(at.getTime() + 86_400_000), ttlSeconds: 30, kid: jsonWebKeyId(institution.did, institution.signers.ES256) })
    const token = await signCompactJws({ header, payload, signer: institution.signers.ES256 })
    const content = (await statusLists.read(listId))!
    const verdict = (changes: Partial<typeof content>) => verifyPublishedList({ content: { ...content, version: 1, ...changes }, publication: { listId, sequence: 2, version: 1, token, issuedAt: at, expiresAt: at }, uri: `${institution.credentialIssuer}/status-lists/${listId}`, key: institution.signers.ES256.publicJwk, mark: 0 })
    expect(verdict({ revoked: [3] })).toBeUndefined()
    expect(verdict({ revoked: [3], suspended: [4] })).toBe('suspension_missing')
    expect(verdict({ revoked: [] })).toBe('bit_too_many')
  })

  it('one institution in trouble does not stop the others', async () => {
    const { id } = await issuer.institution('other')
    issuer.scopes.get(institution.id)!.tables.statusLists.forEach((list) => { list.signingKid = 'gone'; list.version += 1 })
    await issuer.rooms.publisher.publishAll()
    expect(issuer.errors).toMatchObject([{ code: 'PUBLISHING_KEY_MISSING' }])
    expect(issuer.scopes.get(id)!.tables.publications.size).toBe(1)
  })
})

describe('published lists in memory', () => {
  const publication = (sequence: number): Publication => ({ listId, sequence, version: sequence, token: `token ${sequence}`, issuedAt: issuer.clock.now(), expiresAt: new Date(issuer.clock.now().getTime() + 86_400_000) })
  function open(answer: () => Promise<Publication | undefined>) {
    let readings = 0
    const lists = openPublishedLists({
      marks: { of: () => 0, raise: async () => {} }, now: issuer.clock.now,
      statusListsOf: () => ({ published: () => { readings += 1; return answer() } }),
    })
    return { lists, readings: () => readings }
  }

  it('are read from the record at most every two seconds, however many ask', async () => {
    let sequence = 1
    const { lists, readings } = open(async () => publication(sequence))
    const first = await Promise.all(Array.from({ length: 50 }, () => lists.get(institution.id, listId)))
    expect(readings()).toBe(1)
    expect(first[49]?.token.toString()).toBe('token 1')
    sequence = 2
    expect((await lists.get(institution.id, listId))?.token.toString()).toBe('token 1')
    issuer.clock.forward(2)
    expect((await lists.get(institution.id, listId))?.token.toString()).toBe('token 2')
    expect(readings()).toBe(2)
  })

  it('are served while the record cannot be reached, once they were read', async () => {
    let lost = false
    const { lists } = open(async () => { if (lost) throw new Error('lost'); return publication(1) })
    await lists.get(institution.id, listId)
    lost = true
    issuer.clock.forward(60)
    expect((await lists.get(institution.id, listId))?.token.toString()).toBe('token 1')
    await expect(open(async () => { throw new Error('lost') }).lists.get(institution.id, listId)).rejects.toThrow('lost')
  })

  it('TEN-01 are their own institution\'s, also when another asks for them in the same moment', async () => {
    const other = '00000000-0000-4000-8000-000000000000' as typeof institution.id
    const lists = openPublishedLists({
      marks: { of: () => 0, raise: async () => {} }, now: issuer.clock.now,
      statusListsOf: (id) => ({ published: async () => id === institution.id ? publication(1) : undefined }),
    })
    const asked = await Promise.all([lists.get(institution.id, listId), lists.get(other, listId), lists.get(institution.id, listId), lists.get(other, listId)])
    expect(asked.map((served) => served?.token.toString())).toEqual(['token 1', undefined, 'token 1', undefined])
    const reversed = openPublishedLists({ marks: { of: () => 0, raise: async () => {} }, now: issuer.clock.now, statusListsOf: (id) => ({ published: async () => id === institution.id ? publication(1) : undefined }) })
    expect((await Promise.all([reversed.get(other, listId), reversed.get(institution.id, listId)])).map((served) => served?.token.toString())).toEqual([undefined, 'token 1'])
  })

  it('do not go back to an older sequence', async () => {
    let sequence = 5
    const { lists } = open(async () => publication(sequence))
    await lists.get(institution.id, listId)
    sequence = 4
    issuer.clock.forward(5)
    expect((await lists.get(institution.id, listId))?.token.toString()).toBe('token 5')
  })
})

describe('the publisher', () => {
  it('OVR-12 has one place in its queue for each institution, however often it is told, and publishes what it was told of meanwhile once', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => { release = resolve })
    const rounds: string[] = []
    const others = ['one', 'two'].map((slug) => ({ ...institution, slug }))
    const publisher = createPublisher({
      directory: { all: async () => [] }, lists: { remember: async () => {} } as never, marks: issuer.marks, now: issuer.clock.now, ttlSeconds: 30,
      onError: (error) => { throw error },
      statusListsOf: () => ({ ...statusLists, standing: async () => { rounds.push('looked'); await held; return [] } }),
    })
    for (let time = 0; time < 10_000; time += 1) for (const told of [institution, ...others]) publisher.nudge(told)
    release()
    await publisher.publishAll()
    // The first was being published when it was told of again.
    expect(rounds).toHaveLength(4)
  })
})

describe('the marks of what was published', () => {
  const folders: string[] = []
  afterAll(async () => { for (const folder of folders) await rm(folder, { recursive: true, force: true }) })
  async function file() {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-marks-'))
    folders.push(folder)
    return path.join(folder, 'marks.json')
  }

  it('survive the process, and only go up', async () => {
    const name = await file()
    const marks = await openPublicationMarkFile(name)
    await Promise.all([3, 1, 7, 5].map((sequence) => marks.raise(listId, sequence)))
    expect(marks.of(listId)).toBe(7)
    expect((await openPublicationMarkFile(name)).of(listId)).toBe(7)
    expect(JSON.parse(await readFile(name, 'utf8'))).toEqual({ [listId]: 7 })
  })

  it('that cannot be read stop the start (going on without them is what they prevent)', async () => {
    const name = await file()
    for (const content of ['', '[]', '{"a":"b"}', '{"a":1.5}']) {
      await writeFile(name, content)
      await expect(openPublicationMarkFile(name)).rejects.toThrow()
    }
  })
})
