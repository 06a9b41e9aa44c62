import type { FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'

/**
 * Validates with zod, and keeps what zod promises: never an exception for a wrong value. zod 4.6 compares `value.length` with the
 * limit of a text or list before it looks at the type, and `{"length": {"toString": 1}}` cannot be compared: a TypeError, which
 * would be our fault (500) instead of the caller's (400). Such values are then the errors that are reported.
 */
export const compileValidator: FastifySchemaCompiler<z.ZodType> = (route) => {
  const validate = validatorCompiler(route)
  return (value: unknown): ReturnType<typeof validate> => {
    try {
      return validate(value)
    } catch (error) {
      const paths = error instanceof TypeError ? [...incomparable(value)] : []
      // Not the known fault: then it is ours.
      if (paths.length === 0) throw error
      return validatorCompiler({ ...route, schema: refusing(paths) })(value)
    }
  }
}

type Path = readonly (string | number)[]

/** A schema that refuses the values at these paths, so that the answer has the same shape as for every other wrong value. */
function refusing(paths: readonly Path[]): z.ZodType {
  return z.unknown().superRefine((_value, context) => {
    for (const path of paths) context.addIssue({ code: 'custom', path: [...path], message: 'Invalid input' })
  })
}

/** Where objects stand whose `length` cannot be compared with a number. JSON bodies are bounded in depth by their reader. */
function* incomparable(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* incomparable(entry, [...path, index])
    return
  }
  if ('length' in value && !isComparable(value.length)) yield path
  for (const [name, member] of Object.entries(value)) yield* incomparable(member, [...path, name])
}

function isComparable(value: unknown): boolean {
  try {
    Number(value)
    return true
  } catch {
    return false
  }
}
