import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { almost, anyJson } from '../testing/any-json.ts'
import { checkStackability } from './check-stackability.ts'
import type { Stacking } from './check-stackability.ts'
import type { StackableAward, StackingRule } from './stacking-rule.ts'

const on = new Date('2026-11-28T12:00:00Z')
const text = (nl: string, en: string) => ({ nl, en })

const rule: StackingRule = {
  programme: text('Associate degree Circulair ontwerpen', 'Associate degree Circular Design'),
  credits: { unit: 'ects', needed: '15' },
  learningOutcomes: [{ id: 'lo:reuse', text: text('Ontwerpt voor hergebruik', 'Designs for reuse') }, { id: 'lo:lca', text: text('Maakt een levenscyclusanalyse', 'Makes a life cycle assessment') }],
  accepted: [{ kinds: ['microcredential'], sectors: ['hbo', 'wo'], eqfAtLeast: 5 }],
  mandatory: [{ id: 'basis', name: text('De basis', 'The basis'), achievements: ['a:basis', 'a:basis-old'] }],
  notOlderThanDays: 1826,
  onlyWhileValid: true,
  overlappingOutcomes: 'count_once',
  atMostPerInstitution: { credits: '10', except: ['i:own'] },
}
const award = (id: string, changes: Partial<StackableAward> = {}): StackableAward => ({
  id, achievement: `a:${id}`, institution: 'i:own', kind: 'microcredential', sector: 'hbo', eqf: 6, workload: { ects: '5' }, learningOutcomes: [], awardedOn: '2026-06-30', ...changes,
})
const basis = award('basis', { learningOutcomes: ['lo:reuse'] })
const lca = award('lca', { learningOutcomes: ['lo:lca'] })

function stack(awards: readonly StackableAward[], changes: Partial<StackingRule> = {}): Stacking {
  const checked = checkStackability({ ...rule, ...changes }, awards, { on })
  if (!checked.ok) throw new Error(JSON.stringify(checked.findings))
  return checked.stacking
}
const whatBecomes = (awards: readonly StackableAward[], changes?: Partial<StackingRule>) => Object.fromEntries(stack(awards, changes).awards.map(({ id, counts, reason }) => [id, `${reason} ${counts}`]))

describe('a programme', () => {
  it('is reached with the credits, the learning outcomes and the mandatory parts it asks', () => {
    expect(stack([basis, lca, award('third')])).toMatchObject({
      reached: true, credits: { unit: 'ects', needed: '15', counted: '15', missing: '0' }, missing: { learningOutcomes: [], mandatory: [] },
      summary: { nl: 'Voldoet: 15 EC, nodig is 15 EC.', en: 'Reached: 15 ECTS, needed is 15 ECTS.' },
      awards: [{ id: 'basis', counts: '5', learningOutcomes: ['lo:reuse'], mandatory: ['basis'], message: { nl: 'Telt mee voor 5 EC.', en: 'Counts for 5 ECTS.' } }, { id: 'lca', learningOutcomes: ['lo:lca'] }, { id: 'third' }],
    })
  })

  it('says what is missing, each by name', () => {
    expect(stack([award('x', { workload: { ects: '2.5' } })])).toMatchObject({
      reached: false, credits: { counted: '2.5', missing: '12.5' }, missing: { learningOutcomes: ['lo:reuse', 'lo:lca'], mandatory: ['basis'] },
      summary: { nl: 'Voldoet nog niet. Er ontbreekt: 12,5 EC; 2 leeruitkomsten; 1 verplicht onderdeel.', en: 'Not reached yet. Missing: 12.5 ECTS; 2 learning outcomes; 1 mandatory part.' },
    })
    expect(stack([], { credits: { unit: 'sbu', needed: '0' }, learningOutcomes: [], mandatory: [] })).toMatchObject({ reached: true, credits: { counted: '0' } })
  })

  it('adds up exactly: three times 0.1 is 0.3', () => {
    expect(stack(['a', 'b', 'c'].map((id) => award(id, { workload: { ects: '0.1' } })), { credits: { unit: 'ects', needed: '0.3' } }).credits).toEqual({ unit: 'ects', needed: '0.3', counted: '0.3', missing: '0' })
  })

  it('counts in its own unit; an award without it still proves its outcomes', () => {
    const inHours = award('sbu', { workload: { sbu: '240' }, learningOutcomes: ['lo:lca'] })
    expect(whatBecomes([inHours])).toEqual({ sbu: 'NO_CREDITS 0' })
    expect(stack([inHours]).missing.learningOutcomes).toEqual(['lo:reuse'])
    expect(stack([inHours], { credits: { unit: 'sbu', needed: '240' } }).credits.counted).toBe('240')
  })
})

