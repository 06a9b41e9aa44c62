/** What every register promises about institutions, keys, clients, offers, credentials, status lists and the journal: in memory and in PostgreSQL. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sqlState, type Database } from '@eduwallet/storage'
import type { ApiClient } from '../institutions/client-book.ts'
import { isEd25519, type Founding } from '../institutions/institution-book.ts'
import type { AwardId, CredentialId, InstitutionId, OfferId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { verifyJournal } from '../journal/verify-journal.ts'
import type { CredentialSelection, CredentialStatus } from '../revoking/credential-book.ts'
import type { OfferToRecord } from '../offering/offer-book.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import type { MemoryScope } from './memory/scope.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act: Act = { at, actor: 'operator', correlationId: 'test' }
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const bytes = (text: string) => new Uint8Array(Buffer.from(text.padEnd(32, '.')))
const uuid = <T>() => randomUUID() as unknown as T

let counter = 0
function founding(): Founding {
  counter += 1
  const kid = `kid-${counter}`
  return {
    institution: { id: uuid<InstitutionId>(), slug: `school-${counter}`, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: { brin: '21PB' }, createdAt: at },
    signingKey: { kid, publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, sealedPrivateKey: 'sealed', certificatePem: 'pem', createdAt: at },
    ed25519Key: { kid: `known-${counter}`, publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
    statusList: { id: uuid<StatusListId>(), size: 128 },
  }
}

/** Puts on record what other rooms would. */
type Seed = {
  /** As if it was founded when institutions had no Ed25519 key. */
  foundedEarlier(institution: InstitutionId): Promise<void>
  award(institution: InstitutionId, state?: 'awarded' | 'withdrawn'): Promise<AwardId>
  credential(institution: InstitutionId, of: { awardId: AwardId; offerId: OfferId; listId: StatusListId; index: number }): Promise<CredentialId>
  token(institution: InstitutionId, offerId: OfferId, expiresAt: Date): Promise<Uint8Array>
}

