import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCanary } from '../../../../test/canary/index.ts'
import { audience, createWorld, nonce, troubles, type World } from './fixtures/world.ts'
import { makeSigner } from './fixtures/make-signer.ts'
import { everyCheck } from './types.ts'

let world: World
beforeEach(async () => { world = await createWorld() })
afterEach(async () => { await world.close() })

/** The paths at which the host of the issuer was asked for its status list. */
const statusFetches = (): string[] => world.host.requests.filter((path) => path.includes('status-lists'))

describe('a genuine answer', () => {
  it('is confirmed: every check passed, and the claims that were asked can be read', async () => {
    const verdict = await world.judge(await world.present())
    expect(troubles(verdict)).toEqual([])
    expect(verdict.verdict).toBe('confirmed')
    expect(verdict.judgedAt).toEqual(world.now())
    expect(verdict.checks.map(({ name }) => name)).toEqual([...everyCheck])
    expect(verdict.credentials).toEqual([
      {
        type: world.vct,
        issuer: { identifier: world.did, name: { nl: 'Hogeschool Voorbeeld', en: 'Example University' } },
        claims: { given_name: 'Noor', family_name: 'van Damme', achievement_title: { nl: 'Waterbeheer', en: 'Water management' } },
      },
    ])
    expect(world.errors).toEqual([])
  })

  it('is confirmed once more from memory (one fetch of each document)', async () => {
    await world.judge(await world.present())
    await world.judge(await world.present())
    expect(world.host.requests.toSorted()).toEqual(['/hogeschool/did.json', '/hogeschool/status-lists/1'])
  })

  it('SDJ-15 is confirmed with the smallest cnf.jwk (kty, crv, x, y)', async () => {
    const { kty, crv, x, y } = world.holder.publicJwk
    expect((await world.judge(await world.present({ claims: { cnf: { jwk: { kty, crv, x, y } } } }))).verdict).toBe('confirmed')
  })
})

describe('the issuer’s signature', () => {
  it('SDJ-14 rejects a credential with any one bit of its signature changed', async () => {
    const presented = await world.present()
    const [header, payload, signature] = presented.slice(0, presented.indexOf('~')).split('.')
    const bytes = Buffer.from(signature!, 'base64url')
    for (const at of [0, 31, 32, 63]) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      const rest = presented.slice(presented.indexOf('~'))
      const verdict = await world.judge(`${header}.${payload}.${changed.toString('base64url')}${rest}`)
      expect(troubles(verdict)).toEqual(['issuer_signature failed signature_invalid'])
      expect(verdict.verdict).toBe('rejected')
      expect(verdict.credentials).toEqual([])
    }
  })

  it('SDJ-14 rejects a credential whose claims were changed', async () => {
    const presented = await world.present()
    const [header, payload, signature] = presented.slice(0, presented.indexOf('~')).split('.')
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
    const changed = Buffer.from(JSON.stringify({ ...claims, achievement_title: 'Arts' })).toString('base64url')
    expect(troubles(await world.judge(`${header}.${changed}.${signature}${presented.slice(presented.indexOf('~'))}`))).toEqual(['issuer_signature failed signature_invalid'])
  })

  it('rejects a disclosure that the issuer did not sign', async () => {
    const credential = await world.credential()
    const invented = Buffer.from(JSON.stringify(['c2FsdHNhbHRzYWx0c2FsdA', 'assessment_grade', '10'])).toString('base64url')
    expect(troubles(await world.judge(await world.bind(`${credential}${invented}~`)))).toEqual(['issuer_signature failed disclosures_invalid'])
  })

  it('STL-24 fetches no status list for a credential whose signature does not hold (the canary that it points to sees nobody)', async () => {
    const canary = await startCanary()
    const forged = (uri: string) => world.present({ signer: makeSigner(), claims: { status: { status_list: { idx: 7, uri } } } })
    for (const uri of [`http://localhost:${canary.port}/list`, `http://127.0.0.1:${canary.port}/list`, world.listUri]) {
      const verdict = await world.judge(await forged(uri))
      expect(troubles(verdict)).toEqual(['issuer_signature failed signature_invalid'])
      expect(verdict.verdict).toBe('rejected')
    }
    expect(canary.connections()).toBe(0)
    expect(statusFetches()).toEqual([])
    await canary.stop()
  })

  it.each([
    ['SDJ-20 a bare JWT', async () => (await world.credential({ hide: ['given_name', 'family_name', 'assessment_grade'] })).replaceAll('~', '')],
    ['nothing', async () => ''],
    ['noise', async () => '~~~~~'],
    ['a very long text', async () => 'a'.repeat(1_000_000)],
  ])('rejects %s as unreadable, and fetches nothing', async (_, make) => {
    const verdict = await world.judge(await make())
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['format failed format_unreadable'])
    expect(world.host.connections()).toBe(0)
  })

  it.each(['JWT', 'vc+jwt', 'vp+jwt', 'vc+sd-jwt', 'at+jwt', 'kb+jwt', undefined])('DIN-17 rejects a credential of typ %s, and fetches nothing', async (typ) => {
    const { signCompactJws } = await import('@eduwallet/credential-formats')
    const header = { kid: world.kid, ...(typ === undefined ? {} : { typ }) } as { typ: string }
    const jws = await signCompactJws({ header, payload: { iss: world.did, vct: world.vct, cnf: { jwk: world.holder.publicJwk } }, signer: world.issuer })
    const verdict = await world.judge(await world.bind(`${jws}~`))
    expect(troubles(verdict)).toEqual(['format failed format_wrong_kind'])
    expect(world.host.connections()).toBe(0)
  })

  it('DIN-17 rejects the key binding of the holder offered as the credential', async () => {
    const presented = await world.present()
    const kb = presented.slice(presented.lastIndexOf('~') + 1)
    expect((await world.judge(await world.bind(`${kb}~`))).verdict).toBe('rejected')
  })
})

