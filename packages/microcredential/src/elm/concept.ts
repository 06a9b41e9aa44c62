/** The nodes of the European Learning Model (ELM 3) that stand everywhere: concepts of vocabularies, texts in languages, notes. */
import { listOf, memberAt, memberOf, stringOf } from '../json-members.ts'
import type { LocalizedText } from '../text/localized-text.ts'

export type Node = Record<string, unknown>

/** A concept of a controlled vocabulary, with the scheme that the SHACL shapes of Europass look at. */
export function concept(id: string, scheme: string, label?: LocalizedText, notation?: string): Node {
  return { id, type: 'Concept', inScheme: { id: scheme, type: 'ConceptScheme' }, ...(label && { prefLabel: { ...label } }), ...(notation === undefined ? {} : { notation }) }
}

/** A concept of our own, for what no European vocabulary has a word for; `urn:epass:concept:` is how Europass names those of an issuer. */
export function ownConcept(code: string, scheme: string, label: LocalizedText, notation?: string): Node {
  return concept(ownId(code), `urn:epass:conceptScheme:${scheme}`, label, notation)
}

export function ownId(code: string): string {
  return `urn:epass:concept:${code}`
}

/** Ids within one document: `urn:epass:note:1`. Deterministic, because one document is made by one counter. */
export function nodeIds(): (kind: string) => string {
  const counts = new Map<string, number>()
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return `urn:epass:${kind}:${count}`
  }
}

/** A node without the members that are undefined. */
export function node(members: Node): Node {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** The ids of one concept or a list of them, with where in the list each stands ('' for a single one). */
export function conceptIds(value: unknown): { id: string; at: string }[] {
  return listOf(value).flatMap((item, at) => {
    const id = typeof item === 'string' ? item : stringOf(memberOf(item, 'id'))
    return id === undefined ? [] : [{ id, at: Array.isArray(value) ? `/${at}` : '' }]
  })
}

/** A language map as a text in Dutch and English, as far as it is: of several texts in one language the first. */
export function textFrom(map: unknown): { nl?: unknown; en?: unknown } {
  return { nl: listOf(memberOf(map, 'nl'))[0], en: listOf(memberOf(map, 'en'))[0] }
}

/** A language map with several texts for each language, as a list of texts. */
export function textsFrom(map: unknown): { nl?: unknown; en?: unknown }[] {
  const [nl, en] = [listOf(memberOf(map, 'nl')), listOf(memberOf(map, 'en'))]
  return Array.from({ length: Math.max(nl.length, en.length) }, (_, at) => ({ nl: nl[at], en: en[at] }))
}

/** A name or a grade, which is the same in every language: Dutch, else English, else the first there is. */
export function sameInEveryLanguage(map: unknown): unknown {
  const { nl, en } = textFrom(map)
  return nl ?? en ?? (typeof map === 'object' && map !== null ? listOf(Object.values(map)[0])[0] : undefined)
}

/** The text of the first note about this subject. */
export function noteAbout(notes: unknown, subject: string): unknown {
  return memberOf(listOf(notes).find((note) => memberAt(note, 'subject', 'id') === subject), 'noteLiteral')
}
