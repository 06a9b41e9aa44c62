import { expect, it } from 'vitest'
import { escapeMarkdown } from './escape-markdown.ts'

it.each([
  ['plain text, with 5.5 (at least) and a dash - here!', 'plain text, with 5.5 (at least) and a dash - here!'],
  ['*a* _b_ `c` ~d~ |', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\|'],
  ['![x](y) <img> &amp; \\', '!\\[x\\](y) \\<img\\> \\&amp; \\\\'],
  ['# a\n## b\n- c\n+ d\n=== e\n> f', '\\# a\n\\## b\n\\- c\n\\+ d\n\\=== e\n\\> f'],
  ['1. a\n12) b\n1.5 c', '1\\. a\n12\\) b\n1\\.5 c'],
  ['    code\n\tcode\n  # a', '&#32;   code\n&#9;code\n&#32; \\# a'],
  ['', ''],
])('shows as it is: %j', (text, markdown) => {
  expect(escapeMarkdown(text)).toBe(markdown)
})
