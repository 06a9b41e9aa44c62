import fc from 'fast-check'
import { expect, it } from 'vitest'
import { institutions } from './fixtures/index.ts'
import { checkInstitution } from './institution.ts'
import { anyJson } from './testing/any-json.ts'

it('an institution has a name in two languages and a country', () => {
  for (const institution of Object.values(institutions)) expect(checkInstitution(institution)).toEqual([])
  expect(checkInstitution({ identifiers: {} }).map(({ path, code }) => `${code} ${path}`)).toEqual(['MISSING /name', 'MISSING /country'])
})

it('its identifiers have their forms', () => {
  const identifiers = { brin: '21pb', schacHome: 'Not A Domain', rio: '100', kvk: '1234567', bsn: 'x' }
  expect(checkInstitution({ ...institutions.roc, identifiers }).map(({ path }) => path).sort()).toEqual(['/identifiers/brin', '/identifiers/bsn', '/identifiers/kvk', '/identifiers/rio', '/identifiers/schacHome'])
})

it('whatever it is given, answers and never throws', () => {
  fc.assert(fc.property(anyJson, (value) => { expect(checkInstitution(value).length).toBeGreaterThan(0) }))
})
