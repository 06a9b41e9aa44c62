/** Drawing an SVG template as a wallet must (draft-ietf-oauth-sd-jwt-vc-13 #svg_rendering): a value is text, wherever it came from. */
import { valueAt } from '../schema-findings.ts'
import type { TypeMetadata } from './type-metadata.ts'

/** The template is not one in which values can be put safely. */
export class SvgTemplateError extends Error {
  override name = 'SvgTemplateError'
}

const placeholder = /\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g
/** Elements whose text is code to a browser. */
const code = /^<(?:[A-Za-z_][\w.-]*:)?(?:script|style)\b/i

/**
 * The template with the claims in their places. A claim that is absent, or no text, number or truth value, leaves its place empty.
 *
 * @throws SvgTemplateError when a place is not between tags, is code, or has a name the type metadata does not know
 */
export function renderSvgTemplate(template: string, type: Pick<TypeMetadata, 'claims'>, claims: unknown): string {
  const values = new Map(type.claims.flatMap(({ svg_id, path }) => (svg_id === undefined ? [] : [[svg_id, textOf(valueAt(claims, path.map(String)))] as const])))
  const fill = (text: string): string => text.replace(placeholder, (_whole, id: string) => {
    const value = values.get(id)
    if (value === undefined) throw new SvgTemplateError(`no claim has the svg_id ${id}`)
    return escapeXmlText(value)
  })
  let rendered = ''
  let at = 0
  for (let open = template.indexOf('<'); open !== -1; open = template.indexOf('<', at)) {
    const end = endOfMarkup(template, open)
    const markup = template.slice(open, end)
    if (markup.includes('{{')) throw new SvgTemplateError('a placeholder stands in markup')
    if (code.test(markup)) throw new SvgTemplateError('the template holds a script or a style sheet')
    rendered += fill(template.slice(at, open)) + markup
    at = end
  }
  return rendered + fill(template.slice(at))
}

/** What of XML is not text and how it ends. A document type is not among them: it can define entities. */
const closings = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const

/** Where the markup that opens here ends: comment, CDATA, instruction or tag. */
function endOfMarkup(template: string, open: number): number {
  const closing = closings.find(([start]) => template.startsWith(start, open))
  if (closing) {
    const end = template.indexOf(closing[1], open + closing[0].length)
    if (end === -1) throw new SvgTemplateError('the template is not well formed')
    return end + closing[1].length
  }
  let quote = ''
  for (let at = open + 1; at < template.length; at += 1) {
    const character = template.charAt(at)
    if (character === '<' || (character === '!' && at === open + 1)) break
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
  }
  throw new SvgTemplateError('the template is not well formed')
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for XML 1.0, as the content of an element or between quotes: the five characters of markup escaped, and what XML cannot hold at all replaced. */
export function escapeXmlText(value: string): string {
  return value.toWellFormed().replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (/[\t\n\r]/.test(character) ? character : '�')).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')
}
