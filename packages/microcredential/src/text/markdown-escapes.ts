/** Plain text written as Markdown, for members that a standard calls Markdown: whoever renders it shows the text as it is. */

// Every ASCII punctuation mark that can begin or end something in CommonMark or GitHub's extensions; the others mean nothing.
const marks = /[\\`*_{}[\]<>()#+\-.!|~&:]/g

/** Markdown that is shown as exactly this text. Line ends stay line ends. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(marks, '\\$&')
}

/** The inverse of {@link escapeMarkdown}; of other Markdown only the escapes are undone, and its marks stay as plain text. */
export function unescapeMarkdown(markdown: string): string {
  return markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}
