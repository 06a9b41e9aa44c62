/** Text in lines that fit. */

/** How wide a text is, in the unit of the drawing. */
export type Measure = (text: string) => number

/**
 * The text in at most `most` lines no wider than `width`. It is broken between words, and within a word that does not fit a line. What is left over is
 * cut off, with an ellipsis.
 *
 * @param text - one line, as `drawableLine` makes it
 */
export function wrapText(text: string, width: number, most: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(' ').flatMap((word, at) => piecesOf(at === 0 ? word : ` ${word}`, width, measure))) {
    if (line === '' || measure(line + piece) <= width) line += line === '' ? piece.trimStart() : piece
    else {
      lines.push(line)
      line = piece.trimStart()
    }
  }
  if (line !== '') lines.push(line)
  if (lines.length <= most) return lines
  const last = Array.from(lines[most - 1] ?? '')
  while (last.length > 0 && measure(`${last.join('')}…`) > width) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`]
}

/** A word in pieces that each fit a line: most often itself. A mark stays with its letter. */
function piecesOf(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const letter of word.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    if (piece !== '' && measure(piece + letter) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += letter
  }
  return piece === '' ? pieces : [...pieces, piece]
}