describe.each(['memory', 'PostgreSQL'] as const)('a register (%s)', (kind) => {
  let register: Register
  let seed: Seed
  let postgres: IssuerTestDatabase | undefined

  beforeAll(async () => {
    if (kind === 'memory') {
      const scopes = new Map<InstitutionId, MemoryScope>()
      register = openMemoryRegister(scopes)
      seed = seedMemory((id) => scopes.get(id))
      return
    }
    postgres = await openIssuerTestDatabase('issuer_books')
    register = openPostgresRegister(postgres.database)
    seed = seedPostgres(postgres.database, postgres.fresh.url)
  })
  afterAll(async () => {
    await postgres?.close()
  })

  let first: Founding
  let books: InstitutionBooks
  beforeEach(async () => {
    first = founding()
    expect(await register.institutions.found(first, act)).toBe(true)
    books = register.forInstitution(first.institution.id)
  })

  describe('institutions', () => {
    it('are found by slug and in the list, as they were made', async () => {
      expect(await register.institutions.findBySlug(first.institution.slug)).toEqual(first.institution)
      expect(await register.institutions.list()).toContainEqual(first.institution)
      expect(await register.institutions.findBySlug('nobody')).toBeUndefined()
    })

    it('have one slug each (the second founding leaves nothing)', async () => {
      const second = founding()
      const taken = { ...second, institution: { ...second.institution, slug: first.institution.slug } }
      expect(await register.institutions.found(taken, act)).toBe(false)
      expect(await register.forInstitution(taken.institution.id).signingKeys.list()).toEqual([])
    })

    it('begin with a key of each kind, a status list and two journal rows', async () => {
      expect(await books.signingKeys.list()).toEqual([first.signingKey, first.ed25519Key])
      expect(await books.statusLists.read(first.statusList.id)).toEqual({ id: first.statusList.id, size: 128, signingKid: first.signingKey.kid, version: 0, revoked: [], suspended: [] })
      expect((await books.journal.list({ after: 0, limit: 10 })).map(({ action }) => action)).toEqual(['institution.created', 'status-list.opened'])
    })

    it('have one Ed25519 key: who brings another, also at the same moment, learns that there is one', async () => {
      const another = () => ({ ...first.ed25519Key, kid: randomUUID() })
      expect(await books.signingKeys.addEd25519(another(), act)).toBe(false)
      await seed.foundedEarlier(first.institution.id)
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => books.signingKeys.addEd25519(another(), act)))
      expect(outcomes.filter(Boolean)).toHaveLength(1)
      expect(await books.signingKeys.list()).toHaveLength(2)
      expect((await books.journal.list({ after: 2, limit: 10 })).map(({ action, objectId }) => ({ action, objectId }))).toEqual([{ action: 'signing-key.added', objectId: first.institution.id }])
    })

    it('keep their keys when the certificate is replaced', async () => {
      expect(await books.signingKeys.replaceCertificate(first.signingKey.kid, 'other pem', act)).toBe(true)
      expect(await books.signingKeys.list()).toEqual([{ ...first.signingKey, certificatePem: 'other pem' }, first.ed25519Key])
      for (const kid of ['unknown', first.ed25519Key.kid]) expect(await books.signingKeys.replaceCertificate(kid, 'other pem', act)).toBe(false)
    })

    it('TEN-01 see nothing of each other', async () => {
      const other = founding()
      await register.institutions.found(other, act)
      const theirs = register.forInstitution(other.institution.id)
      expect(await theirs.statusLists.read(first.statusList.id)).toBeUndefined()
      expect(await theirs.signingKeys.replaceCertificate(first.signingKey.kid, 'evil', act)).toBe(false)
    })
  })

  it('a key of the service is kept once, also when two make one at the same moment', async () => {
    const keep = (name: string) => register.serviceKeys.keep('sandbox-ca', async () => ({ sealedPrivateKey: name, certificatePem: name, createdAt: at }))
    const [one, other] = await Promise.all([keep('one'), keep('other')])
    expect(one).toEqual(other)
    expect(await keep('third')).toEqual(one)
  })

  describe('clients', () => {
    const client = (clientId: string): ApiClient => ({ clientId, name: 'sis', secretHash: bytes(clientId), scopes: ['read', 'offers:write'], createdAt: at })

    it('are found as they were added', async () => {
      await books.clients.add(client('c1'), act)
      expect(await books.clients.find('c1')).toEqual(client('c1'))
      expect(await books.clients.list()).toEqual([client('c1')])
      expect(await books.clients.find('c2')).toBeUndefined()
    })

    it('TEN-08 lose their tokens when disabled, and get no new one', async () => {
      await books.clients.add(client('c1'), act)
      const grant = { clientId: 'c1', scopes: ['read' as const], expiresAt: later(600) }
      expect(await books.clients.recordToken(bytes('t1'), grant)).toBe(true)
      expect(await books.clients.findGrant(bytes('t1'))).toEqual(grant)
      expect(await books.clients.disable('c1', act)).toBe(true)
      expect(await books.clients.findGrant(bytes('t1'))).toBeUndefined()
      expect(await books.clients.recordToken(bytes('t2'), grant)).toBe(false)
      expect(await books.clients.disable('c1', act)).toBe(true)
      expect(await books.clients.disable('nobody', act)).toBe(false)
      const actions = (await books.journal.list({ after: 2, limit: 10 })).map(({ action }) => action)
      expect(actions).toEqual(['client.created', 'client.disabled'])
    })

    it('hold tokens that another institution does not know', async () => {
      const other = founding()
      await register.institutions.found(other, act)
      await books.clients.add(client('c1'), act)
      await books.clients.recordToken(bytes('t3'), { clientId: 'c1', scopes: ['read'], expiresAt: later(600) })
      expect(await register.forInstitution(other.institution.id).clients.findGrant(bytes('t3'))).toBeUndefined()
    })
  })

  describe('offers', () => {
    let awardId: AwardId
    beforeEach(async () => {
      awardId = await seed.award(first.institution.id)
    })
    const offer = (overrides: Partial<OfferToRecord> = {}): OfferToRecord => {
      const id = uuid<OfferId>()
      return { id, awardId, configurations: ['mc'], secretHash: bytes(`s${id}`), codeHash: bytes(`c${id}`), transactionCodeHash: bytes('tx'), createdAt: at, expiresAt: later(3600), ...overrides }
    }

    it('are found as they were made', async () => {
      const made = offer()
      expect(await books.offers.record(made, act)).toBe('recorded')
      expect(await books.offers.get(made.id)).toEqual({
        id: made.id, awardId, configurations: ['mc'], state: 'open', transactionCodeRequired: true, transactionCodeTries: 0, createdAt: at, expiresAt: later(3600),
      })
    })

    it('replace the open offer of the same award', async () => {
      const [one, other] = [offer(), offer()]
      await books.offers.record(one, act)
      await books.offers.record(other, act)
      expect((await books.offers.get(one.id))?.state).toBe('withdrawn')
      expect((await books.offers.get(other.id))?.state).toBe('open')
      expect((await books.journal.list({ after: 2, limit: 10 })).map(({ action }) => action)).toEqual(['offer.made', 'offer.withdrawn', 'offer.made'])
    })

    it('are one per award also when ten are made at once', async () => {
      const offers = Array.from({ length: 10 }, () => offer())
      expect(new Set(await Promise.all(offers.map((made) => books.offers.record(made, act))))).toEqual(new Set(['recorded']))
      const states = await Promise.all(offers.map(async ({ id }) => (await books.offers.get(id))?.state))
      expect(states.filter((state) => state === 'open')).toHaveLength(1)
    })

    it('are not made of an unknown or withdrawn award', async () => {
      expect(await books.offers.record(offer({ awardId: uuid<AwardId>() }), act)).toBe('award_unknown')
      const withdrawn = await seed.award(first.institution.id, 'withdrawn')
      expect(await books.offers.record(offer({ awardId: withdrawn }), act)).toBe('award_withdrawn')
    })

    it('are not made while a credential of the award stands (and take no grant away)', async () => {
      const made = offer()
      await books.offers.record(made, act)
      const token = await seed.token(first.institution.id, made.id, later(300))
      const credentialId = await seed.credential(first.institution.id, { awardId, offerId: made.id, listId: first.statusList.id, index: 7 })
      expect(await books.offers.record(offer(), act)).toBe('already_claimed')
      expect(await books.offers.record(offer({ configurations: ['another', 'mc'] }), act)).toBe('already_claimed')
      expect(await books.claims.findToken(token)).toBeDefined()
      await books.credentials.changeStatus({ ids: [credentialId] }, { status: 'revoked', reason: 'reason' }, act)
      expect(await books.offers.record(offer(), act)).toBe('recorded')
      expect(await books.claims.findToken(token)).toBeUndefined()
    })

    it('OFR-19 take the place of a redeemed offer whose answer was lost (its grant ends)', async () => {
      const made = offer()
      await books.offers.record(made, act)
      const token = await seed.token(first.institution.id, made.id, later(300))
      expect(await books.offers.record(offer(), act)).toBe('recorded')
      expect(await books.claims.findToken(token)).toBeUndefined()
    })

    it('are withdrawn once', async () => {
      const made = offer()
      await books.offers.record(made, act)
      expect(await books.offers.withdraw(made.id, act)).toBe('withdrawn')
      expect(await books.offers.withdraw(made.id, act)).toBe('not_open')
      expect(await books.offers.withdraw(uuid<OfferId>(), act)).toBe('unknown')
    })

    it('of another institution are unknown', async () => {
      const made = offer()
      await books.offers.record(made, act)
      const other = founding()
      await register.institutions.found(other, act)
      const theirs = register.forInstitution(other.institution.id)
      expect(await theirs.offers.get(made.id)).toBeUndefined()
      expect(await theirs.offers.withdraw(made.id, act)).toBe('unknown')
      expect(await theirs.offers.record(offer(), act)).toBe('award_unknown')
    })
  })

  describe('credentials', () => {
    let awardId: AwardId
    let credentialId: CredentialId
    beforeEach(async () => {
      awardId = await seed.award(first.institution.id)
      const made: OfferToRecord = { id: uuid<OfferId>(), awardId, configurations: ['mc'], secretHash: bytes(randomUUID()), codeHash: bytes(randomUUID()), createdAt: at, expiresAt: later(60) }
      await books.offers.record(made, act)
      credentialId = await seed.credential(first.institution.id, { awardId, offerId: made.id, listId: first.statusList.id, index: 42 })
    })

    it('are listed and got', async () => {
      const record = await books.credentials.get(credentialId)
      expect(record).toMatchObject({ id: credentialId, awardId, state: 'issued', statusIndex: 42, listId: first.statusList.id })
      expect(await books.credentials.list({ awardId, limit: 10 })).toEqual([record])
      expect(await books.credentials.list({ after: credentialId, limit: 10 })).toEqual([])
      expect(await books.credentials.list({ awardId: uuid<AwardId>(), limit: 10 })).toEqual([])
    })

    it('STL-06 are revoked once, with the first reason; bit, version and journal move together', async () => {
      const before = await books.journal.head()
      expect(await books.credentials.changeStatus({ ids: [credentialId] }, { status: 'revoked', reason: 'fraud' }, { ...act, actor: 'client:c1' })).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      expect(await books.credentials.changeStatus({ ids: [credentialId] }, { status: 'revoked', reason: 'other' }, act)).toEqual({ outcome: 'done', credentials: 1, changed: 0 })
      expect(await books.credentials.get(credentialId)).toMatchObject({ state: 'revoked', revocationReason: 'fraud', revokedAt: at })
      expect(await books.statusLists.read(first.statusList.id)).toMatchObject({ version: 1, revoked: [42] })
      expect(await books.journal.list({ after: before?.seq ?? 0, limit: 10 })).toMatchObject([
        { action: 'credential.revoked', objectId: credentialId, reason: 'fraud', actor: 'client:c1', correlationId: 'test' },
      ])
    })

    it('TEN-09 of another institution are unknown, and their bits stay', async () => {
      const other = founding()
      await register.institutions.found(other, act)
      expect(await register.forInstitution(other.institution.id).credentials.changeStatus({ ids: [credentialId] }, { status: 'revoked', reason: 'evil' }, act)).toEqual({ outcome: 'unknown' })
      expect(await books.statusLists.read(first.statusList.id)).toMatchObject({ version: 0, revoked: [] })
    })

    it('STL-03 fifty revocations at once set fifty bits', async () => {
      const ids = await Promise.all(Array.from({ length: 50 }, async (_, index) => {
        const award = await seed.award(first.institution.id)
        const made: OfferToRecord = { id: uuid<OfferId>(), awardId: award, configurations: ['mc'], secretHash: bytes(randomUUID()), codeHash: bytes(randomUUID()), createdAt: at, expiresAt: later(60) }
        await books.offers.record(made, act)
        return seed.credential(first.institution.id, { awardId: award, offerId: made.id, listId: first.statusList.id, index: 43 + index })
      }))
      await Promise.all(ids.map((id) => books.credentials.changeStatus({ ids: [id] }, { status: 'revoked', reason: 'mass' }, act)))
      const list = await books.statusLists.read(first.statusList.id)
      expect(list?.version).toBe(50)
      expect(list?.revoked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => 43 + index))
    })
  })

  describe('the status of credentials', () => {
    const list = () => books.statusLists.read(first.statusList.id)
    const change = (selection: CredentialSelection, status: CredentialStatus, reason: string = status, moment = at) => books.credentials.changeStatus(selection, { status, reason }, { ...act, at: moment })
    const since = async (seq: number) => (await books.journal.list({ after: seq, limit: 100 })).map(({ action, objectId, reason }) => ({ action, objectId, reason }))
    /** An award with credentials at these indexes, in the order of their ids. */
    async function awardWith(...indexes: number[]): Promise<{ awardId: AwardId; ids: CredentialId[] }> {
      const awardId = await seed.award(first.institution.id)
      const ids: CredentialId[] = []
      for (const index of indexes) {
        const made: OfferToRecord = { id: uuid<OfferId>(), awardId: await seed.award(first.institution.id), configurations: ['mc'], secretHash: bytes(randomUUID()), codeHash: bytes(randomUUID()), createdAt: at, expiresAt: later(60) }
        await books.offers.record(made, act)
        ids.push(await seed.credential(first.institution.id, { awardId, offerId: made.id, listId: first.statusList.id, index }))
      }
      return { awardId, ids: ids.sort() }
    }

    it('is suspended and restored as often as wanted, each time with a reason in the journal and a new version of the list', async () => {
      const { ids } = await awardWith(42)
      const before = (await books.journal.head())?.seq ?? 0
      expect(await change({ ids }, 'suspended', 'looked into', later(1))).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      expect(await books.credentials.get(ids[0]!)).toMatchObject({ state: 'issued', suspendedAt: later(1), suspensionReason: 'looked into' })
      expect(await list()).toMatchObject({ version: 1, revoked: [], suspended: [42] })
      expect(await change({ ids }, 'suspended', 'again', later(2))).toEqual({ outcome: 'done', credentials: 1, changed: 0 })
      expect(await books.credentials.get(ids[0]!)).toMatchObject({ suspendedAt: later(1), suspensionReason: 'looked into' })
      expect(await change({ ids }, 'valid', 'nothing found')).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      expect(await books.credentials.get(ids[0]!)).not.toHaveProperty('suspendedAt')
      expect(await list()).toMatchObject({ version: 2, revoked: [], suspended: [] })
      expect(await change({ ids }, 'valid')).toEqual({ outcome: 'done', credentials: 1, changed: 0 })
      expect(await change({ ids }, 'suspended')).toMatchObject({ changed: 1 })
      expect(await since(before)).toEqual([['credential.suspended', 'looked into'], ['credential.restored', 'nothing found'], ['credential.suspended', 'suspended']].map(([action, reason]) => ({ action, objectId: ids[0], reason })))
      expect(await verifyJournal(first.institution.id, books.journal)).toMatchObject({ outcome: 'intact' })
    })

    it('STL-06 is revoked for good, also when it was suspended: nothing restores or suspends it', async () => {
      const { ids } = await awardWith(42)
      await change({ ids }, 'suspended', 'looked into')
      expect(await change({ ids }, 'revoked', 'fraud', later(3))).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      expect(await list()).toMatchObject({ version: 2, revoked: [42], suspended: [] })
      const before = await books.journal.head()
      for (const status of ['valid', 'suspended'] as const) expect(await change({ ids }, status)).toEqual({ outcome: 'final' })
      expect(await books.credentials.get(ids[0]!)).toMatchObject({ state: 'revoked', revokedAt: later(3), revocationReason: 'fraud' })
      expect([await list(), await books.journal.head()]).toEqual([expect.objectContaining({ version: 2 }), before])
    })

    it('changes for all of many or for none', async () => {
      const { ids } = await awardWith(1, 2, 3)
      await change({ ids: [ids[2]!] }, 'revoked')
      const before = [await list(), await books.journal.head()]
      expect(await change({ ids: [...ids.slice(0, 2), uuid<CredentialId>()] }, 'revoked')).toEqual({ outcome: 'unknown' })
      for (const status of ['valid', 'suspended'] as const) expect(await change({ ids }, status)).toEqual({ outcome: 'final' })
      expect([await list(), await books.journal.head()]).toEqual(before)
      expect(await change({ ids: ids.slice(0, 2) }, 'suspended')).toEqual({ outcome: 'done', credentials: 2, changed: 2 })
      expect(await change({ ids }, 'revoked')).toEqual({ outcome: 'done', credentials: 3, changed: 2 })
      expect((await list())?.revoked.toSorted()).toEqual([1, 2, 3])
    })

    it('changes for everything of an award in one act; what was revoked before stays so', async () => {
      const { awardId, ids } = await awardWith(1, 2, 3)
      await awardWith(9)
      await change({ ids: [ids[0]!] }, 'revoked')
      const before = (await books.journal.head())?.seq ?? 0
      expect(await change({ awardId }, 'suspended', 'looked into')).toEqual({ outcome: 'done', credentials: 2, changed: 2 })
      expect(await since(before)).toEqual(ids.slice(1).map((objectId) => ({ action: 'credential.suspended', objectId, reason: 'looked into' })))
      expect(await list()).toMatchObject({ version: 2 })
      expect(await change({ awardId }, 'valid')).toEqual({ outcome: 'done', credentials: 2, changed: 2 })
      expect(await change({ awardId }, 'revoked', 'fraud')).toEqual({ outcome: 'done', credentials: 3, changed: 2 })
      expect((await list())?.revoked.toSorted()).toEqual([1, 2, 3])
      for (const status of ['valid', 'suspended'] as const) expect(await change({ awardId }, status)).toEqual({ outcome: 'final' })
      expect(await change({ awardId }, 'revoked')).toEqual({ outcome: 'done', credentials: 3, changed: 0 })
      expect(await change({ awardId: await seed.award(first.institution.id) }, 'revoked')).toEqual({ outcome: 'done', credentials: 0, changed: 0 })
      expect(await change({ awardId: uuid<AwardId>() }, 'revoked')).toEqual({ outcome: 'unknown' })
    })

    it('TEN-09 is not another institution’s to change, and theirs stays as it is', async () => {
      const { awardId, ids } = await awardWith(42)
      const other = founding()
      await register.institutions.found(other, act)
      const theirs = register.forInstitution(other.institution.id)
      for (const selection of [{ ids }, { awardId }]) {
        for (const status of ['revoked', 'suspended', 'valid'] as const) expect(await theirs.credentials.changeStatus(selection, { status, reason: 'evil' }, act)).toEqual({ outcome: 'unknown' })
      }
      expect(await list()).toMatchObject({ version: 0, revoked: [], suspended: [] })
    })

    it('STL-03 changes that come at once, of overlapping many in any order, all take effect', async () => {
      const { awardId, ids } = await awardWith(...Array.from({ length: 40 }, (_, index) => index))
      const halves = [ids.slice(0, 25), ids.slice(15).toReversed(), ids.filter((_, index) => index % 2 === 0), ids.toReversed()]
      const outcomes = await Promise.all([...halves.map((some) => change({ ids: some }, 'revoked')), change({ awardId }, 'revoked'), ...ids.slice(0, 10).map((id) => change({ ids: [id] }, 'suspended'))])
      expect(outcomes.every(({ outcome }) => outcome === 'done' || outcome === 'final')).toBe(true)
      expect((await list())?.revoked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index))
      expect((await list())?.suspended).toEqual([])
      const actions = (await books.journal.list({ after: 0, limit: 1000 })).filter(({ action }) => action === 'credential.revoked')
      expect(actions).toHaveLength(40)
    })
  })

  describe('status lists', () => {
    const publication = (sequence: number, version = 0) => ({ listId: first.statusList.id, sequence, version, token: `token ${sequence}`, issuedAt: at, expiresAt: later(86_400) })

    it('say how far they are published', async () => {
      const { id } = first.statusList
      expect(await books.statusLists.standing()).toEqual([{ id, version: 0, sequence: 0, publishedVersion: 0, isWhole: true }])
      expect(await books.statusLists.publish(publication(1))).toBe(true)
      expect(await books.statusLists.published(id)).toEqual(publication(1))
      expect(await books.statusLists.publish(publication(2))).toBe(true)
      expect(await books.statusLists.standing()).toEqual([{ id, version: 0, sequence: 2, publishedVersion: 0, isWhole: true, issuedAt: at }])
    })

    it('STL-05 only move forward, one sequence at a time', async () => {
      expect(await books.statusLists.publish(publication(1, 3))).toBe(true)
      expect(await books.statusLists.publish(publication(1, 4))).toBe(false)
      expect(await books.statusLists.publish(publication(3, 4))).toBe(false)
      expect(await books.statusLists.publish(publication(2, 2))).toBe(false)
      expect(await books.statusLists.publish(publication(2, 3))).toBe(true)
      expect((await books.statusLists.published(first.statusList.id))?.sequence).toBe(2)
    })

    it('can be opened by hand', async () => {
      const id = uuid<StatusListId>()
      await books.statusLists.open({ id, size: 64, signingKid: first.signingKey.kid }, act)
      expect(await books.statusLists.read(id)).toMatchObject({ size: 64, version: 0 })
    })
  })

  it('the journal is a chain that verifies, in pages', async () => {
    for (let round = 0; round < 5; round += 1) await books.signingKeys.replaceCertificate(first.signingKey.kid, `pem ${round} é€😀`, { ...act, at: later(round) })
    expect(await verifyJournal(first.institution.id, books.journal)).toEqual({ outcome: 'intact', rows: 7 })
    expect((await books.journal.list({ after: 3, limit: 2 })).map(({ seq }) => seq)).toEqual([4, 5])
  })

  it('what has expired is forgotten, and nothing else', async () => {
    await books.clients.add({ clientId: 'c', name: 'n', secretHash: bytes('c'), scopes: ['read'], createdAt: at }, act)
    await books.clients.recordToken(bytes('old'), { clientId: 'c', scopes: ['read'], expiresAt: later(10) })
    await books.clients.recordToken(bytes('new'), { clientId: 'c', scopes: ['read'], expiresAt: later(100) })
    expect(await books.forgetExpired(later(50))).toBe(1)
    expect(await books.clients.findGrant(bytes('old'))).toBeUndefined()
    expect(await books.clients.findGrant(bytes('new'))).toBeDefined()
  })

  // Memory has no database underneath that could refuse.
  if (kind === 'PostgreSQL') it('TEN-03 the database itself shows nothing outside an institution, and refuses a statement that names none', async () => {
    const { rows } = await postgres!.database.query<{ count: number }>('SELECT count(*) AS count FROM signing_keys')
    expect(rows[0]?.count).toBe(0)
    const refused = await postgres!.database.inInstitution(first.institution.id, (tx) => tx.query('SELECT * FROM signing_keys')).catch((error: unknown) => error)
    expect(sqlState(refused)).toBeDefined()
  })

  if (kind === 'PostgreSQL') it('a list that the previous release published, without suspensions, is one that has to be made again', async () => {
    const { id } = first.statusList
    const published = { listId: id, version: 0, token: 't', issuedAt: at, expiresAt: later(86_400) }
    const isWhole = async () => (await books.statusLists.standing()).map((standing) => standing.isWhole)
    const asBefore = `INSERT INTO status_list_publications AS p (institution_id, list_id, sequence, version, token, issued_at, expires_at) VALUES ($1, $2, $3, 0, 't', now(), now())
       ON CONFLICT (institution_id, list_id) DO UPDATE SET sequence = excluded.sequence, token = excluded.token`
    const previousRelease = (sequence: number) => postgres!.database.inInstitution(first.institution.id, (tx) => tx.query(asBefore, [id, sequence]))
    await previousRelease(1)
    expect(await isWhole()).toEqual([false])
    expect(await books.statusLists.publish({ ...published, sequence: 2 })).toBe(true)
    expect(await isWhole()).toEqual([true])
    await previousRelease(3)
    expect(await isWhole()).toEqual([false])
  })

  if (kind === 'PostgreSQL') it('STL-06 a revoked credential does not change, whatever statement the service would run', async () => {
    const awardId = await seed.award(first.institution.id)
    const offer = { id: uuid<OfferId>(), awardId, configurations: ['mc'], secretHash: bytes(randomUUID()), codeHash: bytes(randomUUID()), createdAt: at, expiresAt: later(60) }
    await books.offers.record(offer, act)
    const id = await seed.credential(first.institution.id, { awardId, offerId: offer.id, listId: first.statusList.id, index: 7 })
    await books.credentials.changeStatus({ ids: [id] }, { status: 'revoked', reason: 'fraud' }, act)
    for (const change of [`state = 'issued', revoked_at = NULL, revocation_reason = NULL`, `status_index = 8`, `revocation_reason = 'none'`, `suspended_at = now(), suspension_reason = 'x'`]) {
      const refused = await postgres!.database.inInstitution(first.institution.id, (tx) => tx.query(`UPDATE credentials SET ${change} WHERE institution_id = $1 AND id = $2`, [id])).catch((error: unknown) => error)
      expect(sqlState(refused), change).toBe('42501')
    }
    expect(await books.credentials.get(id)).toMatchObject({ state: 'revoked', statusIndex: 7, revocationReason: 'fraud' })
  })

  if (kind === 'PostgreSQL') it('TEN-03 nothing is written in the journal of an institution from inside another, or from outside all', async () => {
    const other = founding()
    await register.institutions.found(other, act)
    const append = (tx: Pick<Database, 'query'>, values: unknown[]) => tx.query(`SELECT journal_append($2::uuid, now(), 'x', '[]'::jsonb) WHERE $1::text IS NOT NULL`, values)
    const inside = await postgres!.database.inInstitution(first.institution.id, (tx) => append(tx, [other.institution.id])).catch((error: unknown) => error)
    const outside = await append(postgres!.database, ['x', other.institution.id]).catch((error: unknown) => error)
    expect([sqlState(inside), sqlState(outside)]).toEqual(['42501', '42501'])
  })

  if (kind === 'PostgreSQL') it('DUR-20 the service itself can neither change nor delete a journal row', async () => {
    for (const statement of ['UPDATE journal SET reason = $2 WHERE institution_id = $1', 'DELETE FROM journal WHERE institution_id = $1 AND reason <> $2', 'INSERT INTO journal_heads VALUES ($1, 1, $2)']) {
      const refused = await postgres!.database.inInstitution(first.institution.id, (tx) => tx.query(statement, ['x'])).catch((error: unknown) => error)
      expect(sqlState(refused)).toBe('42501')
    }
  })

  describe('one transaction', () => {
    const client = (clientId: string): ApiClient => ({ clientId, name: 'sis', secretHash: bytes('secret'), scopes: ['read'], createdAt: at })

    it('is there as a whole, in every institution it touches, or not at all', async () => {
      const second = founding()
      const work = async (register: Register, fail: boolean): Promise<string> => {
        expect(await register.institutions.found(second, act)).toBe(true)
        await register.forInstitution(first.institution.id).clients.add(client('c-1'), act)
        expect(await register.institutions.findBySlug(second.institution.slug)).toEqual(second.institution)
        if (fail) throw new RangeError('no')
        return 'done'
      }
      await expect(register.inOneTransaction((inner) => work(inner, true))).rejects.toThrow(RangeError)
      expect(await register.institutions.findBySlug(second.institution.slug)).toBeUndefined()
      expect(await books.clients.list()).toEqual([])
      expect(await register.inOneTransaction((inner) => work(inner, false))).toBe('done')
      expect(await register.institutions.findBySlug(second.institution.slug)).toEqual(second.institution)
      expect((await books.clients.list()).map(({ clientId }) => clientId)).toEqual(['c-1'])
      expect(await verifyJournal(first.institution.id, books.journal)).toEqual({ outcome: 'intact', rows: 3 })
    })

    it('undoes a part that failed, also one that the database refused, and goes on', async () => {
      await register.inOneTransaction(async (inner) => {
        const own = inner.forInstitution(first.institution.id)
        expect(await inner.institutions.found({ ...founding(), institution: { ...founding().institution, slug: first.institution.slug } }, act)).toBe(false)
        await expect(inner.inOneTransaction(async (part) => {
          await part.forInstitution(first.institution.id).clients.add(client('c-1'), act)
          throw new RangeError('no')
        })).rejects.toThrow(RangeError)
        await own.clients.add(client('c-2'), act)
      })
      expect((await books.clients.list()).map(({ clientId }) => clientId)).toEqual(['c-2'])
    })
  })

  describe('kept answers', () => {
    const name = bytes('name')
    const keep = (of: 'institution' | 'operator', sealed: string, until: Date) => register.inOneTransaction((inner) =>
      (of === 'operator' ? inner.operator : inner.forInstitution(first.institution.id)).answers.keep(name, sealed, until))

    it('are found until they expire, and are then forgotten; a new one takes the place', async () => {
      await keep('institution', 'one', later(60))
      expect(await books.answers.find(name, at)).toBe('one')
      expect(await books.answers.find(bytes('other'), at)).toBeUndefined()
      expect(await books.answers.find(name, later(60))).toBeUndefined()
      expect(await books.forgetExpired(later(59))).toBe(0)
      await keep('institution', 'two', later(120))
      expect(await books.answers.find(name, later(60))).toBe('two')
      expect(await books.forgetExpired(later(121))).toBe(1)
      expect(await books.answers.find(name, at)).toBeUndefined()
    })

    it('TEN-10 belong to one institution; the operator has its own', async () => {
      const other = founding()
      await register.institutions.found(other, act)
      await keep('institution', 'one', later(60))
      expect(await register.forInstitution(other.institution.id).answers.find(name, at)).toBeUndefined()
      expect(await register.operator.answers.find(name, at)).toBeUndefined()
      await keep('operator', 'hers', later(60))
      expect(await books.answers.find(name, at)).toBe('one')
      expect(await register.operator.answers.find(name, at)).toBe('hers')
      expect(await register.operator.forgetExpired(later(61))).toBe(1)
    })

    it('DUR-09 are held by one transaction at a time, without waiting, until it ends', async () => {
      const [held, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const holder = register.inOneTransaction(async (inner) => {
        expect(await inner.forInstitution(first.institution.id).answers.hold(name)).toBe(true)
        // The work is a part of its own; that it failed lets go of nothing.
        await inner.inOneTransaction(() => Promise.reject(new RangeError('no'))).catch(() => {})
        held.resolve()
        await end.promise
      })
      await held.promise
      const hold = () => register.inOneTransaction((inner) => inner.forInstitution(first.institution.id).answers.hold(name))
      expect(await hold()).toBe(false)
      expect(await register.inOneTransaction((inner) => inner.forInstitution(first.institution.id).answers.hold(bytes('other')))).toBe(true)
      expect(await register.inOneTransaction((inner) => inner.operator.answers.hold(name))).toBe(true)
      end.resolve()
      await holder
      expect(await hold()).toBe(true)
    })
  })
})