describe('a presentation that was changed', () => {
  it('is never confirmed, whichever of its characters is another one', async () => {
    const presented = await world.present()
    expect((await world.judge(presented)).verdict).toBe('confirmed')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~'
    for (let at = 0; at < presented.length; at += 3) {
      const other = alphabet[(alphabet.indexOf(presented[at]!) + 1 + (at % (alphabet.length - 1))) % alphabet.length]!
      const verdict = await world.judge(presented.slice(0, at) + other + presented.slice(at + 1))
      expect(verdict.verdict, `character ${at}`).toBe('rejected')
      const longer = await world.judge(presented.slice(0, at) + other + presented.slice(at))
      expect(longer.verdict, `added at ${at}`).toBe('rejected')
    }
    expect(world.errors).toEqual([])
  })

  it('is never confirmed when it is cut short, doubled or padded', async () => {
    const presented = await world.present()
    const texts = [...Array.from({ length: 40 }, (_, part) => presented.slice(0, Math.floor((presented.length * part) / 40))), presented + presented, `${presented}~`, ` ${presented}`, `${presented}\n`, `${presented}=`]
    for (const text of texts) expect((await world.judge(text)).verdict).toBe('rejected')
    expect(world.errors).toEqual([])
  })
})

describe('the period of validity', () => {
  const at = (offset: number): number => Math.floor(world.now().getTime() / 1000) + offset

  it.each([
    ['exp', -120, 'expired'],
    ['nbf', 120, 'not_yet_valid'],
    ['iat', 120, 'not_yet_valid'],
  ])('rejects a credential with %s at %i seconds', async (name, offset, code) => {
    const verdict = await world.judge(await world.present({ claims: { [name]: at(offset) } }))
    expect(troubles(verdict)).toEqual([`validity_period failed ${code}`])
  })

  it('allows clocks to differ by less than a minute', async () => {
    expect((await world.judge(await world.present({ claims: { iat: at(50), nbf: at(50), exp: at(-50) } }))).verdict).toBe('confirmed')
  })
})

