/** What a type says that it extends: nobody here goes to look, and it gives nobody a right (SD-JWT VC #section-6.4). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { integrityOf } from '@eduwallet/credential-formats'
import { startCanary, type Canary } from '../../../../test/canary/index.ts'
import { createWorld, start, troubles, type World } from '../judging/fixtures/world.ts'

let world: World
let canary: Canary
let typeAt: (name: string) => string
/** What each type extends: `a` and `b` each other, `own` itself, and `0` to `999` the next one. */
const extended: Record<string, string> = { a: 'b', b: 'a', own: 'own', ...Object.fromEntries(Array.from({ length: 1000 }, (_, link) => [String(link), String(link + 1)])) }

beforeEach(async () => {
  world = await createWorld()
  canary = await startCanary((request, response) => {
    const name = request.url?.split('/').at(-1) ?? ''
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ vct: typeAt(name), extends: typeAt(extended[name] ?? name), aka_vcts: [world.vct] }))
  })
  typeAt = (name) => `http://localhost:${canary.port}/vct/${name}`
})
afterEach(async () => {
  await canary.stop()
  await world.close()
})

/** What a credential can say about the metadata of its type. */
const sayings = (vct: string) => ({ vct, extends: typeAt(extended[vct.split('/').at(-1)!]!), 'extends#integrity': integrityOf('above'), 'vct#integrity': integrityOf('type'), type_metadata_uri: vct })

describe('a credential of a type that extends in a circle, or without end', () => {
  it.each(['a', 'b', 'own', '0'])('NET-14 has no authority of it, and nothing is fetched (type %s)', async (name) => {
    const verdict = await world.judge(await world.present({ claims: sayings(typeAt(name)) }))
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['issuer_recognised failed issuer_not_recognised'])
    expect(canary.connections()).toBe(0)
    expect(world.host.connections()).toBe(0)
  })

  it.each(['a', '0'])('NET-14 is no answer to a question about what it says to extend, though its issuer is recognised for it, and nothing is fetched (type %s)', async (name) => {
    await world.issuers.put({ ...world.registered, types: [world.vct, typeAt(name)] }, start)
    const verdict = await world.judge(await world.present({ claims: { ...sayings(typeAt(name)), extends: world.vct } }))
    expect(troubles(verdict)).toEqual(['answers_question failed answer_other_type'])
    expect(canary.connections()).toBe(0)
  })

  it.each(['a', '0'])('NET-14 is confirmed when it is the very type that was asked, and nothing is fetched (type %s)', async (name) => {
    const vct = typeAt(name)
    await world.issuers.put({ ...world.registered, types: [vct] }, start)
    const [asked] = world.question.dcql.credentials
    const question = { dcql: { credentials: [{ ...asked!, meta: { vct_values: [vct] } }] } } as typeof world.question
    expect((await world.judge(await world.present({ claims: sayings(vct) }), { question })).verdict).toBe('confirmed')
    expect(canary.connections()).toBe(0)
  })
})

it('NET-14 the canary is there: who asks for the type is answered with what it extends', async () => {
  expect(await (await fetch(typeAt('a'))).json()).toMatchObject({ extends: typeAt('b') })
  expect(canary.connections()).toBe(1)
})
