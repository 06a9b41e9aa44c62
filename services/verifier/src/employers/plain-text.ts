/** Control characters, and the marks that turn the direction of text or hide in it (Unicode UAX #9, Trojan Source). */
const unwelcome = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u

/**
 * Whether a text can be shown to people as it is: one line, no control or direction marks, no half characters,
 * no white space at its ends.
 */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !unwelcome.test(text) && text.trim() === text
}
