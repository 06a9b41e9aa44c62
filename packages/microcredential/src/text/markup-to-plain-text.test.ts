import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestMarkup, markupToPlainText } from './markup-to-plain-text.ts'

describe('markup of catalogues', () => {
  it.each([
    ['enrolment through SIS. [The Markdown](https://openonderwijsapi.nl/v6.0/#/technical) MAY be used', 'enrolment through SIS. The Markdown MAY be used'],
    ['[x](javascript:alert(1)) en ![logo](https://x.nl/a.png)', 'x en logo'],
    ['# Titel\n\n**Vet** en *schuin* en `code`\n* een\n+ twee', 'Titel\n\nVet en schuin en code\n- een\n- twee'],
    ['<p>Deze cursus is <ul><li>Leuk</li><li>Boeiend...</li></ul></p>', 'Deze cursus is\n\n- Leuk\n\n- Boeiend...'],
    ['a<script>alert(1)</script>b<style>p{}</style>c<script>never closed', 'abc'],
    ["<a href='https://x.nl' onclick=\"f()\"><strong>pagina</strong></a>", 'pagina'],
    ['caf&eacute; &amp; co &#8364;&#x20ac;', 'café & co €€'],
    ['&lt;script&gt;alert(1)&lt;/script&gt;', '< script>alert(1)< /script>'],
    ['<https://npuls.nl> p &lt; 0.05', 'https://npuls.nl p < 0.05'],
    ['[a][1]\n[1]: javascript:alert(1)', 'a'],
    ['\\*niet schuin\\* en 2 \\< 3', '*niet schuin* en 2 < 3'],
    ['een\r\ntwee', 'een\ntwee'],
  ])('%j', (markup, text) => {
    expect(markupToPlainText(markup)).toBe(text)
  })

  it.each(['p < 0.05 en 3 > 2', 'snake_case_name blijft', 'Taak 1 (verplicht) [a]', 'R&D, 5 * 3 * 2', 'regel een\n\nregel twee', '“quotes” – 張偉', '1. een\n2. twee'])('plain text stays as it is: %j', (text) => {
    expect(markupToPlainText(text)).toBe(text)
  })

  const pieces = ['<', '>', '</', '<script', '</script>', '<a href=x>', '[', ']', '(', ')', '](', '!', '\\', '*', '_', '`', '#', '&lt;', '&gt;', '&#60;', '&#x5d;', '&amp;', 'javascript:', 'x', ' ', '\n', '<!--', '-->', '&#0;', '&#xd800;']

  it('WEB-02: whatever is put together, no tag and no link comes out, and nothing that breaks text', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')), (markup) => {
      const text = markupToPlainText(markup)
      expect(text).not.toMatch(/<[a-z/!?]|\]\(|\]\[/i)
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toContain('\u0000')
    }), { numRuns: 5000 })
  })

  it.each(['<', '<script', '[', '[a](', '*a', '_', '`', '<li', '&', '((', ' ', '\t', 'a ', '[](()', '*a\\', '](x'])('fifty thousand of %j take no time worth naming', (piece) => {
    const started = performance.now()
    markupToPlainText(`${piece.repeat(Math.floor(longestMarkup / piece.length))}x`)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
