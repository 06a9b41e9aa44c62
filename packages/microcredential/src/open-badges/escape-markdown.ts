/**
 * Plain text as Markdown that shows exactly that text (CommonMark 0.31 #backslash-escapes). Open Badges calls criteria and narratives
 * Markdown; ours are text, and nobody's asterisk may become an instruction to a renderer.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>&~|]/g, '\\$&')
    .split('\n').map(escapeLineStart).join('\n')
}

// Only at the start of a line: headings, lists, rules and underlines; white space there would make a block of code or a hard break.
function escapeLineStart(line: string): string {
  const [, space = '', rest = ''] = /^([ \t]*)(.*)$/s.exec(line) ?? []
  const escaped = rest.replace(/^[#+=-]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2')
  return space === '' ? escaped : `&#${space.charCodeAt(0)};${space.slice(1)}${escaped}`
}