function seedMemory(scopeOf: (id: InstitutionId) => MemoryScope | undefined): Seed {
  const tables = (id: InstitutionId) => scopeOf(id)!.tables
  return {
    async foundedEarlier(institution) {
      for (const key of tables(institution).signingKeys.values()) if (isEd25519(key)) tables(institution).signingKeys.delete(key.kid)
    },
    async award(institution, state = 'awarded') {
      const id = uuid<AwardId>()
      tables(institution).awards.set(id, {
        id, achievementId: uuid(), source: 'batch', sourceReference: id, learner: { reference: 'r', givenName: 'g', familyName: 'f' }, awardedOn: '2026-06-30', state, revision: 1, createdAt: at,
      })
      return id
    },
    async credential(institution, { awardId, offerId, listId, index }) {
      const id = uuid<CredentialId>()
      tables(institution).credentials.set(id, {
        id, awardId, awardRevision: 1, offerId, holderKey: id, configurationId: 'mc', listId, statusIndex: index, payloadDigest: 'd', saltSeed: bytes('salt'), signingKid: 'k', issuedAt: at, state: 'issued', signedAt: at,
      })
      return id
    },
    async token(institution, offerId, expiresAt) {
      const hash = bytes(randomUUID())
      tables(institution).accessTokens.set(Buffer.from(hash).toString('hex'), { offerId, expiresAt })
      return hash
    },
  }
}

