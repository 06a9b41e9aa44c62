/** Finds the regular expressions that are written in a source. */
import { parseSync } from 'vite'

/** `/source/flags` */
export type WrittenExpression = { source: string; flags: string }

/** Every regular expression literal of a TypeScript source, in order. @throws Error when it cannot be parsed */
export function regularExpressionsIn(text: string): WrittenExpression[] {
  const { program, errors } = parseSync('source.ts', text)
  if (errors.length > 0) throw new Error(`the source cannot be parsed: ${errors[0]?.message ?? ''}`)
  return [...literalsIn(program)]
}

function* literalsIn(node: unknown): Generator<WrittenExpression> {
  if (typeof node !== 'object' || node === null) return
  if ('regex' in node && 'type' in node && node.type === 'Literal') {
    const { pattern, flags } = node.regex as { pattern: string; flags: string }
    yield { source: pattern, flags }
    return
  }
  for (const member of Object.values(node)) yield* literalsIn(member)
}
