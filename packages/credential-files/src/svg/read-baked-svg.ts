import { FileError } from '../file-error.ts'
import { readSvg } from './read-svg.ts'

/**
 * The credential that stands in an SVG (Open Badges 3.0 #svg-baking): the `verify` attribute of `<openbadges:credential>`, or the text in
 * it. Two such elements, or both an attribute and a text, are refused: neither is taken.
 *
 * @param text - the SVG, decoded from UTF-8
 * @throws FileError as `readSvg`; CREDENTIAL_MISSING, CREDENTIAL_TWICE, CREDENTIAL_MALFORMED (elements in the credential), OPEN_BADGES_2
 */
export function readBakedSvg(text: string): string {
  const { badges } = readSvg(text)
  const [found, second] = badges.filter(({ generation }) => generation === 'open_badges_3')
  if (second !== undefined) throw new FileError('CREDENTIAL_TWICE', 'two credentials stand in the picture')
  if (found === undefined) {
    if (badges.length > 0) throw new FileError('OPEN_BADGES_2', 'the picture is a badge of Open Badges 2.0')
    throw new FileError('CREDENTIAL_MISSING', 'no credential stands in the picture')
  }
  if (found.holdsElements) throw new FileError('CREDENTIAL_MALFORMED', 'elements stand in the credential of the picture')
  const inside = found.text.trim()
  if (found.verify === undefined) return inside
  if (inside !== '') throw new FileError('CREDENTIAL_TWICE', 'a token and a text stand in one credential element')
  return found.verify.trim()
}
