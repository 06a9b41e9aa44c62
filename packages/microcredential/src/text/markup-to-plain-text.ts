/**
 * Markdown and HTML of catalogues as plain text. OOAPI allows "the limited implementation of GitHub Markdown" in descriptions and
 * requirements, and catalogues send HTML there too. Kept are the words, the line ends, and the marks of lists; gone are links (their
 * words stay), images, headings, emphasis, code marks, tags and what stands in script and style. What comes out is plain text: whoever
 * shows it escapes it, and even where somebody does not, nothing in it is a tag or a Markdown link.
 */

/** Longest text that is looked at, in UTF-16 units; what is longer is none of the texts this is for. */
export const longestMarkup = 50_000

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', euro: '€', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', hellip: '…', eacute: 'é', euml: 'ë', iuml: 'ï', ouml: 'ö', uuml: 'ü', egrave: 'è', agrave: 'à', aacute: 'á', oacute: 'ó' }
const blocks = /<\/?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote)(?=[\s/>])[^<>]*>/gi
const listItem = /<li(?=[\s>])[^<>]*>/gi
const anyTag = /<[a-z/!?][^<>]*>/gi

/** The plain text of `markup`. Plain text without anything that looks like markup comes back as it was, without white space around it. */
export function markupToPlainText(markup: string): string {
  return withoutRemains(withoutMarkdown(withoutTags(markup))).split('\n').map((line) => line.trimEnd()).join('\n').replaceAll(/\n{3,}/g, '\n\n').trim()
}

function withoutTags(markup: string): string {
  const text = withoutElements(withoutElements(markup.replaceAll(/\r\n?/g, '\n'), 'script'), 'style')
    .replaceAll(/<(https?:\/\/[^<>\s]*)>/gi, '$1')
    .replaceAll(listItem, '\n- ').replaceAll(blocks, '\n').replaceAll(anyTag, '')
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole: string, decimal?: string, hexadecimal?: string, name?: string) =>
    name === undefined ? characterAt(Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10), whole) : (Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole))
}

// Only what may stand in a text: a control character or half a character stays written as it was.
function characterAt(code: number, whole: string): string {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code > 0x10_ffff ? whole : String.fromCodePoint(code)
}

/** Without elements of this name and what is in them; an element that is not closed goes on to the end. One pass, whatever the input. */
function withoutElements(text: string, name: string): string {
  const lower = text.toLowerCase()
  if (lower.length !== text.length || !lower.includes(`<${name}`)) return text
  let kept = ''
  let from = 0
  for (let start = lower.indexOf(`<${name}`); start >= 0; start = lower.indexOf(`<${name}`, from)) {
    kept += text.slice(from, start)
    const close = lower.indexOf(`</${name}`, start)
    const end = close < 0 ? -1 : lower.indexOf('>', close)
    if (end < 0) return kept
    from = end + 1
  }
  return kept + text.slice(from)
}

function withoutMarkdown(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, '$1')
    .replaceAll(/!?\[([^[\]\n]+)\]\[[^[\]\n]*\]/g, '$1')
    .replaceAll(/^ {0,3}\[[^[\]\n]+\]:[^\n]*$/gm, '')
    .replaceAll(/^ {0,3}#{1,6}[ \t]+/gm, '')
    .replaceAll(/^ {0,3}>[ \t]?/gm, '')
    .replaceAll(/^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$/gm, '')
    .replaceAll(/^([ \t]*)[*+-][ \t]+/gm, '$1- ')
    .replaceAll(/(\*\*|__)(?=\S)([^*_\n]+?)\1/g, '$2')
    .replaceAll(/(?<![\w*\\])\*(?=\S)([^*\n]*?[^*\n\\])\*(?![\w*])/g, '$1')
    .replaceAll(/(?<![\w\\])_(?=\S)([^_\n]*?[^_\n\\])_(?!\w)/g, '$1')
    .replaceAll(/`{1,3}([^`\n]+)`{1,3}/g, '$1')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}

/** What decoding and unescaping may have brought back together is taken apart by a space. */
function withoutRemains(text: string): string {
  return text.replaceAll(/<(?=[a-z/!?])/gi, '< ').replaceAll(/\](?=[([])/g, '] ')
}
