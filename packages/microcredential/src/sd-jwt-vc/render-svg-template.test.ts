import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circularMinor, institutions, learners } from '../fixtures/index.ts'
import { cardTemplate } from './card-template.ts'
import { composeMicrocredentialClaims } from './compose-claims.ts'
import { renderSvgTemplate, SvgTemplateError } from './render-svg-template.ts'
import { microcredentialTypeMetadata } from './type-metadata.ts'

const type = microcredentialTypeMetadata('https://issuer.example/vct/microcredential/1')
const { claims } = composeMicrocredentialClaims({ achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', institution: institutions.hogeschool })
const one = { claims: [{ path: ['family_name'], display: [{ locale: 'en', label: 'x' }], sd: 'always' as const, mandatory: true, svg_id: 'name' }] }
const draw = (template: string, name: unknown = 'Damme') => renderSvgTemplate(template, one, { family_name: name })

describe('a card', () => {
  it.each(['nl', 'en'] as const)('shows what was earned, by whom and where, in one language (%s)', (language) => {
    const card = renderSvgTemplate(cardTemplate(language), type, claims)
    for (const text of [circularMinor.title[language], institutions.hogeschool.name[language], 'Maartje', 'van Damme', '2026-06-30']) expect(card).toContain(`>${text}<`)
    expect(card).not.toContain('{{')
  })

  it.each(['nl', 'en'] as const)('has a name and a description for who does not see it, and needs nothing from elsewhere (%s)', (language) => {
    const template = cardTemplate(language)
    expect(template).toMatch(/<svg [^>]*role="img" aria-labelledby="name details" lang="(nl|en)"/)
    expect(template).toContain('<title id="name">')
    expect(template).toContain('<desc id="details">')
    expect(template.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/script|style|href|url\(|https?:|@import|foreignObject|<image|\bon\w+=/i)
  })

  it('the type metadata names each template with the hash of its bytes', () => {
    const hash = (language: 'nl' | 'en') => `sha256-${createHash('sha256').update(cardTemplate(language), 'utf8').digest('base64')}`
    expect(type.display.map(({ rendering }) => rendering.svg_templates.map((template) => [template.uri, template['uri#integrity']]))).toEqual([
      [['https://issuer.example/vct/microcredential/1/card.nl.svg', hash('nl')]], [['https://issuer.example/vct/microcredential/1/card.en.svg', hash('en')]]])
  })

  it('each place on the card is the svg_id of a claim, and each svg_id is used once', () => {
    const ids = type.claims.flatMap(({ svg_id }) => svg_id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const places = ['nl', 'en'].flatMap((language) => [...cardTemplate(language as 'nl' | 'en').matchAll(/\{\{(\w+)\}\}/g)].map(([, id]) => id))
    expect(new Set(places)).toEqual(new Set(ids))
  })

  it('a claim that was not shown leaves its place empty', () => {
    expect(renderSvgTemplate(cardTemplate('nl'), type, { ...claims, given_name: undefined })).toContain('<tspan></tspan> <tspan>van Damme</tspan>')
  })
})

describe('what a value can do to a template', () => {
  it('WEB-04: markup in a claim value is text: & < > " \' are escaped', () => {
    expect(draw('<svg><text>{{name}}</text></svg>', `</text><script>alert("1")&'</script>`)).toBe('<svg><text>&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&amp;&#39;&lt;/script&gt;</text></svg>')
    for (const language of ['nl', 'en'] as const) {
      const card = renderSvgTemplate(cardTemplate(language), type, { ...claims, family_name: '</text><script>alert(1)</script>', achievement_title: { nl: '"><image href="https://evil.example"/>', en: '"><image href="https://evil.example"/>' } })
      expect(card).not.toMatch(/<script|<image/)
    }
  })

  it('WEB-04: a placeholder anywhere but in text is refused: attribute, tag, comment, CDATA, declaration, script and style', () => {
    for (const template of ['<svg id="{{name}}"/>', "<svg a='{{name}}'></svg>", '<svg a=">{{name}}"/>', '<{{name}}/>', '<!--{{name}}--><svg/>', '<svg><![CDATA[{{name}}]]></svg>', '<!DOCTYPE {{name}}><svg/>',
      '<?x {{name}}?><svg/>', '<svg><script>{{name}}</script></svg>', '<svg><style>{{name}}</style></svg>', '<svg><svg:script>{{name}}</svg:script></svg>', '<svg a="{{name}}', '<svg <text>{{name}}</text>', '<svg a="<{{name}}"/>', '<!-- {{name}}', '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', '<!DOCTYPE svg><svg/>']) {
      expect(() => draw(template, 'x'), template).toThrow(SvgTemplateError)
    }
  })

  it('WEB-04: whatever the values are, the markup that is drawn is the markup of the template', () => {
    const tags = (svg: string) => svg.match(/<[^>]*>/g)
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{name}}', '$&', "$'", '<![CDATA[', '-->', '&#60;', '\u0000\u0008\ud800')), (value) => {
      const drawn = draw('<svg><text>{{name}}</text><desc>{{name}}</desc></svg>', value)
      expect(tags(drawn)).toEqual(['<svg>', '<text>', '</text>', '<desc>', '</desc>', '</svg>'])
      expect(drawn).not.toMatch(/[^\P{Cc}\t\n\r]/u)
    }), { numRuns: 500 })
  })

  it('a value is not a template, an object is no text, and a name that no claim has is refused', () => {
    expect(draw('<text>{{name}}</text>', '{{name}}')).toBe('<text>{{name}}</text>')
    expect(draw('<text>{{name}}</text>', { toString: 'x' })).toBe('<text></text>')
    expect(draw('<text>{{name}}</text>', 7)).toBe('<text>7</text>')
    expect(() => draw('<text>{{toString}}</text>')).toThrow(SvgTemplateError)
  })
})
