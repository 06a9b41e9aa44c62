import { createHash, randomUUID } from 'node:crypto'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { buildIssuer, type IssuerRooms } from './app.ts'
import type { InstitutionProfile } from './institutions/index.ts'
import type { AwardId, CredentialId, InstitutionId, OfferId, StatusListId } from './institutions/types.ts'
import type { MemoryScope } from './register/memory/scope.ts'
import { openMemoryMarks } from './register/memory/publication-marks.ts'
import { openMemoryRegister } from './register/memory/index.ts'
import type { Register } from './register/index.ts'
import { furnish } from './wiring.ts'

/** A fixed key-encryption key; it protects nothing. */
export const testKek = parseKeyEncryptionKey(createHash('sha256').update('test').digest('hex'))
export const testOperatorToken = 'operator-token-of-the-tests-0123456789'

/** A clock that stands still until it is moved. */
export function testClock(start = '2026-09-01T10:00:00.000Z'): { now: () => Date; forward(seconds: number): void } {
  let at = new Date(start).getTime()
  return { now: () => new Date(at), forward: (seconds) => { at += seconds * 1000 } }
}

/** An issuer for the tests of doors: in memory, on a clock that stands still, with what went wrong and what was logged. */
export async function openTestIssuer({ config = {}, register }: { config?: Partial<IssuerRooms['config']>; register?: Register } = {}) {
  const clock = testClock()
  const scopes = new Map<InstitutionId, MemoryScope>()
  const errors: unknown[] = []
  const logs: string[] = []
  const marks = openMemoryMarks()
  const rooms = await furnish({
    config: { publicUrl: 'http://localhost:8080', mode: 'sandbox', logLevel: 'debug', statusListTtlSeconds: 30, statusListSize: 1024, draft15Wallets: false, ...config },
    kek: testKek,
    operatorToken: testOperatorToken,
    register: register ?? openMemoryRegister(scopes),
    marks,
    now: clock.now,
    onError: (error) => errors.push(error),
  })
  const app = buildIssuer(rooms, { logStream: { write: (line) => logs.push(line) } })
  await app.ready()
  const act = () => ({ at: clock.now(), actor: 'operator', correlationId: 'test' })

  /** An institution with a client and its token, made through the doors. */
  async function institution(slug = `school-${randomUUID().slice(0, 8)}`, scopesOf: readonly string[] = ['catalogue:write', 'results:write', 'offers:write', 'revocations:write', 'read']) {
    const profile: InstitutionProfile = { slug, name: { nl: 'Hogeschool Voorbeeld', en: 'Example University' }, country: 'NL', identifiers: { brin: '21PB' } }
    const created = await app.inject({ method: 'POST', url: '/operator/institutions', headers: operator, payload: profile })
    const client = await app.inject({ method: 'POST', url: `/operator/institutions/${slug}/clients`, headers: operator, payload: { name: 'sis', scopes: scopesOf } })
    const { clientId, clientSecret } = client.json<{ clientId: string; clientSecret: string }>()
    const answer = await app.inject({ method: 'POST', url: `/${slug}/oauth/token`, headers: { ...form, ...basic(clientId, clientSecret) }, payload: 'grant_type=client_credentials' })
    const { access_token: token } = answer.json<{ access_token: string }>()
    return { id: created.json<{ id: InstitutionId }>().id, slug, clientId, clientSecret, token, headers: { authorization: `Bearer ${token}` }, created }
  }

  /** Puts an award on record, and a credential of it if an index is given. Memory only. */
  async function award(of: InstitutionId, index?: number): Promise<{ awardId: AwardId; credentialId: CredentialId }> {
    const { tables } = scopes.get(of)!
    const awardId = randomUUID() as unknown as AwardId
    tables.awards.set(awardId, {
      id: awardId, achievementId: randomUUID() as never, source: 'batch', sourceReference: awardId, learner: { reference: 'r', givenName: 'Noor', familyName: 'de Wit' }, awardedOn: '2026-06-30', state: 'awarded', revision: 1, createdAt: clock.now(),
    })
    const credentialId = randomUUID() as unknown as CredentialId
    const [list] = tables.statusLists.values()
    if (index !== undefined) {
      tables.credentials.set(credentialId, {
        id: credentialId, awardId, awardRevision: 1, offerId: randomUUID() as unknown as OfferId, holderKey: 'k', configurationId: 'microcredential_dc_sd_jwt', listId: list?.id as StatusListId, statusIndex: index, payloadDigest: 'd', saltSeed: new Uint8Array(32), signingKid: 'k', issuedAt: clock.now(), state: 'issued', signedAt: clock.now(),
      })
    }
    return { awardId, credentialId }
  }

  return { app, rooms, clock, scopes, marks, errors, logs, act, institution, award }
}

export type TestIssuer = Awaited<ReturnType<typeof openTestIssuer>>

export const operator = { authorization: `Bearer ${testOperatorToken}` }
export const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** HTTP Basic, form-encoded as RFC 6749 #section-2.3.1 wants it. */
export function basic(clientId: string, clientSecret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}` }
}
