/** What every register promises about files, and what issuing one comes to: in memory and in PostgreSQL. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dataIntegrityReader, openContexts, readers, type CredentialReader } from '@eduwallet/credential-formats'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { matchesIdentity, microcredentialContext, type IdentityObject } from '@eduwallet/microcredential'
import { readBitstringEntries } from '@eduwallet/status-list'
import type { JsonObject } from '@eduwallet/strict-json'
import { achievement } from '../api/openid4vci/achievement-fixture.ts'
import { badgeContextUrl, configurationOf, configurations, mechanismOf, openMechanisms } from '../configurations/index.ts'
import { identifiersOf } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import { makeTestKeys } from '../institutions/test-signers.ts'
import type { AchievementId, AwardId, Id, InstitutionId, StatusListId } from '../institutions/types.ts'
import { issueUnbound, type FileBook } from '../issuing/index.ts'
import type { Act } from '../journal/types.ts'
import type { InstitutionBooks, Register } from './index.ts'
import { openMemoryRegister } from './memory/index.ts'
import type { MemoryScope } from './memory/scope.ts'
import { openPostgresRegister } from './postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from './test-database.ts'

const at = new Date('2026-09-01T10:00:00.000Z')
const act: Act = { at, actor: 'client:sis', correlationId: 'test' }
const later = (seconds: number): Act => ({ ...act, at: new Date(at.getTime() + seconds * 1000) })
const uuid = <Kind extends string>() => randomUUID() as Id<Kind>
const publicUrl = 'https://issuer.example'
const mechanisms = openMechanisms(publicUrl)
const kek = parseKeyEncryptionKey(createHash('sha256').update('files').digest('hex'))
const files = configurations.filter(({ binding }) => binding === 'none').map(({ id }) => id)
const badges = files.filter((id) => id !== 'elm_file')
/** As a reader has them who knows our context; the first of a format is taken. */
const known: readonly CredentialReader[] = [dataIntegrityReader({ contexts: openContexts([[badgeContextUrl(publicUrl), microcredentialContext as JsonObject]]) }), ...readers]

