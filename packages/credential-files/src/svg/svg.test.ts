import { DOMParser, type Element } from '@xmldom/xmldom'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileLimits } from '../file-limits.ts'
import { json, jwt, sdJwt, smallSvg } from '../fixtures/pictures.ts'
import { refusalOf as refused } from '../fixtures/refusal-of.ts'
import { bakeSvg } from './bake-svg.ts'
import { readBakedSvg } from './read-baked-svg.ts'

const v3 = 'https://purl.imsglobal.org/ob/v3p0'
const svg = (inside: string, attributes = ''): string => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="${v3}"${attributes}>${inside}</svg>`
const credential = (inside: string): string => `<openbadges:credential>${inside}</openbadges:credential>`
const token = `<openbadges:credential verify="${jwt}"></openbadges:credential>`
const foreign = (text: string): Element => {
  const { documentElement } = new DOMParser({ onError: (_level, message) => { throw new Error(message) } }).parseFromString(text, 'image/svg+xml')
  if (documentElement === null) throw new Error('empty')
  return documentElement
}

describe('a credential in an SVG', () => {
  it.each([['a compact JWS', jwt], ['JSON with a proof', json], ['JSON with carriage returns', '{\r\n"a"\r:\n"b"}\r'.trim()]])('comes out as it went in (%s)', (_form, text) => {
    expect(readBakedSvg(bakeSvg(smallSvg, text))).toBe(text)
  })

  it('whatever JSON it is, as long as XML has its characters; the two that it has not are escaped', () => {
    fc.assert(fc.property(fc.dictionary(fc.string().map((name) => `x${name}`), fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(']', '>', ']]>', '<![CDATA[', '\uFFFE', '\uFFFF', '&amp;')) })), (object) => {
      const text = JSON.stringify({ ...object, type: 'x' })
      expect(JSON.parse(readBakedSvg(bakeSvg(smallSvg, text)))).toEqual(JSON.parse(text))
      if (!/[\uFFFE\uFFFF]/.test(text)) expect(readBakedSvg(bakeSvg(smallSvg, text))).toBe(text)
    }))
  })

  it('is, for another XML parser, the first thing in the svg element: a verify attribute, or JSON as text', () => {
    const [withToken, withJson] = [jwt, json].map((text) => foreign(bakeSvg(smallSvg, text)))
    expect(withToken!.getAttribute('xmlns:openbadges')).toBe(v3)
    for (const root of [withToken!, withJson!]) expect([root.firstChild!.namespaceURI, root.firstChild!.nodeName, root.getElementsByTagNameNS(v3, 'credential').length]).toEqual([v3, 'openbadges:credential', 1])
    expect((withToken!.firstChild as Element).getAttribute('verify')).toBe(jwt)
    expect([(withJson!.firstChild as Element).hasAttribute('verify'), withJson!.firstChild!.textContent]).toEqual([false, json])
  })

  it('leaves the rest of the picture as it is', () => {
    const baked = bakeSvg(smallSvg, jwt)
    expect(baked.replace(token, '').replace(` xmlns:openbadges="${v3}"`, '')).toBe(smallSvg)
    expect(foreign(bakeSvg('<s:svg xmlns:s="http://www.w3.org/2000/svg" a=\'"&lt;&#10;\'/>', jwt)).getAttribute('a')).toBe('"<\n')
  })

  it('replaces what an earlier badge left, of either generation', () => {
    const older = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="x"><![CDATA[{}]]></openbadges:assertion><g>é😀\r\n<openbadges:assertion/></g><path/></svg>`
    expect(bakeSvg(older, jwt)).toBe(`<svg xmlns:openbadges="${v3}" xmlns="http://www.w3.org/2000/svg">${token}<g>é😀\r\n</g><path/></svg>`)
    expect(readBakedSvg(bakeSvg(bakeSvg(smallSvg, json), jwt))).toBe(jwt)
    expect(bakeSvg(bakeSvg(smallSvg, json), json)).toBe(bakeSvg(smallSvg, json).replace(/ (xmlns:openbadges="[^"]*")/, ' $1'))
  })

  it('is never one of two because the prefix changed its meaning (CREDENTIAL_TWICE)', () => {
    expect(refused(() => bakeSvg('<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><openbadges:credential verify="a.b.c"/></svg>', jwt))).toBe('CREDENTIAL_TWICE')
  })

  it('is a compact JWS or a JSON object, and nothing else (CREDENTIAL_MALFORMED)', () => {
    for (const text of ['', 'x', sdJwt, '[]', '{', `${jwt}"/><script/>`]) expect(refused(() => bakeSvg(smallSvg, text)), text).toBe('CREDENTIAL_MALFORMED')
  })
})

