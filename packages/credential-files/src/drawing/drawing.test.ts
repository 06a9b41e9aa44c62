import { achievementKindLabels } from '@eduwallet/microcredential'
import { circularMinor, institutions } from '@eduwallet/microcredential/fixtures'
import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { jwt } from '../fixtures/pictures.ts'
import { bakePng } from '../png/bake-png.ts'
import { bakeSvg } from '../svg/bake-svg.ts'
import { takeCredentialOut } from '../take-credential-out.ts'
import type { BadgeToDraw } from './badge-to-draw.ts'
import { drawBadgePng } from './draw-badge-png.ts'
import { drawBadgeSvg } from './draw-badge-svg.ts'

const both = (text: string): BadgeToDraw['title'] => ({ nl: text, en: text })
const badge: BadgeToDraw = { title: both('Waterveiligheid in de praktijk'), institution: both('Hogeschool Delta'), kind: 'microcredential', workload: { ects: '3' }, level: { nlqf: '5', eqf: 5 }, awardedOn: '2026-06-30' }
const parse = (svg: string) => new DOMParser({ onError: (level, message) => { if (level !== 'warning') throw new Error(message) } }).parseFromString(svg, 'image/svg+xml').documentElement!
const textsOf = (svg: string): string[] => [...parse(svg).getElementsByTagName('text')].map((text) => text.textContent ?? '')

describe('a badge as an SVG', () => {
  it('says what was earned, of what kind, where, how much and at which level, in the language asked for', async () => {
    const { title, kind, workload, level } = circularMinor
    for (const language of ['nl', 'en'] as const) {
      const svg = await drawBadgeSvg({ title, kind, workload, level, institution: institutions.hogeschool.name, awardedOn: '2026-06-30' }, language)
      const words = textsOf(svg).join(' ')
      for (const text of [title[language], achievementKindLabels[kind][language], institutions.hogeschool.name[language], language === 'nl' ? 'Toegekend op 30 juni 2026' : 'Awarded on 30 June 2026']) expect(words).toContain(text)
      expect(parse(svg).getAttribute('lang')).toBe(language)
    }
  })

  it('has a name and a description for who does not see it, and the drawn text is not read twice', async () => {
    const root = parse(await drawBadgeSvg(badge, 'nl'))
    expect([root.getAttribute('role'), root.getAttribute('aria-labelledby')]).toEqual(['img', 'name details'])
    expect(root.getElementsByTagName('title')[0]!.textContent).toBe('Microcredential: Waterveiligheid in de praktijk')
    expect(root.getElementsByTagName('desc')[0]!.textContent).toBe('Hogeschool Delta. 3 EC. NLQF 5, EQF 5. Toegekend op 30 juni 2026.')
    expect(root.getElementsByTagName('g')[0]!.getAttribute('aria-hidden')).toBe('true')
  })

  it('WCAG 1.4.6: has a contrast of at least 7 to 1 between text and ground', async () => {
    const root = parse(await drawBadgeSvg(badge, 'nl'))
    const luminance = (colour: string): number => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
      const part = Number.parseInt(colour.slice(1 + at * 2, 3 + at * 2), 16) / 255
      return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    }, 0)
    const [ground, text] = [root.getElementsByTagName('rect')[0]!, root.getElementsByTagName('g')[0]!].map((element) => luminance(element.getAttribute('fill')!))
    expect((text! + 0.05) / (ground! + 0.05)).toBeGreaterThan(7)
  })

  it('WEB-04: needs nothing from elsewhere, and whatever is written in it is text', async () => {
    const hostile = both('"><script>alert(1)</script><image href="https://evil.example"/>&x;]]>')
    const plain = await drawBadgeSvg({ ...badge, title: both('x'), institution: both('x') }, 'en')
    const svg = await drawBadgeSvg({ ...badge, title: hostile, institution: hostile }, 'en')
    const elements = (text: string): string[] => [...parse(text).getElementsByTagName('*')].map(({ tagName }) => tagName)
    expect(new Set(elements(svg))).toEqual(new Set(elements(plain)))
    expect(plain.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/script|style|href|url\(|https?:|@import|foreignObject|<image|\bon\w+=/i)
  })

  it('PAR-07: whatever the texts are, it is well-formed, in place and of a few kilobytes', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('', '\u202E', '\0', '\uD800', 'x'.repeat(1e6), ' y'.repeat(1e5)), async (text, more) => {
      const svg = await drawBadgeSvg({ ...badge, title: both(text + more), institution: both(more + text) }, 'nl')
      const drawn = [...parse(svg).getElementsByTagName('text')]
      for (const each of drawn) expect(Number(each.getAttribute('y'))).toBeLessThanOrEqual(640 - 56)
      const places = drawn.map((each) => Number(each.getAttribute('y')))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(svg).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
      expect(svg.length).toBeLessThan(15_000)
    }), { numRuns: 60 })
  })

  it('a long word is drawn smaller before it is broken, and a long title is cut off where the badge ends', async () => {
    const sizes = async (title: string): Promise<string[]> => [...parse(await drawBadgeSvg({ ...badge, title: both(title) }, 'nl')).getElementsByTagName('text')].filter((text) => text.hasAttribute('font-weight')).map((text) => `${text.getAttribute('font-size')} ${text.textContent}`)
    expect(await sizes('AI')).toEqual(['52 AI'])
    expect(await sizes('Duurzaamheidsmanagement')).toEqual(['30 Duurzaamheidsmanagement'])
    expect((await sizes('Zorg en welzijn '.repeat(30))).at(-1)).toMatch(/^30 .*…$/)
  })

  it('can hold a credential', async () => {
    expect(takeCredentialOut(Buffer.from(bakeSvg(await drawBadgeSvg(badge, 'nl'), jwt)))).toMatchObject({ container: 'svg', credential: jwt })
  })
})