describe('what does not count', () => {
  it.each([
    ['another kind', { kind: 'extra_curricular' }, 'NOT_ACCEPTED'], ['another sector', { sector: 'mbo' }, 'NOT_ACCEPTED'], ['too low a level', { eqf: 4 }, 'NOT_ACCEPTED'],
    ['tomorrow', { awardedOn: '2026-11-29' }, 'NOT_YET_AWARDED'], ['today', { awardedOn: '2026-11-28' }, 'COUNTS'],
    ['valid until yesterday', { validUntil: '2026-11-27' }, 'EXPIRED'], ['valid until today', { validUntil: '2026-11-28' }, 'COUNTS'],
    ['1826 days old', { awardedOn: '2021-11-28' }, 'COUNTS'], ['1827 days old', { awardedOn: '2021-11-27' }, 'TOO_OLD'],
  ] as const)('%s', (_, changes, reason) => {
    expect(stack([award('x', changes)]).awards[0]?.reason).toBe(reason)
  })

  it('a level that is not known is not taken for enough', () => {
    const { eqf: _, ...withoutLevel } = award('x')
    expect(stack([withoutLevel]).awards[0]?.reason).toBe('NOT_ACCEPTED')
  })

  it('what does not count proves nothing either', () => {
    expect(stack([{ ...basis, awardedOn: '2020-01-01' }])).toMatchObject({ missing: { learningOutcomes: ['lo:reuse', 'lo:lca'], mandatory: ['basis'] }, awards: [{ learningOutcomes: [], mandatory: [] }] })
  })

  it('accepted is what at least one row accepts, as a whole', () => {
    const accepted = [{ achievements: ['a:x'], institutions: ['i:other'] }, { kinds: ['course' as const] }]
    expect(whatBecomes([award('x'), award('y', { kind: 'course' }), award('z', { achievement: 'a:x', institution: 'i:other' })], { accepted })).toEqual({ x: 'NOT_ACCEPTED 0', y: 'COUNTS 5', z: 'COUNTS 5' })
  })
})

describe('what is double', () => {
  it('the same achievement counts once, with the most credits of the two', () => {
    const { awards } = stack([award('first', { achievement: 'a:same' }), award('second', { achievement: 'a:same', workload: { ects: '6' } })])
    expect(awards).toMatchObject([{ id: 'first', reason: 'SAME_ACHIEVEMENT', counts: '0', doubleWith: ['second'] }, { id: 'second', reason: 'COUNTS', counts: '6', doubleWith: [] }])
  })

  it('a shared learning outcome: the credits once, where the programme says so; the outcomes of both', () => {
    const [a, b] = [award('a', { learningOutcomes: ['lo:reuse', 'lo:x'] }), award('b', { learningOutcomes: ['lo:x', 'lo:lca'] })]
    expect(whatBecomes([a, b])).toEqual({ a: 'COUNTS 5', b: 'SAME_LEARNING_OUTCOME 0' })
    expect(stack([a, b]).missing.learningOutcomes).toEqual([])
    expect(whatBecomes([a, b], { overlappingOutcomes: 'count_each' })).toEqual({ a: 'COUNTS 5', b: 'COUNTS 5' })
  })

  it('two that are double with one in the middle count instead of it', () => {
    const awards = [award('a', { learningOutcomes: ['1'] }), award('b', { learningOutcomes: ['1', '2'], workload: { ects: '8' } }), award('c', { learningOutcomes: ['2'] })]
    expect(whatBecomes(awards)).toEqual({ a: 'COUNTS 5', b: 'SAME_LEARNING_OUTCOME 0', c: 'COUNTS 5' })
  })
})

