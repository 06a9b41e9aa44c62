import { DataIntegrityError } from '../errors.ts'
import { statement, termsOf } from './terms.ts'

/** Each statement with its line end, under the labels that were signed, in their order. #labelreplacementcanonicalizejsonld */
export function relabel(canonical: string, labels: ReadonlyMap<string, string>): readonly string[] {
  const used = new Set<string>()
  const signed = (term: string): string => {
    if (!term.startsWith('_:')) return term
    const label = labels.get(term.slice(2))
    if (label === undefined) throw new DataIntegrityError('DI_DISCLOSURE', 'a blank node has no label')
    used.add(label)
    return `_:${label}`
  }
  const statements = canonical.split('\n').slice(0, -1).map((line) => statement(termsOf(line).map(signed)))
  if (used.size !== labels.size) throw new DataIntegrityError('DI_DISCLOSURE', 'a label belongs to no blank node')
  return statements.sort()
}
