import { expect, it } from 'vitest'
import { parseAchievementDraft } from './achievement/parse-achievement-draft.ts'
import { readResultRow } from './award/result-row.ts'
import { readOoapiAssociation } from './ooapi/read-association.ts'

const trap = { length: { toString: 1, valueOf: 1 } }

it('an object that pretends to have a length is a wrong value with a path, not an exception', () => {
  expect(parseAchievementDraft({ title: { nl: trap, en: 'x' }, learningOutcomes: trap })).toMatchObject({ ok: false, findings: [{ path: '/title/nl', code: 'WRONG_TYPE' }, { path: '/learningOutcomes', code: 'WRONG_TYPE' }] })
  expect(readResultRow({ reference: trap })).toMatchObject({ ok: false, findings: expect.arrayContaining([expect.objectContaining({ path: '/reference', code: 'WRONG_TYPE' })]) as unknown })
  expect(readOoapiAssociation({ associationId: trap, person: { givenName: trap } }).ok).toBe(false)
})
