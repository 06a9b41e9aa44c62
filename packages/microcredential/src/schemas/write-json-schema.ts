import { z } from 'zod'
import { guideFor } from '../achievement/field-guide.ts'
import { membersOf, type JsonSchema } from './json-schema.ts'
import { modelSchemaPath, modelSchemas, type ModelSchemaName } from './model-schemas.ts'

/**
 * One schema of the model as JSON Schema, draft 2020-12, with the words of the field guide in English. It stands alone: it refers to no other
 * document. It takes all that the model takes; what the model refuses beyond it is said in the descriptions.
 * @param baseUrl what `$id` starts with, without a slash at the end: the public URL of the issuer that serves it
 */
export function writeJsonSchema(name: ModelSchemaName, { baseUrl }: { baseUrl: string }): JsonSchema {
  const { title, description } = modelSchemas[name]
  const { $schema, title: _name, ...shape } = modelJsonSchema(name)
  return { ...($schema === undefined ? {} : { $schema }), $id: `${baseUrl}${modelSchemaPath(name)}`, title: title.en, description: description.en, ...shape }
}

/** The same with a title and a description at every field, but without a name for the whole. */
export function modelJsonSchema(name: ModelSchemaName): JsonSchema {
  const { schema, guide } = modelSchemas[name]
  const written = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', reused: 'inline' }) as JsonSchema
  for (const { path, schema: member } of membersOf(written)) describe(member, guideFor(`${guide}${path}`))
  return written
}

/** What the form of a field adds to its guide ("A day that exists.") stands behind what it means. */
function describe(member: JsonSchema, row: ReturnType<typeof guideFor>): void {
  if (row === undefined) return
  const form = member.description ?? member.items?.description
  Object.assign(member, { title: row.name.en, description: form === undefined ? row.meaning.en : `${row.meaning.en} ${form}` })
}