describe('at most so much of one institution', () => {
  const of = (id: string, ects: string) => award(id, { institution: 'i:other', workload: { ects } })

  it('the best selection, where taking the largest first would be worse', () => {
    expect(whatBecomes([of('a', '6'), of('b', '5'), of('c', '5')])).toEqual({ a: 'ABOVE_CAP 0', b: 'COUNTS 5', c: 'COUNTS 5' })
    expect(stack([of('a', '6')]).awards[0]?.message.nl).toBe('Telt mee voor 6 EC.')
    expect(stack([of('a', '12')]).awards[0]?.message).toEqual({ nl: 'Past niet meer: van één instelling telt hoogstens 10 EC mee.', en: 'Does not fit any more: of one institution at most 10 ECTS counts.' })
  })

  it('does not hold for an institution that is excepted', () => {
    expect(stack([award('a', { workload: { ects: '12' } })]).credits.counted).toBe('12')
  })
})

const anyAwards = fc.array(fc.record({
  achievement: fc.constantFrom('a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6', 'a:7', 'a:basis'),
  institution: fc.constantFrom('i:own', 'i:x', 'i:y'),
  workload: fc.record({ ects: fc.constantFrom('0', '0.5', '2.5', '3', '4.5', '5', '6', '7.5', '10', '12') }, { requiredKeys: [] }),
  learningOutcomes: fc.subarray(['lo:reuse', 'lo:lca', 'lo:1', 'lo:2', 'lo:3']).filter((outcomes) => outcomes.length < 3),
  awardedOn: fc.constantFrom('2020-01-01', '2024-05-05', '2026-06-30', '2027-01-01'),
}), { maxLength: 9 }).map((changes) => changes.map((change, at) => award(`w${at}`, change)))
const anyRule = fc.record({
  learningOutcomes: fc.subarray(rule.learningOutcomes ?? []),
  mandatory: fc.subarray(rule.mandatory ?? []),
  overlappingOutcomes: fc.constantFrom('count_once' as const, 'count_each' as const),
  credits: fc.constantFrom('0', '5', '15', '22.5').map((needed) => ({ unit: 'ects' as const, needed })),
  atMostPerInstitution: fc.constantFrom<NonNullable<StackingRule['atMostPerInstitution']>>({ credits: '10', except: ['i:own'] }, { credits: '7.5' }),
})

