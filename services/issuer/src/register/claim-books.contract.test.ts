/** What every register promises about claims and issuance, and that no crash in between does harm: in memory and in PostgreSQL. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '@eduwallet/storage'
import { generateSealedKey, openSealedKey, parseKeyEncryptionKey, thumbprint } from '@eduwallet/keys'
import { achievement } from '../api/openid4vci/achievement-fixture.ts'
import { configurationOf, defaultConfiguration, openMechanisms } from '../configurations/index.ts'
import type { Redemption } from '../claiming/claim-book.ts'
import type { HolderKey } from '../claiming/index.ts'
import { makeTestKeys } from '../institutions/test-signers.ts'
import { identifiersOf } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { AchievementId, AwardId, Id, InstitutionId, OfferId, StatusListId } from '../institutions/types.ts'
import { issueCredentials, drawIndexes, type Intent, type IntendedCredential, type IssuanceBook } from '../issuing/index.ts'
import type { Act } from '../journal/types.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import type { MemoryScope } from './memory/scope.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const act: Act = { at, actor: 'wallet', correlationId: 'test' }
const hash = () => new Uint8Array(randomBytes(32))
const uuid = <Kind extends string>() => randomUUID() as Id<Kind>
const draw = { candidates: [1], wanted: 1 }
/** In which forms the seeded awards are offered: two of the table, and one for the books, which do not ask what it is. */
const offered = ['mc', 'microcredential_dc_sd_jwt', 'open_badge_jwt']
const [mechanisms, publicUrl, configuration] = [openMechanisms('https://issuer.example'), 'https://issuer.example', configurationOf(defaultConfiguration)!]
const once = () => ({ hash: hash(), expiresAt: later(300) })
const kek = parseKeyEncryptionKey(createHash('sha256').update('contract').digest('hex'))

type SeededOffer = { offer: { offerId: OfferId; awardId: AwardId; codeHash: Uint8Array }; secretHash: Uint8Array }
type Change = Partial<{ awardState: 'withdrawn'; correctedAt: Date; revision: number }>
/** Puts on record what other rooms would. */
type Seed = {
  offer(institution: InstitutionId, options?: { transactionCodeHash?: Uint8Array; expiresAt?: Date; configurations?: string[] }): Promise<SeededOffer>
  changeAward(institution: InstitutionId, awardId: AwardId, change: Change): Promise<void>
  tries(institution: InstitutionId, offerId: OfferId): Promise<{ state: string; tries: number }>
  credentials(institution: InstitutionId): Promise<{ state: string; holderKey?: string | undefined; listId: string; statusIndex: number }[]>
  used(institution: InstitutionId): Promise<number>
}