describe('a badge as a PNG', () => {
  it('is the same picture, of 640 by 640, with the text drawn in it: other words are other pixels', async () => {
    const png = await drawBadgePng(badge, 'nl')
    const picture = PNG.sync.read(png)
    expect([picture.width, picture.height]).toEqual([640, 640])
    const white = (image: PNG, top: number, bottom: number): number => {
      let count = 0
      for (let at = top * 640 * 4; at < bottom * 640 * 4; at += 4) if (image.data.readUInt32BE(at) === 0xffff_ffff) count += 1
      return count
    }
    expect([white(picture, 60, 100), white(picture, 240, 360), white(picture, 480, 600)].map((count) => count > 200)).toEqual([true, true, true])
    const other = PNG.sync.read(await drawBadgePng({ ...badge, title: both('AI') }, 'nl'))
    expect(white(other, 240, 360)).toBeLessThan(white(picture, 240, 360) / 2)
    expect(white(other, 480, 600)).toBe(white(picture, 480, 600))
  })

  it('is the same octets for the same badge, also when two are drawn at once', async () => {
    const [one, two] = await Promise.all([drawBadgePng(badge, 'nl'), drawBadgePng(badge, 'nl')])
    expect(one.equals(two)).toBe(true)
    expect(one.length).toBeLessThan(100_000)
  })

  it('PAR-07: hostile text is drawn, and memory is given back', async () => {
    const hostile = { ...badge, title: both('\u202E\0\uD800<script>李😀' + 'x'.repeat(1e6)), institution: both(`a${'\u0301'.repeat(1e5)}`) }
    await drawBadgePng(hostile, 'nl')
    const before = process.memoryUsage.rss()
    for (let times = 0; times < 20; times += 1) await drawBadgePng(hostile, 'nl')
    expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000)
  })

  it('can hold a credential', async () => {
    expect(takeCredentialOut(bakePng(await drawBadgePng(badge, 'nl'), jwt))).toMatchObject({ container: 'png', credential: jwt })
  })
})