describe('whatever the awards', () => {
  it('no selection has more credits: compared with every subset', () => {
    fc.assert(fc.property(anyAwards, anyRule, (awards, changes) => {
      const usable = awards.filter(({ awardedOn }) => awardedOn === '2024-05-05' || awardedOn === '2026-06-30')
      const allowed = (subset: readonly StackableAward[]): boolean => {
        const double = subset.some((a, at) => subset.slice(at + 1).some((b) => a.achievement === b.achievement
          || (changes.overlappingOutcomes === 'count_once' && a.learningOutcomes.some((outcome) => b.learningOutcomes.includes(outcome)))))
        const over = ['i:own', 'i:x', 'i:y'].some((institution) => !(changes.atMostPerInstitution.except ?? []).includes(institution)
          && sum(subset.filter((a) => a.institution === institution)) > Number(changes.atMostPerInstitution.credits))
        return !double && !over
      }
      const withCredits = usable.filter(({ workload }) => Number(workload.ects ?? 0) > 0)
      const best = Math.max(...subsets(withCredits).filter(allowed).map(sum))
      const { credits, awards: stacked } = stack(awards, changes)
      expect(Number(credits.counted)).toBe(best)
      expect(allowed(awards.filter(({ id }) => stacked.some((one) => one.id === id && one.reason === 'COUNTS')))).toBe(true)
      expect(stacked.reduce((total, { counts }) => total + Number(counts), 0)).toBe(best)
    }), { numRuns: 600 })
  })

  it('the order does not matter', () => {
    fc.assert(fc.property(anyAwards.chain((awards) => fc.tuple(fc.constant(awards), fc.shuffledSubarray(awards, { minLength: awards.length }))), anyRule, ([awards, shuffled], changes) => {
      expect(stack(shuffled, changes)).toEqual(stack(awards, changes))
    }), { numRuns: 400 })
  })

  it('one award more never makes less of it', () => {
    let reached = 0
    fc.assert(fc.property(anyAwards.filter(({ length }) => length > 0), anyRule, (awards, changes) => {
      const [before, after] = [stack(awards.slice(1), changes), stack(awards, changes)]
      if (before.reached) reached += 1
      expect(before.reached && !after.reached).toBe(false)
      expect(Number(after.credits.counted)).toBeGreaterThanOrEqual(Number(before.credits.counted))
    }), { numRuns: 400 })
    expect(reached).toBeGreaterThan(20)
  })

  it('each award that does not count says why, and a double names what it is double with', () => {
    fc.assert(fc.property(anyAwards, anyRule, (awards, changes) => {
      for (const { reason, counts, doubleWith, message } of stack(awards, changes).awards) {
        expect(counts === '0').toBe(reason !== 'COUNTS')
        if (reason === 'SAME_ACHIEVEMENT' || reason === 'SAME_LEARNING_OUTCOME') expect(doubleWith).not.toEqual([])
        expect([message.nl, message.en].join()).not.toMatch(/undefined|NaN/)
      }
    }), { numRuns: 400 })
  })

  it('rubbish gives findings, never an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost({ rule, awards: [basis, lca] })), (input) => {
      const { rule: anything, awards } = (input ?? {}) as { rule: StackingRule; awards: StackableAward[] }
      const checked = checkStackability(anything, awards, { on })
      if (!checked.ok) expect(checked.findings.length).toBeGreaterThan(0)
    }), { numRuns: 1000 })
  })
})

describe('an answer that would not be certain is not given', () => {
  it('the same id twice, and more ways to choose than can be looked at', () => {
    expect(checkStackability(rule, [basis, basis], { on })).toMatchObject({ ok: false, findings: [{ path: '/awards/1/id', code: 'INCONSISTENT' }] })
    const odd = Array.from({ length: 40 }, (_, at) => award(`w${at}`, { institution: 'i:x', workload: { ects: `${at}.${1000 + at * at}` } }))
    expect(checkStackability({ ...rule, atMostPerInstitution: { credits: '500000' } }, odd, { on })).toMatchObject({ ok: false, findings: [{ path: '/awards', code: 'TOO_LARGE' }] })
  })

  it('a hundred ordinary awards of one institution are no problem', () => {
    const many = Array.from({ length: 100 }, (_, at) => award(`w${at}`, { institution: 'i:x', workload: { ects: `${(at % 10) + 1}` }, learningOutcomes: [`lo:${at}`] }))
    expect(stack(many, { atMostPerInstitution: { credits: '30' }, credits: { unit: 'ects', needed: '30' } }).credits.counted).toBe('30')
  })
})

function sum(awards: readonly StackableAward[]): number {
  return awards.reduce((total, { workload }) => total + Number(workload.ects ?? 0), 0)
}

function subsets<Item>(items: readonly Item[]): Item[][] {
  return items.reduce<Item[][]>((all, item) => [...all, ...all.map((subset) => [...subset, item])], [[]])
}