describe.each(['memory', 'PostgreSQL'] as const)('files of awards (%s)', (kind) => {
  let register: Register
  let postgres: IssuerTestDatabase | undefined
  const scopes = new Map<InstitutionId, MemoryScope>()
  let institution: IssuingInstitution
  let books: InstitutionBooks
  let listId: StatusListId
  let award: AwardId

  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await openIssuerTestDatabase('issuer_files')
    register = postgres === undefined ? openMemoryRegister(scopes) : openPostgresRegister(postgres.database)
  })
  afterAll(async () => {
    await postgres?.close()
  })
  beforeEach(async () => {
    const { institution: made, list } = await found()
    institution = made
    listId = list
    books = register.forInstitution(made.id)
    award = await awarded()
  })

  async function found(): Promise<{ institution: IssuingInstitution; list: StatusListId }> {
    const { kept, ...keys } = await makeTestKeys(kek, at, { certified: true })
    const id = uuid<'institution'>()
    const [slug, list] = [`s-${id.slice(0, 8)}`, uuid<'status-list'>()]
    const institution: IssuingInstitution = { id, slug, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {}, createdAt: at, ...identifiersOf(publicUrl, slug), ...keys }
    await register.institutions.found({ institution, ...kept, statusList: { id: list, size: 4096 } }, act)
    return { institution, list }
  }

  async function awarded(validForDays?: number): Promise<AwardId> {
    const [achievementId, id]: [AchievementId, AwardId] = [uuid<'achievement'>(), uuid<'award'>()]
    const content = { ...achievement('Dijken'), ...(validForDays === undefined ? {} : { validForDays }) }
    if (postgres === undefined) {
      const { tables } = scopes.get(institution.id)!
      tables.achievements.set(achievementId, { state: 'published', id: achievementId, content, createdAt: at, publishedAt: at })
      tables.awards.set(id, { id, achievementId, source: 'batch', sourceReference: id, learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' }, awardedOn: '2026-06-30', grade: '8', state: 'awarded', revision: 1, createdAt: at })
      return id
    }
    await postgres.database.inInstitution(institution.id, async (tx) => {
      await tx.query(`INSERT INTO achievements VALUES ($1, $2, 'published', $3, $4, $4)`, [achievementId, JSON.stringify(content), at])
      await tx.query(`INSERT INTO awards VALUES ($1, $2, $3, 'batch', $4, 's1', 'Noor', 'de Wit', '2026-06-30', '8', 'awarded', 1, $5)`, [id, achievementId, id, at])
    })
    return id
  }

  async function change(state: 'awarded' | 'withdrawn', revision: number): Promise<void> {
    if (postgres === undefined) {
      const { awards } = scopes.get(institution.id)!.tables
      awards.set(award, { ...awards.get(award)!, state, revision })
      return
    }
    await postgres.database.inInstitution(institution.id, (tx) => tx.query('UPDATE awards SET state = $3, revision = $4 WHERE institution_id = $1 AND id = $2', [award, state, revision]))
  }

  const issue = (configuration = files[0]!, { files: book = books.files, when = act, of = award, by = institution }: { files?: FileBook; when?: Act; of?: AwardId; by?: IssuingInstitution } = {}) => issueUnbound({ award: of, configuration }, {
    institution: by, mechanisms, publicUrl, act: when, randomBytes: (n) => new Uint8Array(randomBytes(n)), newId: randomUUID, files: book, issuance: books.issuance, statusListSize: 4096,
  })
  const journal = async () => (await books.journal.list({ after: 2, limit: 100 })).map(({ action }) => action)
  async function verified(configuration: string, credential: string): Promise<JsonObject> {
    const { format, alg } = mechanismOf(mechanisms, configurationOf(configuration)!)
    const reader = known.find((each) => each.format === format)!
    return (await reader.verify(reader.read(credential), { now: at, skewSeconds: 0, keyBinding: 'forbidden', issuerKeys: [institution.signers[alg].publicJwk] })).claims
  }

  it.each(badges)('%s: verifies, names its learner only to who knows the name, and is on record like any other credential', async (configuration) => {
    const { id, credential, issuedAt } = await issue(configuration)
    const claims = await verified(configuration, credential)
    expect(claims).toMatchObject({ id: `urn:uuid:${id}`, issuer: { id: institution.did } })
    expect(JSON.stringify(claims)).not.toMatch(/Noor|de Wit/)
    expect(claims).toMatchObject({ credentialSubject: { achievement: { image: { id: expect.stringMatching(new RegExp(`^${institution.credentialIssuer}/achievements/[0-9a-f-]{36}/image$`)) as string, type: 'Image' } } } })
    const { identifier } = claims['credentialSubject'] as unknown as { identifier: IdentityObject[] }
    expect(identifier.map((one) => [matchesIdentity(one, 'Noor de Wit'), matchesIdentity(one, 's1')])).toEqual([[true, false], [false, true]])
    expect(claims).not.toHaveProperty('cnf')
    expect(await books.credentials.get(id)).toMatchObject({ id, awardId: award, awardRevision: 1, configurationId: configuration, state: 'issued', listId, issuedAt })
    expect(await books.credentials.get(id)).not.toHaveProperty('offerId')
    expect(await journal()).toEqual(['credential.intended', 'credential.issued'])
  })

  it('a European Digital Credential is sealed with the certificate of the institution, says whose it is, and where its status is', async () => {
    const { id, credential } = await issue('elm_file')
    const claims = await verified('elm_file', credential)
    const record = await books.credentials.get(id)
    expect(claims).toMatchObject({ id: `urn:credential:${id}`, type: ['VerifiableCredential', 'EuropeanDigitalCredential'], credentialSubject: { givenName: { nl: 'Noor' }, familyName: { nl: 'de Wit' } } })
    expect(readBitstringEntries(claims['credentialStatus']).map(({ purpose, index }) => [purpose, index])).toEqual([['revocation', record?.statusIndex], ['suspension', record?.statusIndex]])
    expect(record).toMatchObject({ configurationId: 'elm_file', state: 'issued' })
  })

  it('a European Digital Credential is not made without a certificate, and nothing is on record', async () => {
    const ES256 = { ...institution.signers.ES256, x5c: [] }
    await expect(issue('elm_file', { by: { ...institution, signers: { ...institution.signers, ES256 } } })).rejects.toMatchObject({ code: 'ISSUE_CERTIFICATE_MISSING' })
    expect(await books.credentials.list({ limit: 10 })).toEqual([])
  })

  it.each(files)('%s: asked again is the very same, later too; after its revocation it is another one with another place', async (configuration) => {
    const first = await issue(configuration)
    const again = await issue(configuration, { when: later(3600) })
    expect(again.id).toBe(first.id)
    expect(await verified(configuration, again.credential)).toEqual(await verified(configuration, first.credential))
    if (configuration === 'open_badge_file_eddsa') expect(again.credential).toBe(first.credential)
    expect(await books.credentials.changeStatus({ ids: [first.id] }, { status: 'revoked', reason: 'lost' }, act)).toMatchObject({ changed: 1 })
    expect((await books.statusLists.read(listId))?.revoked).toHaveLength(1)
    const next = await issue(configuration)
    const records = await books.credentials.list({ limit: 10 })
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set([first.id, next.id]))
    expect(new Set(records.map(({ statusIndex }) => statusIndex)).size).toBe(2)
  })

  it('STL-01 twenty of one award at once are one record; of twenty awards, twenty places', async () => {
    const issued = await Promise.all(Array.from({ length: 20 }, () => issue()))
    expect(new Set(issued.map(({ id }) => id)).size).toBe(1)
    const awards = await Promise.all(Array.from({ length: 20 }, () => awarded()))
    await Promise.all(awards.map((of) => issue(files[0], { of })))
    const places = (await books.credentials.list({ limit: 100 })).map(({ statusIndex }) => statusIndex)
    expect([places.length, new Set(places).size]).toEqual([21, 21])
  })

  it('each form is a file of its own, beside what a wallet may claim: an offer is still made', async () => {
    for (const configuration of files) await issue(configuration)
    expect(await books.credentials.list({ awardId: award, limit: 10 })).toHaveLength(files.length)
    const offer = { id: uuid<'offer'>(), awardId: award, configurations: ['microcredential_dc_sd_jwt', ...files], secretHash: new Uint8Array(randomBytes(32)), codeHash: new Uint8Array(randomBytes(32)), createdAt: at, expiresAt: later(60).at }
    expect(await books.offers.record(offer, act)).toBe('recorded')
    expect(await books.credentials.changeStatus({ awardId: award }, { status: 'revoked', reason: 'fraud' }, act)).toMatchObject({ changed: files.length })
  })

  it('DUR-01 a crash before the record leaves nothing, one behind it leaves what the next call hands over', async () => {
    const crash = async (): Promise<never> => { throw new Error('crash') }
    await expect(issue(files[0], { files: { ...books.files, intend: crash } })).rejects.toMatchObject({ code: 'ISSUE_NOT_RECORDED' })
    expect(await books.credentials.list({ limit: 10 })).toEqual([])
    await expect(issue(files[0], { files: { ...books.files, intend: async (...given) => { await books.files.intend(...given); return crash() } } })).rejects.toMatchObject({ code: 'ISSUE_NOT_RECORDED' })
    const [intended] = await books.credentials.list({ limit: 10 })
    expect(intended?.state).toBe('intended')
    expect((await issue(files[0], { when: later(60) })).id).toBe(intended?.id)
    expect(await journal()).toEqual(['credential.intended', 'credential.issued'])
  })

  it('is not made of an award that is withdrawn, was corrected, is over or of another institution; nothing is on record', async () => {
    const other = await found()
    await expect(issue(files[0], { files: register.forInstitution(other.institution.id).files, by: other.institution })).rejects.toMatchObject({ code: 'ISSUE_AWARD_UNKNOWN' })
    await expect(issue(files[0], { of: uuid<'award'>() })).rejects.toMatchObject({ code: 'ISSUE_AWARD_UNKNOWN' })
    for (const configuration of ['microcredential_dc_sd_jwt', 'nothing', '__proto__']) await expect(issue(configuration)).rejects.toMatchObject({ code: 'ISSUE_NOT_OFFERED' })
    const over = await awarded(1)
    await expect(issue(files[0], { of: over })).rejects.toMatchObject({ code: 'ISSUE_EXPIRED' })
    // It is corrected between reading and writing.
    await expect(issue(files[0], { files: { ...books.files, intend: async (...given) => { await change('awarded', 2); return books.files.intend(...given) } } })).rejects.toMatchObject({ code: 'ISSUE_AWARD_CHANGED' })
    expect(await books.credentials.list({ limit: 10 })).toEqual([])
    const { id } = await issue()
    await change('awarded', 3)
    await expect(issue()).rejects.toMatchObject({ code: 'ISSUE_AWARD_CHANGED' })
    await books.credentials.changeStatus({ ids: [id] }, { status: 'revoked', reason: 'corrected' }, act)
    expect((await issue()).id).not.toBe(id)
    await change('withdrawn', 4)
    await expect(issue()).rejects.toMatchObject({ code: 'ISSUE_AWARD_CHANGED' })
  })

  it('STL-06 is not handed over when it was revoked while it was made', async () => {
    const revoking = { ...books.files, intend: async (...given: Parameters<FileBook['intend']>) => {
      const outcome = await books.files.intend(...given)
      await books.credentials.changeStatus({ ids: [given[0].credential.id] }, { status: 'revoked', reason: 'a mistake' }, act)
      return outcome
    } }
    await expect(issue(files[0], { files: revoking })).rejects.toMatchObject({ code: 'ISSUE_REVOKED' })
  })
})
