/**
 * Writes what is published of the model: docs/model.nl.md, docs/model.en.md and docs/schemas/*.schema.json. CI runs this and fails when
 * a file in the repository differs. For publication at another address:
 *
 *     node packages/microcredential/src/command/write-model.ts https://example.nl /tmp/published
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { modelSchemaNames } from '../schemas/model-schemas.ts'
import { writeJsonSchema } from '../schemas/write-json-schema.ts'
import { writeModelDocument } from '../schemas/write-model-document.ts'
import { languages } from '../text/localized-text.ts'

const [baseUrl = 'https://issuer.example.org', folder = path.join(import.meta.dirname, '..', '..', '..', '..', 'docs')] = process.argv.slice(2)

await mkdir(path.join(folder, 'schemas'), { recursive: true })
for (const language of languages) await writeFile(path.join(folder, `model.${language}.md`), writeModelDocument(language))
for (const name of modelSchemaNames) await writeFile(path.join(folder, 'schemas', `${name}.schema.json`), `${JSON.stringify(writeJsonSchema(name, { baseUrl }), undefined, 2)}\n`)