function seedPostgres(database: Database, ownerUrl: string): Seed {
  return {
    async foundedEarlier(institution) {
      const owner = new pg.Client({ connectionString: ownerUrl })
      await owner.connect()
      await owner.query('DELETE FROM issuer.ed25519_keys WHERE institution_id = $1', [institution])
      await owner.end()
    },
    award: (institution, state = 'awarded') => database.inInstitution(institution, async (tx) => {
      const id = uuid<AwardId>()
      const achievement = randomUUID()
      await tx.query(`INSERT INTO achievements (institution_id, id, state, content, created_at) VALUES ($1, $2, 'published', '{}', $3)`, [achievement, at])
      await tx.query(
        `INSERT INTO awards (institution_id, id, achievement_id, source, source_reference, learner_reference, given_name, family_name, awarded_on, state, created_at)
         VALUES ($1, $2, $3, 'batch', $4, 'r', 'g', 'f', '2026-06-30', $5, $6)`, [id, achievement, id, state, at])
      return id
    }),
    credential: (institution, { awardId, offerId, listId, index }) => database.inInstitution(institution, async (tx) => {
      const id = uuid<CredentialId>()
      await tx.query(
        `INSERT INTO credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, state, signed_at)
         VALUES ($1, $2, $3, 1, $4, $8, 'mc', $5, $6, 'd', '\\x00', 'k', $7, 'issued', $7)`, [id, awardId, offerId, listId, index, at, id])
      return id
    }),
    token: (institution, offerId, expiresAt) => database.inInstitution(institution, async (tx) => {
      const hash = bytes(randomUUID())
      await tx.query('INSERT INTO access_tokens (institution_id, token_hash, offer_id, expires_at) VALUES ($1, $2, $3, $4)', [hash, offerId, expiresAt])
      return hash
    }),
  }
}
