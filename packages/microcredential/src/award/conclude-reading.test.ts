import { expect, it } from 'vitest'
import { concludeReading } from './conclude-reading.ts'

const read = (draft: Record<string, unknown>, sources: Record<string, string> = {}) => concludeReading(draft, { draft, sources })

it('what the model can hold stays, also beside what it cannot', () => {
  const outcomes = [{ text: { nl: 'a' } }, { text: { nl: 7 } }, { text: { nl: 'b', fr: 'c' } }, 'd', { esco: ['javascript:alert(1)', 'https://x.example/1'] }]
  expect(read({ achievement: { kind: 'nothing', title: { nl: 'T' }, learningOutcomes: outcomes }, grade: 'x'.repeat(21) })).toMatchObject({
    ok: true, value: { achievement: { title: { nl: 'T' }, learningOutcomes: [{ text: { nl: 'a' } }, { text: { nl: 'b' } }, { esco: ['https://x.example/1'] }] } } })
  expect(read({ supervision: { supervised: true } })).toMatchObject({ ok: true, value: {} })
  expect(read({ achievement: { gradeScale: { minimum: '1', maximum: 'ten' } } })).toMatchObject({ value: { achievement: { gradeScale: { minimum: '1' } } } })
})

it('a member that needs what is not there goes as a whole', () => {
  expect(read({ evidence: [{ url: 'https://x.example/1' }, { name: 'Portfolio', url: 'https://x.example/2' }], awardedOn: '2026-06-30' })).toMatchObject({ value: { evidence: [{ name: 'Portfolio' }], awardedOn: '2026-06-30' } })
})

it('a list that is too long is left out with one warning, where the document has it', () => {
  const reading = read({ achievement: { languages: Array.from({ length: 11 }, () => 'nl') }, grade: '8' }, { '/achievement': '/a', '/achievement/languages': '/a/taal' })
  expect(reading).toMatchObject({ ok: true, value: { grade: '8' }, findings: [{ path: '/a/taal', severity: 'warning' }] })
})

it('members with names of the language itself are members like any other', () => {
  const draft = JSON.parse('{"achievement":{"__proto__":{"x":1},"constructor":1,"title":{"nl":"T","__proto__":"y"}},"__proto__":{"grade":"8"}}') as Record<string, unknown>
  expect(read(draft)).toMatchObject({ ok: true, value: { achievement: { title: { nl: 'T' } } } })
  expect(({} as { x?: number }).x).toBeUndefined()
})
