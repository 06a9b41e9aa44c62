/** What whoever runs the issuer sees of it: what is ready, what is counted, and one id from an answer to log and journal. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { generateSealedKey, parseKeyEncryptionKey } from '@eduwallet/keys'
import type { GaugeValue } from '@eduwallet/service-shell'
import { buildIssuer } from './app.ts'
import { signingKeyContext } from './institutions/create-institution.ts'
import { countRegister, measureIssuer } from './metrics.ts'
import { openTestIssuer, operator, testKek, testOperatorToken, type TestIssuer } from './test-ground.ts'
import { furnish } from './wiring.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeEach(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution('school')
})
afterEach(() => issuer.app.close())

const ready = async () => {
  const answer = await issuer.app.inject('/readyz')
  return [answer.statusCode, answer.json<object>()]
}

describe('OVR-23 what is not ready', () => {
  it('is nothing at first', async () => {
    expect(await ready()).toEqual([200, { status: 'ok' }])
  })

  it('is a certificate that has expired: of all, and of some', async () => {
    issuer.clock.forward(6 * 365 * 86_400)
    expect(await ready()).toEqual([503, { status: 'not ready', failing: ['certificates'] }])
    await issuer.institution('young')
    expect(await ready()).toEqual([200, { status: 'ok', partly: { certificates: ['school'] } }])
  })

  it('is a key that the key-encryption key of this process does not open: of some, and of all', async () => {
    const { id } = await issuer.institution('elsewhere')
    const keys = issuer.scopes.get(id)!.tables.signingKeys
    const other = await generateSealedKey(parseKeyEncryptionKey('q8Zr3vKx1Lw9Tn5Bp7Jd2Hf6Gm4Cs0YuAe1Xo3Wi5Pk'), signingKeyContext(id))
    for (const [kid, key] of keys) keys.set(kid, { ...key, ...other, kid, certificatePem: '' })
    // As a process that has just been started sees it.
    const rooms = await furnish({ config: issuer.rooms.config, kek: testKek, operatorToken: testOperatorToken, register: issuer.rooms.register, marks: issuer.marks, now: issuer.clock.now, onError: () => {} })
    const restarted = buildIssuer(rooms, { logStream: { write: () => {} } })
    const answer = await restarted.inject('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok', partly: { 'signing-keys': ['elsewhere'] } }])
    expect((await restarted.inject('/school/did.json')).statusCode).toBe(200)
    await restarted.close()
  })

  it('is the publishing of status lists when no round gets through, until one does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const all = vi.spyOn(issuer.rooms.register.institutions, 'list')
      issuer.rooms.publisher.start()
      all.mockRejectedValue(new Error('away'))
      await vi.advanceTimersByTimeAsync(50_000)
      await issuer.rooms.publisher.check()
      await vi.advanceTimersByTimeAsync(20_000)
      await expect(issuer.rooms.publisher.check()).rejects.toThrow('60 seconds')
      all.mockRestore()
      await vi.advanceTimersByTimeAsync(20_000)
      await issuer.rooms.publisher.check()
    } finally {
      vi.useRealTimers()
      await issuer.rooms.publisher.stop()
    }
  })
})

describe('OPS-07 one id', () => {
  it('stands in the answer, in every log line and in the journal, also when the answer is that something went wrong', async () => {
    const { awardId } = await issuer.award(school.id)
    const books = issuer.rooms.register.forInstitution(school.id)
    const cut = vi.spyOn(issuer.rooms.register, 'forInstitution').mockReturnValue({
      ...books,
      offers: {
        ...books.offers,
        async record(offer, act) {
          await books.offers.record(offer, act)
          throw new Error('the power went')
        },
      },
    })
    const answer = await issuer.app.inject({ method: 'POST', url: `/school/api/v1/awards/${awardId}/offers`, headers: school.headers, payload: {} })
    cut.mockRestore()
    const { traceId, code } = answer.json<{ traceId: string; code: string }>()
    expect([answer.statusCode, code]).toEqual([500, 'internal'])
    const { entries } = (await issuer.app.inject({ url: '/school/api/v1/journal?limit=1000', headers: school.headers })).json<{ entries: { action: string; correlationId: string; at: string }[] }>()
    const last = entries.at(-1)!
    expect([last.action, last.correlationId]).toEqual(['offer.made', traceId])
    expect(last.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    const lines = issuer.logs.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['traceId'] === traceId)
    expect(lines.map(({ msg }) => msg)).toEqual(['failed', 'answered'])
    // Milliseconds since 1970 in UTC: no time zone to guess.
    for (const { time, service } of lines) expect([typeof time, service, Math.abs(Date.now() - Number(time)) < 60_000]).toEqual(['number', 'issuer', true])
  })

  it('is not one that the caller chose, nor the same for two requests', async () => {
    const ask = async () => (await issuer.app.inject({ url: '/school/nothing', headers: { 'request-id': 'mine', 'x-request-id': 'mine', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } })).json<{ traceId: string }>().traceId
    const [first, second] = [await ask(), await ask()]
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(second).not.toBe(first)
  })
})

describe('what is counted', () => {
  it('is what went on record, by institution: an offer, a revocation, each once', async () => {
    const counted: string[] = []
    const register = countRegister(issuer.rooms.register, { counter: (name) => ({ institution }, by = 1) => { counted.push(`${name} ${institution} ${by}`) } })
    await register.institutions.list()
    const books = register.forInstitution(school.id)
    expect(register.forInstitution(school.id)).toBe(books)
    const { awardId, credentialId } = await issuer.award(school.id, 3)
    const offer = (id: string) => ({ id: id as never, awardId, configurations: ['microcredential_dc_sd_jwt'], secretHash: new Uint8Array(32), codeHash: new Uint8Array(32), createdAt: issuer.clock.now(), expiresAt: new Date(issuer.clock.now().getTime() + 1000) })
    expect(await books.offers.record(offer('o1'), issuer.act())).toBe('already_claimed')
    const change = (status: 'revoked' | 'suspended' | 'valid') => books.credentials.changeStatus({ ids: [credentialId] }, { status, reason: 'fraud' }, issuer.act())
    expect([await change('suspended'), await change('valid'), await change('revoked'), await change('revoked'), await change('valid')].map((result) => result.outcome === 'done' ? result.changed : result.outcome)).toEqual([1, 1, 1, 0, 'final'])
    expect(await books.offers.record(offer('o2'), issuer.act())).toBe('recorded')
    expect(counted).toEqual(['eduwallet_issuer_revocations_total school 1', 'eduwallet_issuer_offers_made_total school 1'])
  })

  it('and read: status lists, certificates and connections; old values stay while the record is away', async () => {
    const gauges = new Map<string, () => Promise<readonly GaugeValue[]> | readonly GaugeValue[]>()
    let connections = { total: 3, idle: 1, waiting: 2 }
    let skew = 0
    measureIssuer({ gauge: (name, _help, _labels, read) => { gauges.set(name, read) } }, { ...issuer.rooms, database: { stats: () => connections }, clockSkew: async () => skew })
    const read = async (name: string) => await gauges.get(name)!()
    const of = (value: number) => [{ labels: { institution: 'school' }, value }]
    const lists = 'eduwallet_issuer_status_list'
    await issuer.rooms.publisher.publishAll()
    expect(await read(`${lists}s`)).toEqual(of(1))
    expect(await read(`${lists}s_unpublished`)).toEqual(of(0))
    const { credentialId } = await issuer.award(school.id, 3)
    await issuer.rooms.register.forInstitution(school.id).credentials.changeStatus({ ids: [credentialId] }, { status: 'revoked', reason: 'fraud' }, issuer.act())
    issuer.clock.forward(100)
    expect(await read(`${lists}s_unpublished`)).toEqual(of(1))
    expect(await read(`${lists}_age_seconds`)).toEqual(of(100))
    await issuer.rooms.publisher.publishAll()
    expect([await read(`${lists}s_unpublished`), await read(`${lists}_version`), await read(`${lists}_age_seconds`)]).toEqual([of(0), of(1), of(0)])
    const expiry = async () => (await read('eduwallet_issuer_certificate_expiry_seconds'))[0]!.value
    const before = await expiry()
    issuer.clock.forward(86_400)
    expect([before > 80 * 86_400, before - await expiry()]).toEqual([true, 86_400])
    const states = (total: number, idle: number, waiting: number) => Object.entries({ total, idle, waiting }).map(([state, value]) => ({ labels: { state }, value }))
    expect(await read('eduwallet_database_connections')).toEqual(states(3, 1, 2))
    connections = { total: 4, idle: 0, waiting: 9 }
    expect(await read('eduwallet_database_connections')).toEqual(states(4, 0, 9))
    skew = -3600
    expect(await read('eduwallet_clock_skew_seconds')).toEqual([{ labels: {}, value: -3600 }])

    vi.spyOn(issuer.rooms.register.institutions, 'list').mockRejectedValue(new Error('away'))
    issuer.clock.forward(50)
    expect(await read(`${lists}_age_seconds`)).toEqual(of(86_450))
    await expect(read('eduwallet_issuer_certificate_expiry_seconds')).rejects.toThrow('away')
  })

  it('WEB-21 is at no door', async () => {
    for (const url of ['/metrics', '/school/metrics', '/operator/metrics']) expect((await issuer.app.inject({ url, headers: operator })).statusCode, url).toBe(404)
  })
})
