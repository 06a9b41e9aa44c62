/** TEN-01 and what goes with it: each operation of the OpenAPI files, asked by everybody who may not. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { everyScope } from '../institution/index.ts'
import { bodyOf, chainOf, queryOf, unusedBodies, type Body } from './bodies.ts'
import { ownHeaders, strangersTo } from './callers.ts'
import type { Ground, Tenant } from './ground.ts'
import { knock, type Answer } from './knock.ts'
import { addressOf, parametersOf, type Operation } from './operations.ts'
import { hashRows } from './row-hashes.ts'

/** The caller of these names what it wants itself: the same name means another thing at another institution (TEN-10). */
const namedByCaller = new Set(['putAssociation'])

/** These are used up by the ones before them in the files, so they come last when each is done for real. */
const lastOfAll = ['withdrawOffer', 'setStatusOfAward', 'setStatusOfCredentials', 'setCredentialStatus', 'removeIssuer', 'disableEmployer', 'disableClient', 'archiveAchievement', 'restoreAchievement']

/** Registers the tests. `operations` are all that there are; `ground` is there inside tests. */
export function describeTenantMatrix(operations: readonly Operation[], ground: () => Ground): void {
  const guarded = operations.filter(({ security }) => security !== 'none')

  /** Sends the operation as the files describe it. `at`: whose path; `about`: whose ids and body. */
  async function send(operation: Operation, headers: Record<string, string>, { at = ground().victim, about = ground().victim, nobody = false, method = operation.method }: { at?: Tenant; about?: Tenant; nobody?: boolean; method?: string } = {}): Promise<Answer> {
    const values = new Map([...about.things].map(([key, value]) => [key, nobody ? unlike(value) : value])).set('/{slug}', at.things.get('/{slug}')!)
    const body = await bodyOf(operation, about, ground())
    return knock(ground().world[operation.service].url, `${addressOf(operation, values)}${queryOf(operation)}`, asSent({ method }, headers, body))
  }

  describe('the matrix of tenants and operations', () => {
    let before: Record<string, string>
    const hashes = (tenant: Tenant) => hashRows(ground().world.database.url, { slug: tenant.school.slug, employerId: tenant.employer.id })

    it('has values and a body for every operation, and none for operations that are gone', async () => {
      for (const operation of operations) {
        addressOf(operation, ground().victim.things)
        await bodyOf(operation, ground().victim, ground())
      }
      expect(unusedBodies(operations)).toEqual([])
      expect(operations.length).toBeGreaterThan(50)
      for (const { service, name, scope, security } of operations) if (security === 'institution') expect(everyScope, `${service} ${name}`).toContain(scope)
      before = await hashes(ground().victim)
      expect(Object.keys(before).length).toBeGreaterThan(20)
    })

    it('says what to add when there is an operation that it knows nothing of', async () => {
      const known = operations.find(({ name }) => name === 'createAchievement')!
      expect(() => addressOf({ ...known, path: '/{slug}/api/v1/badges/{id}' }, ground().victim.things)).toThrow('add a real one to "things" in test/tenancy/ground.ts')
      await expect(bodyOf({ ...known, name: 'createBadge' }, ground().victim, ground())).rejects.toThrow('add a valid one to "bodies" in test/tenancy/bodies.ts')
    })

    it('leaves open to everybody only what is for wallets, for the public, a page, or where a token is got', () => {
      const unguarded = operations.filter(({ security, open, page }) => security === 'none' && !open && !page)
      expect(unguarded.map(({ path }) => path)).toEqual(expect.arrayContaining(['/oauth/token']))
      for (const { path } of unguarded) expect(['/oauth/token', '/livez', '/readyz', '/assets/{name}']).toContain(path)
    })

    eachOf(guarded, (title) => `TEN-01 TEN-02 TEN-08 ${title} says 401 to whoever it is not for`, async (operation) => {
      for (const { who, headers } of strangersTo(operation, ground())) {
        const answer = await send(operation, headers)
        expect(answer.status, `${who}: ${answer.text.slice(0, 200)}`).toBe(401)
        expect(answer.headers['www-authenticate'], who).toMatch(operation.security === 'client' ? /^Basic / : /^(?:Bearer|DPoP)\b/)
        if (operation.method === 'GET') expect((await send(operation, headers, { method: 'HEAD' })).status, `HEAD, ${who}`).toBe(401)
      }
    })

    eachOf(guarded.filter(({ security }) => security === 'institution'), (title) => `TEN-01 ${title} says 403 to a token without its scope, and names the scope`, async (operation) => {
      const answer = await send(operation, { authorization: `Bearer ${ground().victim.tokens.lacking[operation.scope!]}` })
      expect(answer.status, answer.text).toBe(403)
      expect(answer.body?.['code']).toBe('insufficient-scope')
      expect(answer.headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="${operation.scope}"`)
    })

    const withIds = guarded.filter(({ security, path, name }) => (security === 'institution' || security === 'employer') && !namedByCaller.has(name) && parametersOf(path).some((key) => key !== '/{slug}'))
    eachOf(withIds, (title) => `TEN-01 ${title} says 404 to another with a good token, as if it were not there`, async (operation) => {
      const { stranger, victim } = ground()
      const theirs = await send(operation, ownHeaders(operation, stranger, ground()), { at: stranger, about: victim })
      expect(theirs.status, theirs.text.slice(0, 300)).toBe(404)
      const nobodys = await send(operation, ownHeaders(operation, stranger, ground()), { at: stranger, about: victim, nobody: true })
      expect(nobodys.status).toBe(404)
      expect(comparable(theirs)).toEqual(comparable(nobodys))
      if (operation.method === 'GET') expect((await send(operation, ownHeaders(operation, stranger, ground()), { at: stranger, about: victim, method: 'HEAD' })).status).toBe(404)
    })

    const withoutIds = guarded.filter((operation) => (operation.security === 'institution' || operation.security === 'employer') && !withIds.includes(operation))
    eachOf(withoutIds, (title) => `TEN-02 ${title} does for another what is its own, whomever it says it is`, async (operation) => {
      const { stranger, victim, world } = ground()
      const disguise = {
        'x-institution': victim.school.slug, 'x-tenant-id': victim.school.slug, 'x-employer': victim.employer.id, 'x-forwarded-prefix': `/${victim.school.slug}`,
        'x-original-url': `/${victim.school.slug}/api/v1/awards`, 'x-rewrite-url': `/${victim.school.slug}/api/v1/awards`, cookie: `institution=${victim.school.slug}; slug=${victim.school.slug}`,
      }
      const body = await bodyOf(operation, stranger, ground())
      const cursors = operation.query.filter((name) => name !== 'limit').flatMap((name) => [...new Set(foreignIds(victim))].filter((id) => /^[0-9a-f-]{36}$/.test(id)).map((id) => `?${name}=${id}`))
      for (const query of ['', `?institution=${victim.school.slug}&slug=${victim.school.slug}&employer=${victim.employer.id}`, ...cursors]) {
        const answer = await knock(world[operation.service].url, `${addressOf(operation, stranger.things)}${query}`, asSent(operation, { ...ownHeaders(operation, stranger, ground()), ...disguise }, body))
        expect(answer.status, `${query} ${answer.text.slice(0, 200)}`).toBeOneOf([200, 201, 400])
        for (const id of foreignIds(victim)) expect(answer.text.includes(id), `${query}: shows ${id} of the other`).toBe(false)
      }
    })

    it('TEN-05 the certificates of one institution are not put beside the key of another, not even by the operator', async () => {
      const { victim, stranger, world } = ground()
      const replace = operations.find(({ name }) => name === 'replaceCertificateChain')!
      const answer = await knock(world.issuer.url, addressOf(replace, victim.things), asSent(replace, ownHeaders(replace, victim, ground()), { type: 'application/json', text: JSON.stringify({ pem: chainOf(stranger.held.header) }) }))
      expect(answer.status).toBe(422)
      expect(answer.body?.['code']).toBe('certificate-not-this-key')
    })

    it('TEN-10 the same names at another institution are other things', async () => {
      const { victim, stranger, world } = ground()
      for (const operation of operations.filter(({ name }) => namedByCaller.has(name))) {
        const body = await bodyOf(operation, victim, ground())
        const text = body!.text.replaceAll(victim.ids.offering, stranger.ids.offering)
        const address = addressOf(operation, new Map(victim.things).set('/{slug}', stranger.school.slug))
        const answer = await knock(world[operation.service].url, address, asSent(operation, ownHeaders(operation, stranger, ground()), { ...body!, text }))
        expect(answer.status, answer.text).toBe(201)
        const own = await knock(world[operation.service].url, addressOf(operation, victim.things), { headers: ownHeaders(operation, victim, ground()) })
        expect(own.body).toMatchObject({ offering: victim.ids.offering })
      }
    })

    it('TEN-01 of all this, nothing changed in any row of the one it was about', async () => {
      expect(await hashes(ground().victim)).toEqual(before)
    })

    eachOf(guarded.filter(({ bodyTypes }) => bodyTypes.some((type) => type.endsWith('json'))), (title) => `TEN-13 ${title} takes no member that is not for callers`, async (operation) => {
      const { victim, stranger, world } = ground()
      const unchanged = await hashes(stranger)
      const body = await bodyOf(operation, victim, ground())
      const smuggled = {
        institutionId: stranger.school.slug, institution_id: stranger.school.slug, institution: stranger.school.slug, tenantId: stranger.school.slug, slugOfInstitution: stranger.school.slug, employerId: stranger.employer.id, role: 'operator',
        state: 'smuggled', statusIndex: 0, issuedAt: '2001-01-01T00:00:00Z', createdAt: '2001-01-01T00:00:00Z', secretHash: 'smuggled', clientSecret: 'smuggled', frozen: true, iss: stranger.school.did, kid: 'smuggled',
      }
      for (const text of everywhere(JSON.parse(body!.text), smuggled)) {
        const answer = await knock(world[operation.service].url, `${addressOf(operation, victim.things)}${queryOf(operation)}`, asSent(operation, ownHeaders(operation, victim, ground()), { ...body!, text }))
        expect(answer.status, answer.text.slice(0, 200)).toBeLessThan(500)
        if (answer.status < 300) expect(answer.text).not.toMatch(new RegExp(`smuggled|2001-01-01|${stranger.school.slug}|${stranger.employer.id}`))
      }
      expect(await hashes(stranger)).toEqual(unchanged)
    })

    eachOf([...guarded, ...operations.filter(({ security }) => security === 'none')].filter(({ name }) => name !== 'requestReturn').sort((one, other) => lastOfAll.indexOf(one.name) - lastOfAll.indexOf(other.name)), (title) => `${title} is done for its own: what was refused above was refused for who asked`, async (operation) => {
      const answer = await send(operation, ownHeaders(operation, ground().victim, ground()))
      expect(answer.status, answer.text.slice(0, 400)).toBeOneOf([200, 201, 204])
    })

    it('TEN-01 what its own did, the digests of its rows do see', async () => {
      const after = await hashes(ground().victim)
      const changed = Object.keys(after).filter((table) => after[table] !== before[table])
      expect(changed).toEqual(expect.arrayContaining(['issuer.achievements', 'issuer.api_clients', 'issuer.associations', 'issuer.awards', 'issuer.credentials', 'issuer.journal', 'issuer.offers', 'verifier.employers', 'verifier.requests', 'verifier.trusted_issuers']))
    })
  })
}

/** One test for each operation. */
export function eachOf(operations: readonly Operation[], name: (title: string) => string, test: (operation: Operation) => Promise<void>): void {
  for (const operation of operations) it(name(`${operation.service} ${operation.method} ${operation.path}`), () => test(operation))
}

/** The request of an operation. */
export function asSent({ method }: Pick<Operation, 'method'>, headers: Record<string, string>, body: Body | undefined) {
  return { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': body.type }) }, ...(body === undefined ? {} : { body: body.text }) }
}

/** Of the same form, and nobody's. */
function unlike(value: string): string {
  const digest = createHash('sha256').update(value).digest('hex')
  return /^[0-9a-f]{8}-/.test(value) ? `${digest.slice(0, 8)}${value.slice(8)}` : createHash('sha256').update(value).digest('base64url')
}

/** What may differ between two refusals: the trace id and the time. */
function comparable({ status, headers, body }: Answer): unknown {
  const { traceId: _traceId, ...words } = body ?? {}
  const { date: _date, 'dpop-nonce': _nonce, ...kept } = headers
  return { status, words, headers: kept }
}

function foreignIds({ things, ids, employer, school }: Tenant): string[] {
  return [...things].filter(([key]) => key !== '/{slug}' && key !== 'assets/{name}').map(([, value]) => value).concat([ids.achievement, ids.award, ids.notification, employer.client.id, school.client.id])
}

/** The message with the members added at its top, and then in each object within. */
function everywhere(message: unknown, members: object): string[] {
  const texts: string[] = []
  const visit = (value: unknown, rebuild: (changed: unknown) => unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value)) texts.push(JSON.stringify(rebuild({ ...members, ...value })))
    for (const [key, child] of Object.entries(value)) {
      visit(child, (changed) => rebuild(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }))
    }
  }
  visit(message, (changed) => changed)
  return texts
}