describe.each(['memory', 'PostgreSQL'] as const)('a register (%s)', (kind) => {
  let register: Register
  let seed: Seed
  let postgres: IssuerTestDatabase | undefined
  let institution: IssuingInstitution
  let listId: StatusListId
  let books: InstitutionBooks

  beforeAll(async () => {
    if (kind === 'memory') {
      const scopes = new Map<InstitutionId, MemoryScope>()
      register = openMemoryRegister(scopes)
      seed = seedMemory((id) => scopes.get(id)!)
      return
    }
    postgres = await openIssuerTestDatabase('claim_books')
    register = openPostgresRegister(postgres.database)
    seed = seedPostgres(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
  })
  beforeEach(async () => {
    const id = uuid<'institution'>()
    const slug = `school-${id.slice(0, 8)}`
    const { kept, ...keys } = await makeTestKeys(kek, at)
    institution = {
      id, slug, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {}, createdAt: at, ...identifiersOf('https://issuer.example', slug),
      ...keys,
    }
    listId = uuid<'status-list'>()
    await register.institutions.found({ institution, ...kept, statusList: { id: listId, size: 4096 } }, act)
    books = register.forInstitution(id)
  })

  const redemption = ({ codeHash }: Pick<SeededOffer['offer'], 'codeHash'>, more: Partial<Redemption> = {}): Redemption =>
    ({ codeHash, maxTries: 5, token: { hash: hash(), expiresAt: later(300) }, ...more })
  const journal = async () => (await books.journal.list({ after: 2, limit: 1000 })).map(({ action }) => action)

  describe('redeeming', () => {
    it('gives exactly one of fifty at once a token (OFR-02)', async () => {
      const { offer } = await seed.offer(institution.id)
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => books.claims.redeem(redemption(offer), act)))
      expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'not_open')).toHaveLength(49)
      expect(await journal()).toEqual(['offer.redeemed'])
    })

    it('compares at most five of a hundred codes at once (OFR-09)', async () => {
      const { offer } = await seed.offer(institution.id, { transactionCodeHash: hash() })
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => books.claims.redeem(redemption(offer, { transactionCodeHash: hash() }), act)))
      expect(outcomes.filter((outcome) => outcome === 'code_wrong')).toHaveLength(4)
      expect(outcomes.filter((outcome) => outcome === 'locked')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'not_open')).toHaveLength(95)
      expect(await seed.tries(institution.id, offer.offerId)).toEqual({ state: 'locked', tries: 5 })
      expect(await journal()).toEqual(['offer.locked'])
    })

    it('OFR-09 compares at most five of a hundred codes at once, whether wallets send them or people who download', async () => {
      const right = hash()
      const { offer } = await seed.offer(institution.id, { transactionCodeHash: right })
      const guess = { codeHash: offer.codeHash, maxTries: 5 }
      const outcomes = await Promise.all(Array.from({ length: 100 }, (_, at) => at % 2 === 0
        ? books.claims.redeem(redemption(offer, { transactionCodeHash: hash() }), act) : books.claims.unlock({ ...guess, transactionCodeHash: hash() }, act)))
      expect(['code_wrong', 'locked', 'not_open'].map((wanted) => outcomes.filter((outcome) => outcome === wanted).length)).toEqual([4, 1, 95])
      expect(await seed.tries(institution.id, offer.offerId)).toEqual({ state: 'locked', tries: 5 })
      expect(await journal()).toEqual(['offer.locked'])
      expect(await books.claims.unlock({ ...guess, transactionCodeHash: right }, act)).toBe('not_open')
    })

    it('OFR-07 a download opens the offer as often as wanted and spends nothing; a wrong code is counted, and the wallet claims afterwards', async () => {
      const transactionCodeHash = hash()
      const { offer } = await seed.offer(institution.id, { transactionCodeHash })
      const guess = { codeHash: offer.codeHash, maxTries: 5 }
      expect(await books.claims.unlock({ ...guess, transactionCodeHash: hash() }, act)).toBe('code_wrong')
      for (let time = 0; time < 3; time += 1) expect(await books.claims.unlock({ ...guess, transactionCodeHash }, act)).toEqual({ awardId: offer.awardId, revision: 1 })
      expect(await seed.tries(institution.id, offer.offerId)).toEqual({ state: 'open', tries: 1 })
      expect(await journal()).toEqual([])
      expect(await books.claims.redeem(redemption(offer, { transactionCodeHash }), act)).toMatchObject({ awardId: offer.awardId })
      expect(await books.claims.unlock({ ...guess, transactionCodeHash }, act)).toBe('not_open')
    })

    it('a download changes nothing when the code is missing, unexpected or too late, or the award is not what it was', async () => {
      const unlocked = ({ offer }: SeededOffer, more: object = {}) => books.claims.unlock({ codeHash: offer.codeHash, maxTries: 5, ...more }, act)
      expect(await unlocked(await seed.offer(institution.id), { transactionCodeHash: hash() })).toBe('code_unexpected')
      expect(await unlocked(await seed.offer(institution.id, { transactionCodeHash: hash() }))).toBe('code_missing')
      expect(await unlocked(await seed.offer(institution.id, { expiresAt: at }))).toBe('expired')
      const [withdrawn, corrected] = [await seed.offer(institution.id, { transactionCodeHash: hash() }), await seed.offer(institution.id)]
      await seed.changeAward(institution.id, withdrawn.offer.awardId, { awardState: 'withdrawn' })
      await seed.changeAward(institution.id, corrected.offer.awardId, { correctedAt: later(1), revision: 2 })
      expect(await unlocked(withdrawn, { transactionCodeHash: hash() })).toBe('award_withdrawn')
      expect(await unlocked(corrected)).toBe('award_changed')
      expect(await books.claims.unlock({ codeHash: hash(), maxTries: 5 }, act)).toBe('not_open')
      expect(await register.forInstitution(uuid<'institution'>()).claims.unlock({ codeHash: (await seed.offer(institution.id)).offer.codeHash, maxTries: 5 }, act)).toBe('not_open')
      expect(await seed.tries(institution.id, withdrawn.offer.offerId)).toEqual({ state: 'open', tries: 0 })
      expect(await journal()).toEqual([])
    })

    it('finds the offer by the hash of its secret, and what is behind it', async () => {
      const { offer, secretHash } = await seed.offer(institution.id)
      expect(await books.claims.findBySecretHash(secretHash)).toMatchObject({
        offer: { id: offer.offerId, state: 'open', transactionCodeRequired: false, createdAt: at, expiresAt: later(3600) },
        award: { id: offer.awardId, learner: { givenName: 'Noor', familyName: 'de Wit' }, awardedOn: '2026-06-30', grade: '8', createdAt: at, revision: 1 },
        achievement: { title: { nl: 'Dijken' } },
      })
      expect(await books.claims.findBySecretHash(hash())).toBeUndefined()
    })

    it('keeps the token, with key and client if there are', async () => {
      const { offer } = await seed.offer(institution.id)
      const token = { hash: hash(), expiresAt: later(300), keyThumbprint: 'thumb', clientId: 'wallet' }
      await books.claims.redeem(redemption(offer, { token }), act)
      expect(await books.claims.findToken(token.hash)).toEqual({ offerId: offer.offerId, expiresAt: later(300), keyThumbprint: 'thumb', clientId: 'wallet' })
      expect(await books.claims.findToken(hash())).toBeUndefined()
    })

    it('changes nothing when the code is missing, unexpected or too late, or the award is not what it was', async () => {
      const open = await seed.offer(institution.id)
      const coded = await seed.offer(institution.id, { transactionCodeHash: hash() })
      const expired = await seed.offer(institution.id, { expiresAt: at })
      const withdrawn = await seed.offer(institution.id)
      await seed.changeAward(institution.id, withdrawn.offer.awardId, { awardState: 'withdrawn' })
      const corrected = await seed.offer(institution.id)
      await seed.changeAward(institution.id, corrected.offer.awardId, { correctedAt: later(1), revision: 2 })
      const dpopProof = once()
      expect(await books.claims.redeem(redemption(open.offer, { transactionCodeHash: hash(), dpopProof }), act)).toBe('code_unexpected')
      expect(await books.claims.redeem(redemption(coded.offer, { dpopProof }), act)).toBe('code_missing')
      expect(await books.claims.redeem(redemption(expired.offer, { dpopProof }), act)).toBe('expired')
      expect(await books.claims.redeem(redemption(withdrawn.offer, { dpopProof }), act)).toBe('award_withdrawn')
      expect(await books.claims.redeem(redemption(corrected.offer, { dpopProof }), act)).toBe('award_changed')
      expect(await books.claims.redeem(redemption({ codeHash: hash() }, { dpopProof }), act)).toBe('not_open')
      expect(await seed.used(institution.id)).toBe(0)
      expect(await journal()).toEqual([])
    })

    it('OFR-18 gives no token to who asks for more than was offered, and nothing has changed; in which forms it was offered is said', async () => {
      const transactionCodeHash = hash()
      const coded = await seed.offer(institution.id, { configurations: ['a', 'b'], transactionCodeHash })
      const plain = await seed.offer(institution.id, { configurations: ['a', 'b'] })
      const dpopProof = once()
      for (const [{ offer }, code] of [[coded, { transactionCodeHash }], [plain, {}]] as const) {
        for (const configurations of [['c'], ['a', 'c']]) expect(await books.claims.redeem(redemption(offer, { ...code, configurations, dpopProof }), act)).toBe('not_offered')
      }
      // Who does not know the transaction code learns nothing of the offer.
      expect(await books.claims.redeem(redemption(coded.offer, { configurations: ['c'], transactionCodeHash: hash() }), act)).toBe('code_wrong')
      expect(await books.claims.redeem(redemption(coded.offer, { configurations: ['c'] }), act)).toBe('code_missing')
      expect(await seed.used(institution.id)).toBe(0)
      expect(await journal()).toEqual([])
      expect(await books.claims.redeem(redemption(coded.offer, { configurations: ['b'], transactionCodeHash, dpopProof }), act)).toEqual({ awardId: coded.offer.awardId, configurations: ['a', 'b'] })
      expect(await books.claims.redeem(redemption(plain.offer), act)).toEqual({ awardId: plain.offer.awardId, configurations: ['a', 'b'] })
      expect(await books.claims.findBySecretHash(plain.secretHash)).toMatchObject({ offer: { configurations: ['a', 'b'] } })
    })

    it('takes a DPoP proof once, also at two offers in the same moment (TOK-06)', async () => {
      const offers = await Promise.all(Array.from({ length: 10 }, () => seed.offer(institution.id)))
      const dpopProof = once()
      const outcomes = await Promise.all(offers.map(({ offer }) => books.claims.redeem(redemption(offer, { dpopProof }), act)))
      expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'dpop_replayed')).toHaveLength(9)
    })

    if (kind === 'PostgreSQL') it('OFR-02 in the very moment in which a new offer of the award is made leaves no grant: the new offer is the only one', async () => {
      const { offer: { awardId, ...offer } } = await seed.offer(institution.id)
      const token = { hash: hash(), expiresAt: later(300) }
      const next = { id: uuid<'offer'>(), awardId, configurations: ['mc'], secretHash: hash(), codeHash: hash(), createdAt: at, expiresAt: later(3600) }
      const [redeemed, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const redeeming = register.inOneTransaction(async (inner) => {
        await inner.forInstitution(institution.id).claims.redeem(redemption(offer, { token }), act)
        redeemed.resolve()
        await end.promise
      })
      await redeemed.promise
      const recorded = books.offers.record(next, act)
      await vi.waitFor(async () => { expect((await postgres!.database.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows).not.toEqual([]) }).finally(end.resolve)
      await redeeming
      expect(await recorded).toBe('recorded')
      expect(await books.claims.findToken(token.hash)).toBeUndefined()
    })

    it('TEN-01 reaches no offer and no token of another institution', async () => {
      const { offer, secretHash } = await seed.offer(institution.id)
      const token = { hash: hash(), expiresAt: later(300) }
      const otherId = uuid<'institution'>()
      await register.institutions.found({
        institution: { ...institution, id: otherId, slug: `other-${otherId.slice(0, 8)}` },
        signingKey: { kid: otherId, publicJwk: institution.signers.ES256.publicJwk, sealedPrivateKey: 'x', certificatePem: '', createdAt: at },
        ed25519Key: { kid: randomUUID(), publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sealedPrivateKey: 'sealed', certificatePem: '', createdAt: at },
        statusList: { id: uuid(), size: 8 },
      }, act)
      const theirs = register.forInstitution(otherId)
      expect(await theirs.claims.findBySecretHash(secretHash)).toBeUndefined()
      expect(await theirs.claims.redeem(redemption(offer, { token }), act)).toBe('not_open')
      expect(await books.claims.redeem(redemption(offer, { token }), act)).toEqual({ awardId: offer.awardId, configurations: offered })
      expect(await theirs.claims.findToken(token.hash)).toBeUndefined()
      expect(await theirs.issuance.open(token.hash, draw)).toBeUndefined()
    })
  })

  describe('issuing', () => {
    let offer: SeededOffer['offer']
    let tokenHash: Uint8Array
    beforeEach(async () => {
      ({ offer } = await seed.offer(institution.id))
      tokenHash = hash()
      await books.claims.redeem(redemption(offer, { token: { hash: tokenHash, expiresAt: later(300) } }), act)
    })

    const credential = (more: Partial<IntendedCredential> = {}): IntendedCredential => ({
      id: uuid<'credential'>(), configurationId: 'mc', holderKey: randomUUID(), awardRevision: 1, listId, statusIndex: Math.floor(Math.random() * 4096), payloadDigest: 'digest',
      saltSeed: hash(), signingKid: institution.signers.ES256.kid, issuedAt: at, ...more,
    })
    const intent = (credentials: IntendedCredential[], more: Partial<Intent> = {}): Intent => ({
      tokenHash, offerId: offer.offerId, award: { id: offer.awardId, revision: 1 }, configurationId: 'mc', nonce: once(), credentials, limit: 10, ...more,
    })

    it('opens what the token stands for', async () => {
      const claim = await books.issuance.open(tokenHash, { candidates: [5, 4096 + 5, 7, 4095, 9], wanted: 3 })
      expect(claim).toMatchObject({
        token: { offerId: offer.offerId, expiresAt: later(300) },
        offerCreatedAt: at,
        award: { id: offer.awardId, awardedOn: '2026-06-30', state: 'awarded', revision: 1, learner: { givenName: 'Noor' } },
        achievement: { title: { nl: 'Dijken' } },
        credentials: [],
        statusList: { id: listId, size: 4096, freeIndexes: [5, 7, 4095] },
      })
      expect(await books.issuance.open(hash(), draw)).toBeUndefined()
    })

    it('gives back what was intended, to the octet, and does not offer its index again', async () => {
      const made = credential({ statusIndex: 7, expiresAt: later(86_400) })
      expect(await books.issuance.intend(intent([made]), act)).toBe('intended')
      const claim = await books.issuance.open(tokenHash, { candidates: [5, 7], wanted: 2 })
      expect(claim?.credentials).toEqual([{ ...made, state: 'intended' }])
      expect(claim?.statusList.freeIndexes).toEqual([5])
      expect(await books.issuance.recordIssued([made.id], act)).toBe(true)
      expect(await books.issuance.recordIssued([made.id], act)).toBe(true)
      expect((await books.issuance.open(tokenHash, draw))?.credentials).toMatchObject([{ state: 'issued' }])
      expect(await journal()).toEqual(['offer.redeemed', 'credential.intended', 'credential.issued'])
    })

    it('marks nonce and DPoP proof as used with it, and neither when it is refused', async () => {
      const [nonce, dpopProof] = [once(), once()]
      expect(await books.issuance.intend(intent([], { nonce, dpopProof }), act)).toBe('intended')
      expect(await books.issuance.intend(intent([credential()], { nonce }), act)).toBe('nonce_used')
      const second = once()
      expect(await books.issuance.intend(intent([credential()], { nonce: second, dpopProof }), act)).toBe('dpop_replayed')
      const third = once()
      expect(await books.issuance.intend(intent([credential()], { nonce, dpopProof: third }), act)).toBe('nonce_used')
      expect(await seed.used(institution.id)).toBe(2)
      expect(await books.issuance.intend(intent([credential()], { nonce: second, dpopProof: third }), act)).toBe('intended')
      expect(await seed.credentials(institution.id)).toHaveLength(1)
    })

    it('takes one nonce once, of fifty at the same moment (PRF-06)', async () => {
      const nonce = once()
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => books.issuance.intend(intent([], { nonce }), act)))
      expect(outcomes.filter((outcome) => outcome === 'intended')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'nonce_used')).toHaveLength(49)
    })

    it('refuses what is not as it was read, and then nothing has changed', async () => {
      expect(await books.issuance.intend(intent([credential()], { tokenHash: hash() }), act)).toBe('token_gone')
      expect(await books.issuance.intend(intent([credential()]), { ...act, at: later(300) })).toBe('token_gone')
      expect(await books.issuance.intend(intent([credential()], { award: { id: offer.awardId, revision: 2 } }), act)).toBe('award_changed')
      expect(await books.issuance.intend(intent(Array.from({ length: 3 }, () => credential()), { limit: 2 }), act)).toBe('limit_reached')
      await seed.changeAward(institution.id, offer.awardId, { awardState: 'withdrawn' })
      expect(await books.issuance.intend(intent([credential()]), act)).toBe('award_changed')
      expect(await seed.used(institution.id)).toBe(0)
      expect(await seed.credentials(institution.id)).toEqual([])
    })

    it('never gives an index or a key of an offer twice (STL-01)', async () => {
      const made = credential()
      const nonce = once()
      expect(await books.issuance.intend(intent([made]), act)).toBe('intended')
      expect(await books.issuance.intend(intent([credential({ statusIndex: made.statusIndex })], { nonce }), act)).toBe('raced')
      expect(await books.issuance.intend(intent([credential({ holderKey: made.holderKey! })], { nonce }), act)).toBe('raced')
      expect(await books.issuance.intend(intent([credential({ statusIndex: (made.statusIndex + 1) % 4096 })], { nonce }), act)).toBe('intended')
    })

    it('STL-01 gives each key one credential of each form, each with an index of its own, and counts them by form', async () => {
      const made = credential()
      expect(await books.issuance.intend(intent([made], { limit: 1 }), act)).toBe('intended')
      const badge = credential({ holderKey: made.holderKey!, configurationId: 'open_badge_jwt' })
      const ofBadges = (credentials: IntendedCredential[], more: Partial<Intent> = {}) => intent(credentials, { configurationId: 'open_badge_jwt', limit: 1, ...more })
      expect(await books.issuance.intend(ofBadges([{ ...badge, statusIndex: made.statusIndex }]), act)).toBe('raced')
      expect(await books.issuance.intend(ofBadges([badge]), act)).toBe('intended')
      expect(await books.issuance.intend(ofBadges([credential({ holderKey: made.holderKey! })], { limit: 2 }), act)).toBe('raced')
      expect(await books.issuance.intend(ofBadges([credential()]), act)).toBe('limit_reached')
      const claim = await books.issuance.open(tokenHash, draw)
      expect(claim?.configurations).toEqual(offered)
      expect(claim?.credentials.toSorted((one, other) => (one.configurationId < other.configurationId ? -1 : 1))).toMatchObject([{ id: made.id, configurationId: 'mc' }, { id: badge.id, configurationId: 'open_badge_jwt' }])
    })

    it('OFR-18 writes down nothing of a form that was not offered', async () => {
      expect(await books.issuance.intend(intent([credential({ configurationId: 'elsewhere' })], { configurationId: 'elsewhere' }), act)).toBe('limit_reached')
      expect(await books.issuance.intend(intent([], { configurationId: 'elsewhere' }), act)).toBe('limit_reached')
      expect(await seed.credentials(institution.id)).toEqual([])
      expect(await seed.used(institution.id)).toBe(0)
    })

    it('does not say issued of one that was revoked in the meantime', async () => {
      const [made, other] = [credential(), credential()]
      await books.issuance.intend(intent([made, other]), act)
      await books.credentials.changeStatus({ ids: [made.id] }, { status: 'revoked', reason: 'a mistake' }, act)
      expect(await books.issuance.recordIssued([made.id, other.id], act)).toBe(false)
      expect((await seed.credentials(institution.id)).map(({ state }) => state).sort()).toEqual(['intended', 'revoked'])
    })

    it('STL-06 ends with the revocation of what it gave: no other key gets another one, not even of what was opened before', async () => {
      const { offer: elsewhere } = await seed.offer(institution.id)
      const otherToken = hash()
      await books.claims.redeem(redemption(elsewhere, { token: { hash: otherToken, expiresAt: later(300) } }), act)
      const made = credential()
      await books.issuance.intend(intent([made]), act)
      await books.issuance.recordIssued([made.id], act)
      expect(await books.issuance.open(tokenHash, draw)).toBeDefined()
      await books.credentials.changeStatus({ ids: [made.id] }, { status: 'revoked', reason: 'somebody else claimed it' }, act)
      expect(await books.issuance.intend(intent([credential()]), act)).toBe('token_gone')
      expect(await books.issuance.open(tokenHash, draw)).toBeUndefined()
      expect(await books.claims.findToken(tokenHash)).toBeUndefined()
      expect(await books.claims.findToken(otherToken)).toBeDefined()
    })

    it('STL-06 a revocation and claims with ten other keys at once leave nothing that is made after the revocation', async () => {
      const made = credential()
      await books.issuance.intend(intent([made]), act)
      const [revoked, ...outcomes] = await Promise.all([
        books.credentials.changeStatus({ ids: [made.id] }, { status: 'revoked', reason: 'somebody else claimed it' }, act),
        ...Array.from({ length: 9 }, () => books.issuance.intend(intent([credential()]), act)),
      ])
      expect(revoked).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      expect(outcomes.filter((outcome) => outcome !== 'intended' && outcome !== 'token_gone')).toEqual([])
      const actions = await journal()
      expect(actions.slice(actions.indexOf('credential.revoked'))).toEqual(['credential.revoked'])
    })

    it('STL-04 the revocation of an award and claims of it with ten other keys at once leave nothing that is valid', async () => {
      const made = credential()
      await books.issuance.intend(intent([made]), act)
      const [changed, ...outcomes] = await Promise.all([
        books.credentials.changeStatus({ awardId: offer.awardId }, { status: 'revoked', reason: 'fraud' }, act),
        ...Array.from({ length: 9 }, () => books.issuance.intend(intent([credential()]), act)),
      ])
      expect(changed).toMatchObject({ outcome: 'done' })
      expect(outcomes.filter((outcome) => outcome !== 'intended' && outcome !== 'token_gone')).toEqual([])
      expect((await seed.credentials(institution.id)).map(({ state }) => state)).toEqual(Array.from({ length: 1 + outcomes.filter((outcome) => outcome === 'intended').length }, () => 'revoked'))
      expect(await books.issuance.intend(intent([credential()]), act)).toBe('token_gone')
    })

    it('STL-04 ends with a suspension too: no other key gets one that is not suspended, and lifting it brings no grant back', async () => {
      const made = credential()
      await books.issuance.intend(intent([made]), act)
      expect(await books.credentials.changeStatus({ ids: [made.id] }, { status: 'suspended', reason: 'looked into' }, act)).toMatchObject({ changed: 1 })
      // What was on its way is handed over, suspended.
      expect(await books.issuance.recordIssued([made.id], act)).toBe(true)
      expect(await books.issuance.intend(intent([credential()]), act)).toBe('token_gone')
      await books.credentials.changeStatus({ ids: [made.id] }, { status: 'valid', reason: 'nothing found' }, act)
      expect(await books.claims.findToken(tokenHash)).toBeUndefined()
    })

    it('opens the next list once, however many find the last one full', async () => {
      const next = () => ({ id: uuid<'status-list'>(), size: 64, signingKid: institution.signers.ES256.kid })
      await Promise.all(Array.from({ length: 10 }, () => books.issuance.replaceStatusList(listId, next(), act)))
      const claim = await books.issuance.open(tokenHash, draw)
      expect(claim?.statusList).toMatchObject({ size: 64, freeIndexes: [1] })
      expect((await journal()).filter((action) => action === 'status-list.opened')).toHaveLength(1)
    })

    it('takes notice once of each event, and only of what was handed over', async () => {
      const notification = { offerId: offer.offerId, event: 'credential_accepted' } as const
      expect(await books.claims.notify(notification, act)).toBe('unknown')
      const made = credential()
      await books.issuance.intend(intent([made]), act)
      expect(await books.claims.notify(notification, act)).toBe('unknown')
      await books.issuance.recordIssued([made.id], act)
      const dpopProof = once()
      expect(await books.claims.notify({ ...notification, dpopProof }, act)).toBe('recorded')
      expect(await books.claims.notify({ ...notification, dpopProof }, act)).toBe('dpop_replayed')
      expect(await books.claims.notify(notification, act)).toBe('repeated')
      expect((await journal()).at(-1)).toBe('credential.notified')
    })
  })

  describe('a crash while issuing', () => {
    type Step = 'open' | 'intend' | 'recordIssued'
    let tokenHash: Uint8Array
    let holder: HolderKey
    beforeEach(async () => {
      const { offer } = await seed.offer(institution.id)
      tokenHash = hash()
      await books.claims.redeem(redemption(offer, { token: { hash: tokenHash, expiresAt: later(300) } }), act)
      const { publicJwk } = await openSealedKey(kek, await generateSealedKey(kek, 'holder'), 'holder')
      holder = { publicJwk, thumbprint: thumbprint(publicJwk) }
    })

    async function claim(issuance: IssuanceBook, signer = institution.signers.ES256, form = configuration): Promise<string[]> {
      const opened = await issuance.open(tokenHash, drawIndexes(1, randomBytes))
      if (opened === undefined) throw new Error('the token opens nothing')
      const request = { tokenHash, claim: opened, holders: [holder], configuration: form, nonce: once() }
      const issued = await issueCredentials(request, { institution: { ...institution, signers: { ...institution.signers, ES256: signer } }, mechanisms, publicUrl, issuance, act, randomBytes, newId: randomUUID, statusListSize: 64 })
      return issued.credentials
    }
    /** A book that fails at one step: before it reached the record, or after, so that only the answer is lost. */
    function failingAt(step: Step, moment: 'before' | 'after'): IssuanceBook {
      const real = books.issuance
      const failing = async (...given: never[]) => {
        if (moment === 'after') await (real[step] as (...of: never[]) => Promise<unknown>)(...given)
        throw new Error('the connection is gone')
      }
      return { ...real, [step]: failing }
    }
    const payloadOf = (compact: string | undefined) => Buffer.from(compact!.split('.')[1]!, 'base64url').toString()

    it.each([
      ['DUR-01 before the intent is on record', 'intend', 'before', []],
      ['DUR-05 when the intent is on record and the answer is lost', 'intend', 'after', ['intended']],
      ['DUR-04 after the signature, before it is on record', 'recordIssued', 'before', ['intended']],
      ['DUR-05 when it is on record that it was signed and the answer is lost', 'recordIssued', 'after', ['issued']],
    ] as const)('%s: the retry ends in exactly one credential', async (_name, step, moment, states) => {
      await expect(claim(failingAt(step, moment))).rejects.toMatchObject({ code: 'ISSUE_NOT_RECORDED' })
      expect((await seed.credentials(institution.id)).map(({ state }) => state)).toEqual(states)
      const [first] = await claim(books.issuance)
      const [second] = await claim(books.issuance)
      expect(payloadOf(second)).toBe(payloadOf(first))
      expect((await seed.credentials(institution.id)).map(({ state, holderKey }) => ({ state, holderKey }))).toEqual([{ state: 'issued', holderKey: holder.thumbprint }])
    })

    it('DUR-01 while the key signs leaves an intent that can be revoked, and then nothing is given any more', async () => {
      const broken = { ...institution.signers.ES256, sign: async () => { throw new Error('the key store is gone') } }
      await expect(claim(books.issuance, broken)).rejects.toThrow('the key store is gone')
      const [intended] = (await books.credentials.list({ limit: 10 }))
      expect(intended?.state).toBe('intended')
      expect(await books.credentials.changeStatus({ ids: [intended!.id] }, { status: 'revoked', reason: 'not handed over' }, act)).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
      await expect(claim(books.issuance)).rejects.toThrow('the token opens nothing')
    })

    it('STL-01 fifty claims at once get fifty indexes', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, async () => {
        const { offer } = await seed.offer(institution.id)
        const token = hash()
        await books.claims.redeem(redemption(offer, { token: { hash: token, expiresAt: later(300) } }), act)
        return { offer, token }
      }))
      await Promise.all(claims.map(async ({ token }) => {
        const opened = await books.issuance.open(token, drawIndexes(1, randomBytes))
        const request = { tokenHash: token, claim: opened!, holders: [holder], configuration, nonce: once() }
        await issueCredentials(request, { institution, mechanisms, publicUrl, issuance: books.issuance, act, randomBytes, newId: randomUUID, statusListSize: 64 })
      }))
      const indexes = (await seed.credentials(institution.id)).map(({ listId: list, statusIndex }) => `${list}/${statusIndex}`)
      expect(new Set(indexes).size).toBe(50)
    })

    if (kind === 'memory') return

    it('DUR-03 and DUR-08: what cannot be written is not signed; nothing of it stays', async () => {
      for (const table of ['credentials', 'journal']) {
        await withTrigger(postgres!.fresh.url, table, 'INSERT', async () => {
          let signed = 0
          const counting = { ...institution.signers.ES256, sign: (data: Uint8Array) => { signed += 1; return institution.signers.ES256.sign(data) } }
          await expect(claim(books.issuance, counting)).rejects.toMatchObject({ code: 'ISSUE_NOT_RECORDED' })
          expect(signed).toBe(0)
          expect(await seed.credentials(institution.id)).toEqual([])
          expect(await seed.used(institution.id)).toBe(0)
        })
      }
      expect(await claim(books.issuance)).toHaveLength(1)
    })

    it('DUR-04 when the last write fails the intent stands, and can be revoked by its id', async () => {
      await withTrigger(postgres!.fresh.url, 'credentials', 'UPDATE', async () => {
        await expect(claim(books.issuance)).rejects.toMatchObject({ code: 'ISSUE_NOT_RECORDED' })
      })
      const [intended] = await books.credentials.list({ limit: 10 })
      expect(intended?.state).toBe('intended')
      expect(await books.credentials.changeStatus({ ids: [intended!.id] }, { status: 'revoked', reason: 'never handed over' }, act)).toEqual({ outcome: 'done', credentials: 1, changed: 1 })
    })
  })
})