describe('the answer', () => {
  it('VPR-19 rejects the whole answer when one of two presentations is bound to another nonce', async () => {
    const ask = (id: string) => ({ ...world.question.dcql.credentials[0]!, id })
    const question = { dcql: { credentials: [ask('first'), ask('second')] } } as typeof world.question
    const good = await world.present()
    const both = (compact: string) => ({ question, presentations: [{ queryId: 'first', compact: good }, { queryId: 'second', compact }] })
    expect((await world.judge('', both(await world.present()))).verdict).toBe('confirmed')
    const verdict = await world.judge('', both(await world.present({}, { nonce: 'other' })))
    expect(verdict.verdict).toBe('rejected')
    expect(verdict.credentials.every(({ claims }) => Object.keys(claims).length === 0)).toBe(true)
  })

  it.each([
    ['nothing', [], 'nothing_presented'],
    ['a credential that was not asked', ['other'], 'presentation_not_asked'],
    ['an inherited name as query id', ['constructor'], 'presentation_not_asked'],
    ['a credential too many', ['microcredential', 'other'], 'presentation_not_asked'],
    ['the same credential twice', ['microcredential', 'microcredential'], 'presentation_repeated'],
  ])('VPR-16 rejects %s, and fetches nothing', async (_, ids, code) => {
    const compact = await world.present()
    const verdict = await world.judge('', { presentations: ids.map((queryId) => ({ queryId, compact })) })
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual([`presentation_complete failed ${code}`])
    expect(world.host.connections()).toBe(0)
  })

  it('VPR-16 rejects an answer in which one of two asked credentials is missing', async () => {
    const ask = (id: string) => ({ ...world.question.dcql.credentials[0]!, id })
    const question = { dcql: { credentials: [ask('first'), ask('second')] } } as typeof world.question
    const verdict = await world.judge('', { question, presentations: [{ queryId: 'first', compact: await world.present() }] })
    expect(troubles(verdict)).toEqual(['presentation_complete failed presentation_missing'])
  })

  it('VPR-16 rejects an answer with fewer claims than were asked', async () => {
    const verdict = await world.judge(await world.present({ hide: ['family_name', 'assessment_grade'] }))
    expect(troubles(verdict)).toEqual(['answers_question failed answer_incomplete'])
    expect(statusFetches()).toEqual([])
  })

  it('VPR-16 rejects an answer with more claims than were asked, and shows none of them', async () => {
    const verdict = await world.judge(await world.present({ hide: [] }))
    expect(troubles(verdict)).toEqual(['answers_question failed answer_has_more'])
    expect(JSON.stringify(verdict)).not.toContain('8,5')
    expect(JSON.stringify(verdict)).not.toContain('Noor')
  })

  it('VPR-16 rejects a credential of another type, though its issuer may issue that too', async () => {
    const other = `${world.host.url}/vct/student-card/1`
    await world.issuers.put({ ...world.registered, types: [world.vct, other] }, world.now())
    expect(troubles(await world.judge(await world.present({ claims: { vct: other } })))).toEqual(['answers_question failed answer_other_type'])
  })

  it('VPR-16 rejects a value, and an issuer, other than those asked for', async () => {
    const [credential] = world.question.dcql.credentials
    const asking = (path: [string], values: [string]) => ({ question: { dcql: { credentials: [{ ...credential!, claims: [{ path: ['given_name'] }, { path: ['family_name'] }, { path, values }] }] } } as unknown as typeof world.question })
    const compact = await world.present()
    expect((await world.judge(compact, asking(['iss'], [world.did]))).verdict).toBe('confirmed')
    expect(troubles(await world.judge(compact, asking(['iss'], ['did:web:elders.example'])))).toEqual(['answers_question failed answer_does_not_fit'])
    expect(troubles(await world.judge(compact, asking(['family_name'], ['Jansen'])))).toEqual(['answers_question failed answer_does_not_fit'])
  })

  it('VPR-16 rejects an answer that fits none of the credential sets', async () => {
    const ask = (id: string) => ({ ...world.question.dcql.credentials[0]!, id })
    const question = { dcql: { credentials: [ask('a'), ask('b'), ask('c')], credential_sets: [{ options: [['a', 'b'], ['c']] }] } } as unknown as typeof world.question
    const compact = await world.present()
    expect((await world.judge('', { question, presentations: [{ queryId: 'c', compact }] })).verdict).toBe('confirmed')
    expect(troubles(await world.judge('', { question, presentations: [{ queryId: 'a', compact }] }))).toEqual(['answers_question failed answer_does_not_fit'])
  })

  it('judges the wallet’s answer to a question with claim sets', async () => {
    const [credential] = world.question.dcql.credentials
    const claims = [{ id: 'g', path: ['given_name'] }, { id: 'f', path: ['family_name'] }, { id: 'c', path: ['assessment_grade'] }]
    const question = { dcql: { credentials: [{ ...credential!, claims, claim_sets: [['g', 'c'], ['f']] }] } } as unknown as typeof world.question
    expect((await world.judge(await world.present({ hide: ['given_name', 'assessment_grade'] }), { question })).verdict).toBe('confirmed')
    expect(troubles(await world.judge(await world.present({ hide: ['family_name', 'assessment_grade'] }), { question }))).toEqual(['answers_question failed answer_does_not_fit'])
  })
})

describe('an issuer whose credentials cannot be revoked', () => {
  it('is taken at its word where the registry says so, and the verdict says that there was nothing to check', async () => {
    await world.issuers.put({ ...world.registered, mayOmitStatus: true }, world.now())
    const verdict = await world.judge(await world.present({ claims: { status: undefined } }))
    expect(verdict.verdict).toBe('confirmed')
    expect(verdict.checks.find(({ name }) => name === 'status')).toMatchObject({ outcome: 'passed', code: 'status_none' })
    expect(statusFetches()).toEqual([])
  })

  it('is still asked when a credential does refer to a list', async () => {
    await world.issuers.put({ ...world.registered, mayOmitStatus: true }, world.now())
    world.host.answers.delete(new URL(world.listUri).pathname)
    expect(troubles(await world.judge(await world.present()))).toEqual(['status unknown status_unreachable'])
  })
})

describe('faults of our own', () => {
  it('leave a check unknown and are reported (undetermined, never confirmed)', async () => {
    const { createJudge } = await import('./index.ts')
    const errors: unknown[] = []
    const judge = createJudge({
      trust: world.trust,
      statusLists: { check: () => Promise.reject(new Error('bug')) },
      now: world.now,
      onError: (error) => errors.push(error),
    })
    const verdict = await judge({ presentations: [{ queryId: 'microcredential', compact: await world.present() }], question: world.question, expected: { nonce, audience } })
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['status unknown check_broke_down'])
    expect(errors).toHaveLength(1)
  })
})
