import { describe, expect, it } from 'vitest'
import { dcqlSchema, evaluateDcql, type DcqlQuery } from './evaluate-dcql.ts'

const badge = {
  format: 'dc+sd-jwt',
  claims: { vct: 'https://a.example/badge', title: { nl: 'Water', en: 'Water' }, grade: '8', degree: { name: 'BSc', year: 2026 }, outcomes: [{ nl: 'een' }, { nl: 'twee' }] },
  disclosable: ['grade', 'degree', 'degree.name', 'degree.year', 'outcomes.0', 'outcomes.1'],
}

const ask = (claims: unknown, more: object = {}): DcqlQuery => dcqlSchema.parse({
  credentials: [{ id: 'badge', format: 'dc+sd-jwt', meta: { vct_values: ['https://a.example/badge'] }, claims, ...more }],
})

describe('DCQL in the wallet', () => {
  it.each([
    ['a claim that is always visible needs no disclosure', [{ path: ['title', 'nl'] }], []],
    ['a claim at the top', [{ path: ['grade'] }], ['grade']],
    ['a claim inside another takes the way to it along, not its neighbours', [{ path: ['degree', 'name'] }], ['degree', 'degree.name']],
    ['a whole object takes everything in it', [{ path: ['degree'] }], ['degree', 'degree.name', 'degree.year']],
    ['null means every element', [{ path: ['outcomes', null, 'nl'] }], ['outcomes.0', 'outcomes.1']],
    ['a number means one element', [{ path: ['outcomes', 1] }], ['outcomes.1']],
    ['a value that fits', [{ path: ['grade'], values: ['7', '8'] }], ['grade']],
  ])('%s', (_name, claims, disclosed) => {
    expect(evaluateDcql(ask(claims), [badge])?.[0]?.disclosed).toEqual(disclosed)
  })

  it.each([
    ['a claim that is not there', ask([{ path: ['grade'] }, { path: ['honours'] }])],
    ['a value that does not fit', ask([{ path: ['grade'], values: ['9'] }])],
    ['a member of the prototype', ask([{ path: ['constructor'] }])],
    ['another type', ask([{ path: ['grade'] }], { meta: { vct_values: ['https://b.example/badge'] } })],
    ['another format', ask([{ path: ['grade'] }], { format: 'mso_mdoc' })],
  ])('is not satisfied by %s', (_name, query) => {
    expect(evaluateDcql(query, [badge])).toBeUndefined()
  })

  it('takes the first claim set it can answer', () => {
    const query = ask([{ id: 'a', path: ['honours'] }, { id: 'b', path: ['grade'] }, { id: 'c', path: ['degree', 'year'] }], { claim_sets: [['a', 'b'], ['c'], ['b']] })
    expect(evaluateDcql(query, [badge])?.[0]?.disclosed).toEqual(['degree', 'degree.year'])
  })

  it('takes the first option of a credential set it can answer, and leaves out what nobody needs', () => {
    const part = (id: string, vct: string) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: [vct] } })
    const query = dcqlSchema.parse({
      credentials: [part('one', 'https://b.example/x'), part('two', 'https://a.example/badge'), part('three', 'https://b.example/y')],
      credential_sets: [{ options: [['one'], ['two']] }, { options: [['three']], required: false }],
    })
    expect(evaluateDcql(query, [badge])?.map(({ queryId }) => queryId)).toEqual(['two'])
  })
})