function seedMemory(scopeOf: (id: InstitutionId) => MemoryScope): Seed {
  return {
    async offer(institution, { transactionCodeHash, expiresAt = later(3600), configurations = offered } = {}) {
      const { tables } = scopeOf(institution)
      const achievementId = uuid<'achievement'>()
      const [awardId, offerId, secretHash, codeHash] = [uuid<'award'>(), uuid<'offer'>(), hash(), hash()]
      tables.achievements.set(achievementId, { state: 'published', id: achievementId, content: achievement('Dijken'), createdAt: at, publishedAt: at })
      tables.awards.set(awardId, {
        id: awardId, achievementId, source: 'batch', sourceReference: awardId, learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' },
        awardedOn: '2026-06-30', grade: '8', state: 'awarded', revision: 1, createdAt: at,
      })
      tables.offers.set(offerId, {
        id: offerId, awardId, configurations, secretHash, codeHash, ...(transactionCodeHash === undefined ? {} : { transactionCodeHash }), transactionCodeTries: 0, state: 'open', createdAt: at, expiresAt,
      })
      return { offer: { offerId, awardId, codeHash }, secretHash }
    },
    async changeAward(institution, awardId, { awardState, ...change }) {
      const { awards } = scopeOf(institution).tables
      awards.set(awardId, { ...awards.get(awardId)!, ...change, ...(awardState === undefined ? {} : { state: awardState }) })
    },
    async tries(institution, offerId) {
      const row = scopeOf(institution).tables.offers.get(offerId)!
      return { state: row.state, tries: row.transactionCodeTries }
    },
    credentials: async (institution) => [...scopeOf(institution).tables.credentials.values()].map(({ state, holderKey = '', listId, statusIndex }) => ({ state, holderKey, listId, statusIndex })),
    used: async (institution) => scopeOf(institution).tables.usedValues.size,
  }
}

