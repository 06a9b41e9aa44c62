import type { SaxesTagNS } from 'saxes'
import { checkBakeable } from '../check-bakeable.ts'
import { FileError } from '../file-error.ts'
import { fileLimits } from '../file-limits.ts'
import { readBakedSvg } from './read-baked-svg.ts'
import { badgeNamespace, readSvg, type BadgeElement } from './read-svg.ts'

/**
 * The picture with a credential in it (Open Badges 3.0 #svg-baking): the namespace on the root, and directly after its start tag one
 * `<openbadges:credential>`. What an earlier badge left is replaced; all else stays as it is.
 *
 * @param svg - the picture, decoded from UTF-8
 * @param credential - a compact JWS, which becomes the `verify` attribute, or the JSON text of a credential with a proof in it
 * @throws FileError as `readSvg`; CREDENTIAL_TOO_LARGE or CREDENTIAL_MALFORMED for anything else as a credential
 */
export function bakeSvg(svg: string, credential: string): string {
  const form = checkBakeable(credential)
  const { root, rootStart, rootEnd, badges } = readSvg(svg)
  const element = form === 'jwt' ? `<openbadges:credential verify="${credential}"></openbadges:credential>` : `<openbadges:credential>${cdata(credential)}</openbadges:credential>`
  const end = root.isSelfClosing ? `</${root.name}>` : ''
  const baked = `${svg.slice(0, rootStart)}${startTag(root)}${element}${end}${without(svg, badges, rootEnd)}`
  if (Buffer.byteLength(baked) > fileLimits.svgOctets) throw new FileError('FILE_TOO_LARGE', `an SVG is at most ${fileLimits.svgOctets} bytes`)
  // Elsewhere in the picture the prefix may have stood for something that is now a credential too: found here, not by who gets the picture.
  readBakedSvg(baked)
  return baked
}

/**
 * The text such that it is read as it was (XML 1.0 #sec-cdata-sect): the three characters that end a section stand across two, a carriage return
 * outside, and two characters that XML does not have at all, which in JSON can stand only in a string, are escaped there.
 */
function cdata(json: string): string {
  const text = json.replaceAll('\uFFFE', '\\uFFFE').replaceAll('\uFFFF', '\\uFFFF').replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[')
  return `<![CDATA[${text}]]>`
}

function startTag({ name, attributes }: SaxesTagNS): string {
  const others = Object.values(attributes).filter((attribute) => attribute.name !== 'xmlns:openbadges').map((attribute) => ` ${attribute.name}="${escapeAttribute(attribute.value)}"`)
  return `<${name} xmlns:openbadges="${badgeNamespace}"${others.join('')}>`
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' }

function escapeAttribute(value: string): string {
  return value.replaceAll(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? '')
}

function without(svg: string, badges: readonly BadgeElement[], from: number): string {
  let kept = ''
  let at = from
  for (const { start, end } of badges) {
    kept += svg.slice(at, start)
    at = end
  }
  return kept + svg.slice(at)
}
