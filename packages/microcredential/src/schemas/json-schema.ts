/** The part of JSON Schema (draft 2020-12) that the schemas of the model use. */
export type JsonSchema = {
  $schema?: string
  $id?: string
  title?: string
  description?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

/** The members of a schema and of all below it, with their JSON pointers; `*` stands for a list position. A list stands for its items. */
export function* membersOf(schema: JsonSchema, path = ''): Generator<{ path: string; schema: JsonSchema; required: boolean }> {
  if (schema.items) yield* membersOf(schema.items, `${path}/*`)
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}/${name}`, schema: member, required: schema.required?.includes(name) ?? false }
    yield* membersOf(member, `${path}/${name}`)
  }
}