function seedPostgres(database: Database): Seed {
  const one = async <R>(institution: InstitutionId, text: string, values: unknown[] = []) => (await database.inInstitution(institution, (tx) => tx.query<R>(text, values))).rows
  return {
    async offer(institution, { transactionCodeHash, expiresAt = later(3600), configurations = offered } = {}) {
      const achievementId: AchievementId = uuid<'achievement'>()
      const [awardId, offerId, secretHash, codeHash] = [uuid<'award'>(), uuid<'offer'>(), hash(), hash()]
      await one(institution, `INSERT INTO achievements VALUES ($1, $2, 'published', $3, $4, $4)`, [achievementId, JSON.stringify(achievement('Dijken')), at])
      await one(institution, `INSERT INTO awards VALUES ($1, $2, $3, 'batch', $4, 's1', 'Noor', 'de Wit', '2026-06-30', '8', 'awarded', 1, $5)`, [awardId, achievementId, awardId, at])
      await one(institution, `INSERT INTO offers VALUES ($1, $2, $3, $4, $5, $6, 0, 'open', $7, $8, NULL, $9)`, [offerId, awardId, secretHash, codeHash, transactionCodeHash ?? null, at, expiresAt, configurations])
      return { offer: { offerId, awardId, codeHash }, secretHash }
    },
    async changeAward(institution, awardId, { awardState, correctedAt, revision }) {
      await one(institution, 'UPDATE awards SET state = coalesce($3, state), corrected_at = coalesce($4, corrected_at), revision = coalesce($5, revision) WHERE institution_id = $1 AND id = $2',
        [awardId, awardState ?? null, correctedAt ?? null, revision ?? null])
    },
    async tries(institution, offerId) {
      const [row] = await one<{ state: string; tries: number }>(institution, 'SELECT state, transaction_code_tries AS tries FROM offers WHERE institution_id = $1 AND id = $2', [offerId])
      return row!
    },
    credentials: (institution) => one(institution, 'SELECT state, holder_key AS "holderKey", list_id AS "listId", status_index AS "statusIndex" FROM credentials WHERE institution_id = $1'),
    used: async (institution) => (await one(institution, 'SELECT 1 FROM used_values WHERE institution_id = $1')).length,
  }
}

/** Makes every write of a kind to a table fail while `work` runs: as the owner of the schema, which the service is not. */
async function withTrigger(url: string, table: string, event: 'INSERT' | 'UPDATE', work: () => Promise<void>): Promise<void> {
  const owner = await openDatabase({ schema: 'issuer', role: new URL(url).username, url, dataDirectory: 'memory://', onError: () => {} })
  try {
    await owner.query(`CREATE OR REPLACE FUNCTION issuer.refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$`)
    await owner.query(`CREATE TRIGGER refuse_write BEFORE ${event} ON issuer.${table} FOR EACH ROW EXECUTE FUNCTION issuer.refuse_write()`)
    await work()
  } finally {
    await owner.query(`DROP TRIGGER IF EXISTS refuse_write ON issuer.${table}`)
    await owner.close()
  }
}