describe('an SVG from elsewhere', () => {
  it('may have its credential anywhere, once, with any prefix, as text or CDATA', () => {
    expect(readBakedSvg(svg(`<g>${token}</g>`))).toBe(jwt)
    expect(readBakedSvg(`<svg xmlns="http://www.w3.org/2000/svg"><credential xmlns="${v3}" verify=" ${jwt} "/></svg>`)).toBe(jwt)
    expect(readBakedSvg(svg(credential('\n {"a":"&lt;&#x41;"<![CDATA[,"b":"<"]]>} \n')))).toBe('{"a":"<A","b":"<"}')
  })

  it('WEB-10: a document type is refused where it begins: external entities, billion laughs, parameter entities, external subsets (FILE_DOCTYPE)', () => {
    const laughs = Array.from({ length: 9 }, (_none, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')
    for (const type of ['<!DOCTYPE svg>', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}]>`, '<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">', '<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://127.0.0.1/p">%p;]>',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">']) {
      expect(refused(() => readBakedSvg(`<?xml version="1.0"?>${type}${svg(credential('&x;&l9;'))}`)), type).toBe('FILE_DOCTYPE')
      expect(refused(() => bakeSvg(`${type}${smallSvg.slice(smallSvg.indexOf('<svg'))}`, jwt)), type).toBe('FILE_DOCTYPE')
    }
  })

  it('WEB-10: an entity that is not of XML itself is refused where it is used (FILE_DAMAGED)', () => {
    for (const inside of [credential('&x;'), '&nbsp;', '<openbadges:credential verify="&x;"/>', '&#0;', '&#xD800;', '&#x110000;']) expect(refused(() => readBakedSvg(svg(inside))), inside).toBe('FILE_DAMAGED')
  })

  it('WEB-10: two credentials, or a token and a text in one, are refused: neither is taken (CREDENTIAL_TWICE)', () => {
    for (const inside of [token + token, `${token}<g>${credential('{}')}</g>`, token.replace('></', '>{}</')]) expect(refused(() => readBakedSvg(svg(inside))), inside).toBe('CREDENTIAL_TWICE')
  })

  it('WEB-10: elements in a credential are refused, also a credential in a credential (CREDENTIAL_MALFORMED)', () => {
    for (const inside of [credential('<a/>{}'), credential(token)]) expect(refused(() => readBakedSvg(svg(inside))), inside).toBe('CREDENTIAL_MALFORMED')
  })

  it('WEB-10: XInclude, style sheets, scripts and links are markup like any other: nothing is fetched, nothing runs', () => {
    const inside = `<?xml-stylesheet href="http://127.0.0.1/x.xsl"?><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><script>throw 1</script><image href="http://127.0.0.1/x.png"/>`
    expect(readBakedSvg(svg(inside + token))).toBe(jwt)
    expect(refused(() => readBakedSvg(svg(`${inside}<!-- ${token} --><![CDATA[${token}]]>`)))).toBe('CREDENTIAL_MISSING')
  })

  it('WEB-10: more elements, more levels or more characters than a picture has are refused (FILE_TOO_LARGE), in little time', () => {
    const start = process.threadCpuUsage().user
    for (const inside of ['<g>'.repeat(200_000), '<g/>'.repeat(fileLimits.svgElements + 1), ' '.repeat(fileLimits.svgOctets)]) expect(refused(() => readBakedSvg(svg(inside)))).toBe('FILE_TOO_LARGE')
    expect(readBakedSvg(svg(token + ' '.repeat(fileLimits.svgOctets / 2)))).toBe(jwt)
    expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(3000)
  })

  it('that is a badge of Open Badges 2.0 is called so (OPEN_BADGES_2); without a badge it is called that (CREDENTIAL_MISSING)', () => {
    expect(refused(() => readBakedSvg('<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="a.b.c"/></svg>'))).toBe('OPEN_BADGES_2')
    expect(refused(() => readBakedSvg(smallSvg))).toBe('CREDENTIAL_MISSING')
    // The prefix alone is no badge: the namespace is.
    expect(refused(() => readBakedSvg(svg(token).replace(v3, 'urn:x')))).toBe('CREDENTIAL_MISSING')
  })

  it('that is no SVG (FILE_UNKNOWN), not whole (FILE_DAMAGED) or says that it is in another encoding (FILE_NOT_UTF8) is refused', () => {
    for (const text of ['<html></html>', `<svg>${token.replaceAll('openbadges:', '')}</svg>`, `<x xmlns="http://www.w3.org/2000/svg"/>`]) expect(refused(() => readBakedSvg(text)), text).toBe('FILE_UNKNOWN')
    for (const text of ['', '<', '<!-- -->', svg(token).slice(0, -1), `${svg(token)}${svg('')}`, svg('<a b=c/>'), svg('<a b="1" b="2"/>'), svg('<x:a/>'), svg('\0'), svg('</g>'), '<svg a="<"/>']) expect(refused(() => readBakedSvg(text)), text).toBe('FILE_DAMAGED')
    expect(refused(() => readBakedSvg(`<?xml version="1.0" encoding="ISO-8859-1"?>${svg(token)}`))).toBe('FILE_NOT_UTF8')
  })
})
