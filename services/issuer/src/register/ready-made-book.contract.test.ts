/** What every register promises about credentials that an institution composed itself: in memory and in PostgreSQL. */
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CredentialId, InstitutionId, StatusListId } from '../institutions/types.ts'
import type { ReadyMadeRecord } from '../issuing/ready-made-book.ts'
import type { Act } from '../journal/types.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act: Act = { at, actor: 'client:test', correlationId: 'test' }
const hashOf = (text: string): Uint8Array => new Uint8Array(Buffer.alloc(32, text))
const draws = (...candidates: number[]) => ({ candidates, wanted: 1 })

describe.each(['memory', 'PostgreSQL'] as const)('a register of credentials that an institution composed itself (%s)', (kind) => {
  let register: Register
  let postgres: IssuerTestDatabase | undefined
  let books: InstitutionBooks
  let other: InstitutionBooks
  let listId: StatusListId

  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await openIssuerTestDatabase('issuer_ready_made')
    register = postgres === undefined ? openMemoryRegister() : openPostgresRegister(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
  })
  beforeEach(async () => {
    const found = async (list: StatusListId): Promise<InstitutionBooks> => {
      const id = randomUUID() as InstitutionId
      await register.institutions.found({
        institution: { id, slug: `s-${id.slice(0, 8)}`, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {}, createdAt: at },
        signingKey: { kid: 'kid', publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, sealedPrivateKey: 'sealed', certificatePem: 'pem', createdAt: at },
        ed25519Key: { kid: 'kid-2', publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
        statusList: { id: list, size: 128 },
      }, act)
      return register.forInstitution(id)
    }
    listId = randomUUID() as StatusListId
    books = await found(listId)
    other = await found(randomUUID() as StatusListId)
  })

  const record = (changes: Partial<ReadyMadeRecord> = {}): ReadyMadeRecord => ({
    id: randomUUID() as CredentialId, mechanism: 'eddsa-rdfc-2022', statusPurposes: ['revocation', 'suspension'], listId, statusIndex: 7, payloadDigest: 'digest',
    saltSeed: new Uint8Array(randomBytes(32)), signingKid: 'kid-2', issuedAt: at, ...changes,
  })

  it('finds what it kept under its reference, whole, and nothing under another', async () => {
    const kept = record({ referenceHash: hashOf('a'), expiresAt: new Date(at.getTime() + 1000) })
    expect(await books.readyMade.intend(kept, act)).toBe('intended')
    expect((await books.readyMade.open(hashOf('a'), draws(9))).known).toEqual({ ...kept, state: 'intended' })
    expect((await books.readyMade.open(hashOf('b'), draws(9))).known).toBeUndefined()
    expect((await books.readyMade.open(undefined, draws(9))).known).toBeUndefined()
    expect(await books.readyMade.find(hashOf('a'))).toBe(kept.id)
    expect(await books.readyMade.find(hashOf('b'))).toBeUndefined()
  })

  it('keeps two without a reference, and gives the first drawn index that is free', async () => {
    for (const statusIndex of [7, 8]) expect(await books.readyMade.intend(record({ statusIndex }), act)).toBe('intended')
    expect((await books.readyMade.open(undefined, draws(7, 8 + 128, 130, 5))).statusList).toEqual({ id: listId, freeIndex: 2 })
    expect((await books.readyMade.open(undefined, draws(7, 8))).statusList).toEqual({ id: listId, freeIndex: undefined })
  })

  it('takes one of two with the same reference or the same place, also at the same moment (raced)', async () => {
    const outcomes = await Promise.all([10, 11, 12].map((statusIndex) => books.readyMade.intend(record({ statusIndex, referenceHash: hashOf('a') }), act)))
    expect(outcomes.toSorted()).toEqual(['intended', 'raced', 'raced'])
    const places = await Promise.all([1, 2, 3].map(() => books.readyMade.intend(record({ statusIndex: 20 }), act)))
    expect(places.toSorted()).toEqual(['intended', 'raced', 'raced'])
    expect(await books.credentials.list({ limit: 10 })).toHaveLength(2)
  })

  it('lists it among the others, without an award, and knows its status and its journal', async () => {
    const kept = record()
    await books.readyMade.intend(kept, act)
    expect(await books.issuance.recordIssued([kept.id], act)).toBe(true)
    expect(await books.credentials.get(kept.id)).toEqual({ id: kept.id, configurationId: kept.mechanism, state: 'issued', listId, statusIndex: 7, statusPurposes: kept.statusPurposes, issuedAt: at, signedAt: at })
    await books.credentials.changeStatus({ ids: [kept.id] }, { status: 'revoked', reason: 'test' }, act)
    expect((await books.statusLists.read(listId))?.revoked).toEqual([7])
    expect(await books.issuance.recordIssued([kept.id], act)).toBe(false)
    expect((await books.journal.list({ after: 0, limit: 10 })).map(({ action }) => action).filter((action) => action.startsWith('credential'))).toEqual(['credential.intended', 'credential.issued', 'credential.revoked'])
  })

  it('TEN-03 shows nothing of it to another institution, which may use the same reference', async () => {
    await books.readyMade.intend(record({ referenceHash: hashOf('a') }), act)
    const { known, statusList } = await other.readyMade.open(hashOf('a'), draws(7))
    expect(known).toBeUndefined()
    expect(await other.readyMade.find(hashOf('a'))).toBeUndefined()
    expect(await other.readyMade.intend(record({ listId: statusList.id, referenceHash: hashOf('a') }), act)).toBe('intended')
  })
})
