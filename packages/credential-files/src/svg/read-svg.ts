/** What of an SVG matters to a badge: where its root begins, and which elements of Open Badges stand in it. Nothing is run, drawn or fetched. */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { FileError } from '../file-error.ts'
import { fileLimits } from '../file-limits.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'
/** Open Badges 3.0 #svg-baking. */
export const badgeNamespace = 'https://purl.imsglobal.org/ob/v3p0'
/** Open Badges 2.0 Baking 1.0 #svgs. */
const olderNamespace = 'http://openbadges.org'

/** An element of Open Badges: `open_badges_3` is `<openbadges:credential>`, `open_badges_2` the older `<openbadges:assertion>`. */
export type BadgeElement = {
  generation: 'open_badges_3' | 'open_badges_2'
  /** The attribute `verify`, if it is there. */
  verify: string | undefined
  /** The text in it, plain or CDATA. */
  text: string
  holdsElements: boolean
  /** Where it begins and ends in the text of the SVG, in UTF-16 units. */
  start: number
  end: number
}

/** `root` is its start tag: name, attributes as written, whether it closes itself, and where it stands. */
export type Svg = { root: SaxesTagNS; rootStart: number; rootEnd: number; badges: BadgeElement[] }

/**
 * Reads an SVG strictly: well-formed XML with namespaces. A document type is refused where it begins, so that no entity is ever
 * defined, and an entity that is not one of the five of XML is refused where it is used.
 *
 * @param text - the SVG, decoded from UTF-8
 * @throws FileError FILE_TOO_LARGE (characters, levels, elements), FILE_DOCTYPE, FILE_NOT_UTF8 (says it has another encoding), FILE_UNKNOWN (no SVG), FILE_DAMAGED
 */
export function readSvg(text: string): Svg {
  if (text.length > fileLimits.svgOctets) throw new FileError('FILE_TOO_LARGE', `an SVG is at most ${fileLimits.svgOctets} bytes`)
  const parser = new SaxesParser({ xmlns: true })
  const badges: BadgeElement[] = []
  let svg: Svg | undefined
  let open: { badge: BadgeElement; depth: number } | undefined
  let depth = 0
  let elements = 0
  parser.on('error', (error) => { throw new FileError('FILE_DAMAGED', 'the SVG is not well-formed XML', { cause: error }) })
  parser.on('doctype', () => { throw new FileError('FILE_DOCTYPE', 'the SVG has a document type') })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(?:utf-8|us-ascii)$/i.test(encoding)) throw new FileError('FILE_NOT_UTF8', 'the SVG says that it is not UTF-8')
  })
  parser.on('opentag', (tag) => {
    depth += 1
    elements += 1
    if (depth > fileLimits.svgDepth || elements > fileLimits.svgElements) throw new FileError('FILE_TOO_LARGE', 'the SVG has more elements, or more inside each other, than a picture has')
    // "<" cannot stand in a tag, so the last one before here is where this tag begins.
    const start = text.lastIndexOf('<', parser.position - 1)
    if (svg === undefined) {
      if (tag.local !== 'svg' || tag.uri !== svgNamespace) throw new FileError('FILE_UNKNOWN', 'the document is XML, but no SVG')
      svg = { root: tag, rootStart: start, rootEnd: parser.position, badges }
    } else if (open !== undefined) open.badge.holdsElements = true
    else {
      const generation = generationOf(tag)
      if (generation !== undefined) open = { badge: { generation, verify: verifyOf(tag), text: '', holdsElements: false, start, end: parser.position }, depth }
    }
  })
  const addText = (part: string): void => { if (open !== undefined) open.badge.text += part }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    if (open?.depth === depth) {
      badges.push({ ...open.badge, end: parser.position })
      open = undefined
    }
    depth -= 1
  })
  parser.write(text).close()
  if (svg === undefined) throw new FileError('FILE_DAMAGED', 'there is nothing in the document')
  return svg
}

function generationOf({ uri, local }: SaxesTagNS): BadgeElement['generation'] | undefined {
  if (uri === badgeNamespace && local === 'credential') return 'open_badges_3'
  return uri === olderNamespace && local === 'assertion' ? 'open_badges_2' : undefined
}

function verifyOf({ attributes }: SaxesTagNS): string | undefined {
  return Object.values(attributes).find(({ uri, local }) => uri === '' && local === 'verify')?.value
}
