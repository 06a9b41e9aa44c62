/**
 * The three or four terms of a statement as canonical N-Quads has it. In one that holds a text, nothing after the text has a quotation mark, and
 * what looks like a name in a text is none. RDF Dataset Canonicalization 1.0 #canonical-quads
 */
export function termsOf(line: string): readonly string[] {
  const afterSubject = line.indexOf(' ')
  const afterPredicate = line.indexOf(' ', afterSubject + 1)
  const rest = line.slice(afterPredicate + 1, -' .'.length)
  const afterObject = rest.indexOf(' ', rest.lastIndexOf('"') + 1)
  return [line.slice(0, afterSubject), line.slice(afterSubject + 1, afterPredicate), ...(afterObject < 0 ? [rest] : [rest.slice(0, afterObject), rest.slice(afterObject + 1)])]
}

/** A statement of these terms, with its line end: what one signature is made over. */
export function statement(terms: readonly string[]): string {
  return `${terms.join(' ')} .\n`
}
