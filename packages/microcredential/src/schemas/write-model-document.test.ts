import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { achievementRules } from '../achievement/rules.ts'
import { europeanElements } from '../european-elements.ts'
import { languages } from '../text/localized-text.ts'
import { membersOf } from './json-schema.ts'
import { modelSchemaNames, modelSchemas } from './model-schemas.ts'
import { writeJsonSchema } from './write-json-schema.ts'
import { writeModelDocument } from './write-model-document.ts'

const docs = path.join(import.meta.dirname, '..', '..', '..', '..', 'docs')

it.each(modelSchemaNames)('the file of the JSON Schema of %s is in docs/schemas as it is made now', (name) => {
  expect(JSON.parse(readFileSync(path.join(docs, 'schemas', `${name}.schema.json`), 'utf8'))).toEqual(writeJsonSchema(name, { baseUrl: 'https://issuer.example.org' }))
})

describe.each(languages)('the documentation of the model in %s', (language) => {
  const text = writeModelDocument(language)
  const cellsOf = (field: string): string[] => text.split('\n').filter((line) => line.startsWith(`| \`${field}\` |`))

  it('is in docs as it is made now', () => {
    expect(readFileSync(path.join(docs, `model.${language}.md`), 'utf8')).toBe(text)
  })

  it('has a row for every field of every schema, with all its cells', () => {
    for (const name of modelSchemaNames) {
      for (const { path: full } of membersOf(writeJsonSchema(name, { baseUrl: 'https://issuer.example' }))) {
        const field = `${modelSchemas[name].guide}${full}`.replace(/\/(?:nl|en)$/, '').replace(/^\/(?:achievement|institution)(?=\/)/, '').replace(/^\/prerequisites\/\*$/, '/prerequisites')
        expect(cellsOf(field).length, `${name} ${field}`).toBeGreaterThan(0)
        for (const row of cellsOf(field)) expect(row).not.toMatch(/\| +\||undefined|NaN/)
      }
    }
  })

  it('says of every European element where it is kept, and of every rule what it demands', () => {
    const word = { nl: 'Europees element', en: 'European element' }[language]
    for (const { number } of europeanElements) expect(text).toContain(`${word} ${number} (`)
    for (const { id, source } of achievementRules) {
      expect(cellsOf(id)).toHaveLength(1)
      expect(cellsOf(id)[0]).toContain(source)
      expect(text.split(`\`${id}\``).length, id).toBeGreaterThan(2)
    }
  })
})
