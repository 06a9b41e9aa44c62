/** Text as it is drawn: whatever somebody wrote, it stays in its place, in its direction, and within its length. */
import type { Font } from 'fontkit'

/** Controls, marks that turn the direction of writing (Unicode UAX #9), and other marks that nobody sees. The joiners of scripts and emoji stay. */
const unseen = /[^\P{Cf}\u200C\u200D]/gu
const lineEnds = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu

/**
 * One line of at most `longest` characters, and an ellipsis where it was longer. Half characters become U+FFFD, white space and controls one space, and a
 * letter keeps at most three marks on top of each other.
 */
export function drawableLine(text: string, longest: number): string {
  // What is far beyond the length is not even looked at: a name of a megabyte costs what a long name costs.
  const line = text.slice(0, longest * 8).toWellFormed().replaceAll(unseen, '').replaceAll(lineEnds, ' ').replaceAll(/(\p{M}{3})\p{M}+/gu, '$1').trim()
  const characters = Array.from(line)
  return characters.length <= longest && text.length <= longest * 8 ? line : `${characters.slice(0, longest - 1).join('').trimEnd()}…`
}

/** The lines of a text, each as above; at most `longest` characters in all. Empty lines are left out. */
export function drawableLines(text: string, longest: number): string[] {
  const lines: string[] = []
  let left = longest
  for (const line of text.slice(0, longest * 8).split(/[\n\r\u2028\u2029]+/)) {
    const drawn = drawableLine(line, left)
    if (drawn === '') continue
    lines.push(drawn)
    left -= drawn.length
    if (left < 1) break
  }
  return lines
}

/** The text with U+FFFD for each letter that the font cannot draw, so that a gap is seen; marks and joiners of what is not there are left out. */
export function withinFont(text: string, font: Font): string {
  return text.replaceAll(/./gsu, (character) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : /[\p{M}\p{Cf}]/u.test(character) ? '' : '\uFFFD')
}
