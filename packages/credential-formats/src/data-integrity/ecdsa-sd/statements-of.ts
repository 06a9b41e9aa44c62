import { hash } from 'node:crypto'
import type { JsonObject } from '@eduwallet/strict-json'
import { expand, jsonLdOptions, loadJsonLd, refusalOf } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'
import { NAME } from './name-nodes.ts'
import { statement, termsOf } from '../selective/terms.ts'

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const REST = `<${RDF}rest>`

/**
 * The statements of a document in which every node has a name, or of a part of it, with blank nodes again where a name was given (VC Data Integrity ECDSA 1.0
 * #todeskolemizednquads). The cells of an ordered list have no place for a name; they are called after who has the list. Throws DataIntegrityError.
 */
export async function statementsOf(named: JsonObject, contexts: Contexts): Promise<ReadonlySet<string>> {
  const jsonld = await loadJsonLd()
  let text: string
  try {
    text = await jsonld.toRDF(await expand(named, contexts), { ...jsonLdOptions(contexts), skipExpansion: true, produceGeneralizedRdf: false, format: 'application/n-quads' })
  } catch (error) {
    throw refusalOf(error)
  }
  const statements = text.split('\n').slice(0, -1).map(termsOf)
  if (statements.some(([, , object]) => object?.endsWith(`^^<${RDF}JSON>`) === true)) throw new DataIntegrityError('DI_DATA_LOSS', 'a part of the document is JSON itself, which cannot be hidden in part')
  const cells = nameCells(statements)
  const rename = (term: string): string => term.startsWith(`<${NAME}`) ? `_:n${term.slice(NAME.length + 1, -1)}` : term.startsWith('_:') ? cellOf(cells, term) : term
  return new Set(statements.map((terms) => statement(terms.map(rename))))
}

/** A name for each cell of each list, from the first on. */
function nameCells(statements: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const next = new Map(statements.flatMap(([cell = '', predicate, object = '']) => predicate === REST ? [[cell, object] as const] : []))
  const heads = statements.filter(([, predicate, object = '']) => predicate !== REST && next.has(object))
  const cells = new Map<string, string>()
  for (const [subject = '', predicate = '', object = ''] of heads) {
    const list = hash('sha256', `${cells.get(subject) ?? subject} ${predicate}`, 'hex').slice(0, 32)
    let at = 0
    for (let cell: string | undefined = object; cell !== undefined && next.has(cell); cell = next.get(cell)) cells.set(cell, `_:l${list}x${at++}`)
  }
  if (new Set(cells.values()).size !== cells.size) throw new DataIntegrityError('DI_DATA_LOSS', 'something has two ordered lists of one kind, which cannot be told apart')
  return cells
}

function cellOf(cells: ReadonlyMap<string, string>, term: string): string {
  const name = cells.get(term)
  if (name === undefined) throw new DataIntegrityError('DI_DATA_LOSS', 'a part of the document is a document of its own, which cannot be hidden in part')
  return name
}
